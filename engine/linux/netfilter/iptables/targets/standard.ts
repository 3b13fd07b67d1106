/**
 * ACCEPT, DROP, RETURN: the verdicts (include/uapi/linux/netfilter.h; NFT_RETURN). RETURN in a chain of the user
 * goes back to its caller, in a built-in one to the policy. Left out: QUEUE.
 */
import type { Action, Target } from '../extension.ts';

const verdicts = { ACCEPT: 'accept', DROP: 'drop', RETURN: 'return' } as const;
export type StandardName = keyof typeof verdicts;

export class StandardTarget implements Target {
  readonly name: StandardName;
  readonly options = {};

  constructor(name: StandardName) {
    this.name = name;
  }

  set(): void {
    return;
  }

  check(): void {
    return;
  }

  save(): string {
    return '';
  }

  print(): string {
    return '';
  }

  translate(): string {
    return this.name.toLowerCase();
  }

  compile(): Action {
    const verdict = verdicts[this.name];
    return () => verdict;
  }
}
