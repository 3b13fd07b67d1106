/**
 * Options of an extension that says only what they are: kinds of values, ranges, which exclude or need each other; read
 * and refused as libxtables does for all extensions alike (libxtables/xtoptions.c).
 */
import type { Address } from '../../../net/address/address.ts';
import { usage } from './error.ts';
import type { OptionKind } from './extension.ts';
import { parseMasked, parseNumber, parseSpan } from './number.ts';
import { resolved } from './parse/addresses.ts';

/** `number` from `least` to `most`; `range`: two of them, `A`, `A:B`, `:B` or `A:`; `mark`: `VALUE` or `VALUE/MASK`. */
export type ValueKind = 'flag' | 'text' | 'number' | 'range' | 'mark' | 'address' | 'big';

export interface OptionShape {
  readonly kind: ValueKind;
  readonly least?: number;
  readonly most?: number;
  /** Of a mark: names that stand for values; what is neither number nor name is said to be no name. */
  readonly names?: Readonly<Record<string, number>>;
  /** Of a text: how many letters it needs. */
  readonly letters?: number;
  /** May follow `!`. */
  readonly inverts?: true;
  readonly mandatory?: true;
  readonly excludes?: readonly string[];
  readonly needs?: string;
  /** Another name of this option. */
  readonly is?: string;
}

export type OptionShapes = Readonly<Record<string, OptionShape>>;

const most32 = 0xffff_ffff;

interface Given {
  readonly text: string;
  readonly inverted: boolean;
  /** A number, both ends of a range, or value and mask. */
  readonly numbers: readonly number[];
}

/** What was given of an extension's options. */
export class GivenOptions {
  /** Of the rule they stand in. */
  family: 4 | 6 = 4;
  readonly #name: string;
  readonly #shapes: OptionShapes;
  readonly #given = new Map<string, Given>();

  constructor(name: string, shapes: OptionShapes) {
    this.#name = name;
    this.#shapes = shapes;
  }

  /** @throws IptablesError */
  read(option: string, text: string, inverted: boolean): string {
    const shape = this.#shapes[option];
    if (shape === undefined) return option;
    const name = shape.is ?? option;
    if (inverted && shape.inverts !== true)
      throw usage(`${this.#name}: option "--${option}" cannot be inverted.\n`);
    this.#given.set(name, {
      text: shape.kind === 'big' ? this.#big(option, text) : text,
      inverted,
      numbers: this.#numbers(option, shape, text),
    });
    return name;
  }

  #big(option: string, text: string): string {
    const value = /^\d+$|^0x[0-9a-f]+$/i.test(text) ? BigInt(text) : -1n;
    if (value < 0n || value >= 1n << 64n)
      throw usage(
        `${this.#name}: bad value for option "--${option}", or out of range (0-18446744073709551615).\n`,
      );
    return value.toString();
  }

  #numbers(
    option: string,
    { kind, least = 0, most = most32, names, letters = 0 }: OptionShape,
    text: string,
  ): readonly number[] {
    if (text.length < letters)
      throw usage(`Argument must have a minimum length of ${String(letters)} characters\n`);
    const limits = `or out of range (${String(least)}-${String(most)}).\n`;
    switch (kind) {
      case 'number': {
        const value = parseNumber(text, least, most);
        if (value === undefined) throw usage(`${this.#name}: bad value for option "--${option}", ${limits}`);
        return [value];
      }
      case 'range': {
        return parseSpan(this.#name, option, text, most);
      }
      case 'mark': {
        if (names !== undefined && !/^\s*\+?(0x[0-9a-f]+|\d+)(\/|$)/i.test(text)) {
          const value = Object.hasOwn(names, text) ? names[text] : undefined;
          if (value !== undefined) return [value, most];
          throw usage(
            `${this.#name}: could not map name ${text} to an integer value for option "--${option}".\n`,
          );
        }
        const { value, mask = most } = parseMasked(this.#name, option, text);
        return [value, mask];
      }
      case 'address':
        resolved(text, this.family);
        return [];
      default:
        return [];
    }
  }

  /** All were read. @throws IptablesError */
  check(): void {
    for (const [option, shape] of Object.entries(this.#shapes)) {
      if (shape.mandatory === true && !this.has(option))
        throw usage(`${this.#name}: option "--${option}" must be specified\n`);
      const rival = this.has(option) ? shape.excludes?.find((each) => this.has(each)) : undefined;
      if (rival !== undefined)
        throw usage(`${this.#name}: option "--${option}" cannot be used together with "--${rival}".\n`);
      if (shape.needs !== undefined && this.has(option) && !this.has(shape.needs))
        throw usage(`${this.#name}: option "--${option}" also requires "--${shape.needs}".\n`);
    }
  }

  has(...names: readonly string[]): boolean {
    return names.some((name) => this.#given.has(name));
  }

  get isEmpty(): boolean {
    return this.#given.size === 0;
  }

  /** `!` before it. */
  inverted(name: string): boolean {
    return this.#given.get(name)?.inverted ?? false;
  }

  text(name: string): string {
    return this.#given.get(name)?.text ?? '';
  }

  number(name: string, otherwise = 0): number {
    return this.#given.get(name)?.numbers[0] ?? otherwise;
  }

  /** Both ends, or value and mask; undefined when it was not given. */
  pair(name: string): readonly [number, number] | undefined {
    const given = this.#given.get(name);
    return given && [given.numbers[0] ?? 0, given.numbers[1] ?? most32];
  }

  address(name: string): Address | undefined {
    return this.has(name) ? resolved(this.text(name), this.family) : undefined;
  }
}

export function kindsOf(shapes: OptionShapes): Readonly<Record<string, OptionKind>> {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, { kind }]) => [name, kind === 'flag' ? 'flag' : 'value']),
  );
}

/** `! ` or nothing. */
export function not(inverted: boolean): string {
  return inverted ? '! ' : '';
}
