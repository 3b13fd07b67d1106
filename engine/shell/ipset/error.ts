/**
 * How ipset says no: a wrong word on the command line (exit status 2, with a hint), or a wrong value or a refusal of the
 * kernel (exit status 1); lib/errcode.c and lib/parse.c of ipset 7.17.
 */
export class IpsetError extends Error {
  readonly status: 1 | 2;

  constructor(status: 1 | 2, message: string) {
    super(message);
    this.status = status;
  }
}

export function misuse(message: string): IpsetError {
  return new IpsetError(2, message);
}

export function refused(message: string): IpsetError {
  return new IpsetError(1, message);
}

export function syntax(message: string): IpsetError {
  return new IpsetError(1, `Syntax error: ${message}`);
}

/** strtoull(3) of any base: a number with a minus is a very large one. @throws IpsetError */
export function readNumber(text: string, first: number, last: number | bigint): number {
  const [, sign = '', digits] = /^\s*([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)$/.exec(text) ?? [];
  if (digits === undefined) throw syntax(`'${text}' is invalid as number`);
  const value = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits}` : digits);
  if ((sign === '-' && value !== 0n) || value < first || value > last)
    throw syntax(`'${text}' is out of range ${String(first)}-${String(last)}`);
  return Number(value);
}

/** A prefix's length is read as one octet first. @throws IpsetError */
export function readLength(text: string, first: number, last: number): number {
  readNumber(text, 0, 255);
  return readNumber(text, first, last);
}
