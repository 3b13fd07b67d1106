/**
 * MARK: change the packet's mark (net/netfilter/xt_mark.c, libxt_MARK). All forms are `--set-xmark VALUE/MASK`.
 * The packet goes on to the next rule. Nothing is left out.
 */
import { usage } from '../error.ts';
import type { Action, Target } from '../extension.ts';
import { hexText, parseMasked, parseNumber } from '../number.ts';

const every = 0xffff_ffff;

/** How a form of the option sets value and mask: new mark = (mark & ~mask) ^ value. */
export function markOption(
  option: string,
  value: number,
  mask: number | undefined,
): { readonly value: number; readonly mask: number } {
  switch (option) {
    case 'set-mark':
      return { value, mask: ((mask ?? every) | value) >>> 0 };
    case 'and-mark':
      return { value: 0, mask: ~value >>> 0 };
    case 'or-mark':
      return { value, mask: value };
    case 'xor-mark':
      return { value, mask: 0 };
    default:
      return { value, mask: mask ?? every };
  }
}

/** Those that change bits take no mask. @throws IptablesError */
export function readMark(
  extension: string,
  option: string,
  text: string,
): { readonly value: number; readonly mask: number | undefined } {
  if (option.startsWith('set-')) return parseMasked(extension, option, text);
  const value = parseNumber(text);
  if (value === undefined)
    throw usage(`${extension}: bad value for option "--${option}", or out of range (0-4294967295).\n`);
  return { value, mask: undefined };
}

/** All forms say one thing. */
export const markExclusions: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  ['set-xmark', 'set-mark', 'and-mark', 'or-mark', 'xor-mark'].map((option, _at, all) => [
    option,
    all.filter((other) => other !== option),
  ]),
);

/** As `iptables -L` shows it: the shortest form that says it. */
export function markText(value: number, mask: number): string {
  if (value === 0) return `and ${hexText(~mask)}`;
  if (value === mask) return `or ${hexText(value)}`;
  if (mask === 0) return `xor ${hexText(value)}`;
  return mask === every ? `set ${hexText(value)}` : `xset ${hexText(value)}/${hexText(mask)}`;
}

export class MarkTarget implements Target {
  readonly name = 'MARK';
  readonly options = {
    'set-xmark': 'value',
    'set-mark': 'value',
    'and-mark': 'value',
    'or-mark': 'value',
    'xor-mark': 'value',
  } as const;
  readonly excludes = markExclusions;
  #mark: { readonly value: number; readonly mask: number } | undefined;

  set(option: string, text: string): void {
    const { value, mask } = readMark('MARK', option, text);
    this.#mark = markOption(option, value, mask);
  }

  check(): void {
    if (this.#mark === undefined)
      throw usage('MARK: One of the --set-xmark, --{and,or,xor,set}-mark options is required');
  }

  save(): string {
    const { value, mask } = this.#mark ?? { value: 0, mask: 0 };
    return `--set-xmark ${hexText(value)}/${hexText(mask)}`;
  }

  print(): string {
    const { value, mask } = this.#mark ?? { value: 0, mask: 0 };
    return `MARK ${markText(value, mask)}`;
  }

  translate(): string {
    const { value, mask } = this.#mark ?? { value: 0, mask: 0 };
    const text = markText(value, mask);
    if (text.startsWith('set ')) return `meta mark set ${hexText(value)}`;
    if (text.startsWith('xset ')) return `meta mark set mark and ${hexText(~mask)} xor ${hexText(value)}`;
    return `meta mark set mark ${text}`;
  }

  compile(): Action {
    const { value, mask } = this.#mark ?? { value: 0, mask: 0 };
    return (skb) => {
      skb.mark = ((skb.mark & ~mask) ^ value) >>> 0;
      return 'continue';
    };
  }
}
