/**
 * One table of a rule set: its built-in chains and the user's.
 */
import { Chain } from './chain.ts';
import { type TableName, tableShapes } from './tables.ts';

export class Table {
  readonly name: TableName;
  /** Among the tables of the namespace, those of nft among them; 0: the kernel does not have it yet. */
  handle = 0;
  #handles = 0;
  readonly #builtIn: readonly Chain[];
  #own = new Map<string, Chain>();

  /** @param counts built-in chains count from the beginning, as in the legacy tables */
  constructor(name: TableName, counts: boolean) {
    this.name = name;
    this.#builtIn = tableShapes[name].chains.map(([chain, hook]) => new Chain(chain, hook));
    for (const chain of this.#builtIn) chain.counts = counts;
  }

  /** A number for a chain or a rule that comes into being (nf_tables_alloc_handle). */
  nextHandle(): number {
    return ++this.#handles;
  }

  /** The kernel forgets the table and makes it anew. */
  renew(handle: number): void {
    this.handle = handle;
    this.#handles = 0;
    for (const chain of this.#builtIn) chain.handle = 0;
  }

  chain(name: string): Chain | undefined {
    return this.#own.get(name) ?? this.#builtIn.find((chain) => chain.name === name);
  }

  /** Built-in chains first, then the user's by name. */
  get chains(): readonly Chain[] {
    return [...this.#builtIn, ...this.userChains];
  }

  get userChains(): readonly Chain[] {
    return [...this.#own.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  add(chain: Chain): void {
    this.#own.set(chain.name, chain);
  }

  delete(chain: Chain): void {
    this.#own.delete(chain.name);
  }

  rename(chain: Chain, name: string): void {
    this.#own.delete(chain.name);
    chain.name = name;
    this.#own.set(name, chain);
  }

  /** How many rules go to each chain. */
  references(): ReadonlyMap<Chain, number> {
    const counts = new Map<Chain, number>();
    for (const chain of this.chains)
      for (const { jump } of chain.rules)
        if (jump !== undefined) counts.set(jump, (counts.get(jump) ?? 0) + 1);
    return counts;
  }

  /** What can be put back when a transaction fails. */
  snapshot(): () => void {
    const own = new Map(this.#own);
    const states = this.chains.map((chain) => ({
      chain,
      name: chain.name,
      policy: chain.policy,
      counts: chain.counts,
      packets: chain.packets,
      bytes: chain.bytes,
      handle: chain.handle,
      rules: [...chain.rules],
    }));
    return () => {
      this.#own = own;
      for (const { chain, ...state } of states) Object.assign(chain, state);
    };
  }
}
