/**
 * `-m nfacct`: counts the packet on a named accounting object; always matches (libxt_nfacct, net/netfilter/xt_nfacct.c).
 * kube-proxy counts what it drops as INVALID with it. Left out: the objects themselves (`nfacct list`).
 */
import { usage } from '../error.ts';
import type { Match, Test } from '../extension.ts';

export class NfacctMatch implements Match {
  readonly name = 'nfacct';
  readonly options = { 'nfacct-name': 'value' } as const;
  #object: string | undefined;

  set(_option: string, value: string): void {
    this.#object = value;
  }

  check(): void {
    if (this.#object === undefined) throw usage('nfacct: option "--nfacct-name" must be specified\n');
  }

  // Two blanks: the name is printed with one of its own.
  save(): string {
    return `--nfacct-name  ${this.#object ?? ''}`;
  }

  print(): string {
    return `nfacct-name  ${this.#object ?? ''}`;
  }

  compile(): Test {
    return () => true;
  }
}
