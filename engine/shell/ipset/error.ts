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

/** A whole number. @throws IpsetError */
export function readNumber(text: string, first: number, last: number): number {
  const value = /^0[xX][0-9a-fA-F]+$/.test(text)
    ? Number.parseInt(text, 16)
    : /^0[0-7]+$/.test(text)
      ? Number.parseInt(text, 8)
      : /^\d+$/.test(text)
        ? Number(text)
        : Number.NaN;
  if (Number.isNaN(value)) throw syntax(`'${text}' is invalid as number`);
  if (value < first || value > last)
    throw syntax(`'${text}' is out of range ${String(first)}-${String(last)}`);
  return value;
}
