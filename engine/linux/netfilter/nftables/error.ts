/**
 * Why nft refused a text: what it says, and where in the text (struct error_record of nft's src/erec.c).
 */

/** A piece of the text; offsets count characters. */
export interface Location {
  readonly start: number;
  readonly end: number;
}

export class NftError extends Error {
  readonly location: Location | undefined;
  /** What else it is about: underlined with `~`. */
  readonly also: Location | undefined;
  /** What else is wrong, said after it. */
  more: readonly NftError[] = [];
  /** Only when a text is understood it goes to the kernel, which then says what it minds. */
  fromKernel = false;

  constructor(message: string, location?: Location, also?: Location) {
    super(message);
    this.location = location;
    this.also = also;
  }
}

/** What the real tool knows and the model does not. */
export class NotModelled extends NftError {
  constructor(what: string, location?: Location) {
    super(`not simulated: ${what}`, location);
  }
}

export function noSuchFile(location?: Location): NftError {
  return new NftError('No such file or directory', location);
}

/** Refused by the kernel when the whole text was handed over. */
export function notProcessed(reason: string, location?: Location): NftError {
  return fromKernel(new NftError(`Could not process rule: ${reason}`, location));
}

export function fromKernel(error: NftError): NftError {
  error.fromKernel = true;
  return error;
}

/** All that is wrong with a text at once. @throws NftError the first, with the others behind it */
export function throwAll(errors: readonly NftError[]): void {
  const all = errors.flatMap((error) => [error, ...error.more]);
  const early = all.filter((error) => !error.fromKernel);
  const [first, ...more] = early.length > 0 ? early : all;
  if (first === undefined) return;
  first.more = more;
  throw first;
}

/** @returns whether others can be looked for behind it: not where words stand in no order, nor where we do not know */
export function canGoOn(error: unknown): error is NftError {
  return (
    error instanceof NftError &&
    !(error instanceof NotModelled) &&
    error.location !== undefined &&
    !error.message.startsWith('syntax error')
  );
}

export function spanOf(one: Location | undefined, other: Location | undefined): Location | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return { start: Math.min(one.start, other.start), end: Math.max(one.end, other.end) };
}
