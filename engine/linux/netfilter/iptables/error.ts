/**
 * Why a rule or a command was refused, in the words and with the exit status of the tool (xtables_error of
 * libxtables/xtables.c; nft_strerror of iptables/nft.c). Thrown inside this room, caught at its edge.
 */

/** 1: refused by the tables' state. 2: bad usage. 3: unknown table. 4: refused by the kernel. */
export type ErrorStatus = 1 | 2 | 3 | 4;

export class IptablesError extends Error {
  readonly status: ErrorStatus;

  constructor(status: ErrorStatus, message: string) {
    super(message);
    this.status = status;
  }
}

/** Bad usage: the tool adds where to find help. */
export function usage(message: string): IptablesError {
  return new IptablesError(2, message);
}

/** `iptables: MESSAGE.` */
export function refused(message: string): IptablesError {
  return new IptablesError(1, message);
}

export const noSuchName = 'No chain/target/match by that name';
export const badRule = 'Bad rule (does a matching rule exist in that chain?)';

/** A chain that has rules, or to which rules go. */
export function busy(chain: string): IptablesError {
  return new IptablesError(4, ` CHAIN_DEL failed (Device or resource busy): chain ${chain}`);
}

/** What exists and is not modelled here. */
export class NotSimulated extends Error {}
