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
  readonly more: NftError[] = [];

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
  return new NftError(`Could not process rule: ${reason}`, location);
}

export function spanOf(one: Location | undefined, other: Location | undefined): Location | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return { start: Math.min(one.start, other.start), end: Math.max(one.end, other.end) };
}
