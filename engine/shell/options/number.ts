/**
 * Numbers as C's strtol(3) and strtod(3) read them.
 */

/** The whole text as a number in decimal, octal (`0…`) or hexadecimal (`0x…`). @returns undefined when it is none */
export function wholeNumber(text: string): number | undefined {
  const match = /^\s*([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)$/.exec(text);
  if (match === null) return undefined;
  const digits = match[2] ?? '';
  const value = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  return match[1] === '-' ? -value : value;
}

/** The whole text as a decimal fraction. */
export function fraction(text: string): number | undefined {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}

/** atoi(3): the digits at the start, 0 without any. */
export function leadingNumber(text: string): number {
  return Number(/^\s*([+-]?\d+)/.exec(text)?.[1] ?? 0);
}
