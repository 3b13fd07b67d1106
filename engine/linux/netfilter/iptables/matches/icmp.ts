/**
 * `-m icmp`: type and code by number or name (net/ipv4/netfilter/ip_tables.c, libxt_icmp). A type without a code
 * takes every code of it. Left out: the ICMPv6 match, which has names of its own.
 */
import { icmpTypeNumber } from '../../../../net/packet/transport.ts';
import { usage } from '../error.ts';
import type { Match, RuleContext, Test } from '../extension.ts';
import { icmpNames } from '../names/icmp.ts';
import { parseNumber } from '../number.ts';

const any = 255;

interface Wanted {
  readonly type: number;
  /** Undefined: every code. */
  readonly code: number | undefined;
}

function parseType(text: string): Wanted {
  const lower = text.toLowerCase();
  const exact = icmpNames.find(({ name }) => name === lower);
  const candidates = exact === undefined ? icmpNames.filter(({ name }) => name.startsWith(lower)) : [exact];
  const [first, second] = candidates;
  if (first !== undefined) {
    if (second !== undefined)
      throw usage(`Ambiguous ICMP type \`${text}': \`${first.name}' or \`${second.name}'?`);
    return first;
  }
  const [head = '', tail] = text.split('/');
  const type = parseNumber(head, 0, 255);
  if (type === undefined) throw usage(`Unknown ICMP type \`${text}'`);
  if (tail === undefined) return { type, code: undefined };
  const code = parseNumber(tail, 0, 255);
  if (code === undefined) throw usage(`Unknown ICMP type \`${text}'`);
  return { type, code };
}

export class IcmpMatch implements Match {
  readonly name = 'icmp';
  readonly options = { 'icmp-type': 'value' } as const;
  #wanted: Wanted | undefined;
  #inverted = false;

  set(_option: string, value: string, inverted: boolean): void {
    this.#wanted = parseType(value);
    this.#inverted = inverted;
  }

  check(): void {
    if (this.#wanted === undefined) throw usage('icmp: option "--icmp-type" must be specified\n');
  }

  isRefused({ protocol, protocolInverted }: RuleContext): boolean {
    return protocol !== 1 || protocolInverted;
  }

  save(): string {
    const { type, code } = this.#wanted ?? { type: any, code: undefined };
    const text = type === any ? 'any' : `${String(type)}${code === undefined ? '' : `/${String(code)}`}`;
    return `${this.#inverted ? '! ' : ''}--icmp-type ${text}`;
  }

  print(numeric: boolean): string {
    const { type, code } = this.#wanted ?? { type: any, code: undefined };
    const named = numeric ? undefined : icmpNames.find((each) => each.type === type && each.code === code);
    if (named !== undefined) return `icmp ${this.#inverted ? '!' : ''}${named.name}`;
    const codeText = code === undefined ? '' : ` code ${String(code)}`;
    return `icmp${this.#inverted ? ' !' : ''}type ${String(type)}${codeText}`;
  }

  compile(): Test {
    const { type, code } = this.#wanted ?? { type: any, code: undefined };
    const inverted = this.#inverted;
    return ({ packet }) => {
      if (packet.kind !== 'ipv4' || packet.payload.kind !== 'icmp') return false;
      if (type === any) return !inverted;
      const icmp = packet.payload;
      const fits =
        icmpTypeNumber[icmp.type] === type &&
        (code === undefined || ('code' in icmp ? icmp.code : 0) === code);
      return fits !== inverted;
    };
  }
}
