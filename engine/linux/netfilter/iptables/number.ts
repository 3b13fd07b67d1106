/**
 * Numbers as iptables reads them (xtables_strtoui of libxtables/xtables.c): decimal, 0x hexadecimal, 0 octal; blanks and
 * a plus sign may stand before them.
 */

import { usage } from './error.ts';

/** @returns undefined when `text` is no number between `low` and `high` */
export function parseNumber(text: string, low = 0, high = 0xffff_ffff): number | undefined {
  const digits = /^\s*\+?(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)$/.exec(text)?.[1];
  if (digits === undefined) return undefined;
  const value = /^0[0-7]/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  return value >= low && value <= high ? value : undefined;
}

export function hexText(value: number): string {
  return `0x${(value >>> 0).toString(16)}`;
}

export function longHexText(value: number): string {
  return `0x${(value >>> 0).toString(16).padStart(8, '0')}`;
}

/** `VALUE` or `VALUE/MASK` of the extension's option (xtopt_parse_markmask). @throws IptablesError */
export function parseMasked(
  extension: string,
  option: string,
  text: string,
): { readonly value: number; readonly mask: number | undefined } {
  const [, head = '', garbage = '', tail] =
    /^(\s*\+?(?:0[xX][0-9a-fA-F]+|\d+))([^/]*)(?:\/(.*))?$/.exec(text) ?? [];
  const value = parseNumber(head);
  const [, number = '', more = ''] = /^(\s*\+?(?:0[xX][0-9a-fA-F]+|\d+)?)(.*)$/.exec(tail ?? '') ?? [];
  const mask = tail === undefined ? undefined : parseNumber(number);
  const isWrong = value === undefined || (garbage === '' && tail !== undefined && mask === undefined);
  if (isWrong) throw usage(`${extension}: bad integer value for option "--${option}", or out of range.\n`);
  if (garbage + more !== '')
    throw usage(`${extension}: trailing garbage after value for option "--${option}".\n`);
  return { value, mask };
}

/** `A`, `A:B`, `:B`, `A:` of the extension's option (xtopt_parse_mint). @throws IptablesError */
export function parseSpan(
  extension: string,
  option: string,
  text: string,
  most: number,
): readonly [first: number, last: number] {
  const parts = text.split(':');
  if (parts.length > 2) throw usage(`${extension}: Too many components for option "--${option}" (max: 2)\n`);
  const [low = '', high = low] = parts;
  const first = low === '' && parts.length > 1 ? 0 : parseNumber(low, 0, most);
  const last = high === '' && parts.length > 1 ? most : parseNumber(high, 0, most);
  if (first === undefined || last === undefined)
    throw usage(
      `${extension}: bad value for option "--${option}" near "${first === undefined ? text : high}", or out of range (0-${String(most)}).\n`,
    );
  return [first, last];
}
