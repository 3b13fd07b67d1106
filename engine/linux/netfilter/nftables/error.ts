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

  constructor(message: string, location?: Location) {
    super(message);
    this.location = location;
  }
}

export function noSuchFile(location?: Location): NftError {
  return new NftError('No such file or directory', location);
}

/** Refused by the kernel when the whole text was handed over. */
export function notProcessed(reason: string, location?: Location): NftError {
  return new NftError(`Could not process rule: ${reason}`, location);
}
