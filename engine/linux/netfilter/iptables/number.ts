/**
 * Numbers as iptables reads them (xtables_strtoui of libxtables/xtables.c): decimal, 0x hexadecimal, 0 octal.
 */

/** @returns undefined when `text` is no number between `low` and `high` */
export function parseNumber(text: string, low = 0, high = 0xffff_ffff): number | undefined {
  let value: number;
  if (/^0[xX][0-9a-fA-F]+$/.test(text)) value = Number.parseInt(text.slice(2), 16);
  else if (/^0[0-7]*$/.test(text)) value = Number.parseInt(text, 8);
  else if (/^[0-9]+$/.test(text)) value = Number.parseInt(text, 10);
  else return undefined;
  return value >= low && value <= high ? value : undefined;
}

export function hexText(value: number): string {
  return `0x${(value >>> 0).toString(16)}`;
}

export function longHexText(value: number): string {
  return `0x${(value >>> 0).toString(16).padStart(8, '0')}`;
}

/** `VALUE` or `VALUE/MASK`. */
export function parseMasked(
  text: string,
): { readonly value: number; readonly mask: number | undefined } | undefined {
  const [head = '', tail, ...more] = text.split('/');
  const value = parseNumber(head);
  const mask = tail === undefined ? undefined : parseNumber(tail);
  if (value === undefined || more.length > 0 || (tail !== undefined && mask === undefined)) return undefined;
  return { value, mask };
}
