/**
 * Tables of iptables-nft as nft meets them: they are of the same kernel, so `nft flush ruleset` takes them along, and one
 * can be emptied or deleted by name. Done once the whole text is. Left out: their chains and rules one by one.
 */
import type { Ruleset } from '../iptables/ruleset.ts';
import type { TableName } from '../iptables/tables.ts';
import { NotModelled, notProcessed } from './error.ts';
import type { Family } from './model.ts';
import type { NftCommand } from './parse/command.ts';
import type { NfTables } from './tables.ts';

export class ForeignTables {
  readonly #tables: NfTables;
  readonly #changes: (() => void)[] = [];

  constructor(tables: NfTables) {
    this.#tables = tables;
  }

  settle(): void {
    for (const change of this.#changes) change();
  }

  /** @throws NotModelled for what is inside of one */
  refuse(command: NftCommand): void {
    if (!('table' in command) || command.family === undefined || command.table === undefined) return;
    if (this.#find(command.family, command.table) !== undefined)
      throw new NotModelled('chains and rules of iptables, changed with nft', command.location);
  }

  /** @returns whether it was a table of iptables */
  change({ verb, family, table, location }: Extract<NftCommand, { object: 'table' }>): boolean {
    const found = this.#find(family, table);
    if (found === undefined) return false;
    const [ruleset, name] = found;
    if (verb === 'create') throw notProcessed('File exists', location);
    if (verb === 'delete')
      this.#changes.push(() => {
        ruleset.remove(name);
      });
    if (verb === 'flush')
      this.#changes.push(() => {
        ruleset.transact(name, () => {
          ruleset.flush(name, undefined);
        });
      });
    return true;
  }

  /** @param only of this family */
  removeAll(only: Family | undefined): void {
    for (const family of ['ip', 'ip6'] as const) {
      if (only !== undefined && only !== family) continue;
      const ruleset = this.#tables.foreign(family);
      for (const { name } of ruleset?.tables ?? [])
        this.#changes.push(() => {
          ruleset?.remove(name);
        });
    }
  }

  #find(family: Family, table: string): readonly [Ruleset, TableName] | undefined {
    const ruleset = this.#tables.foreign(family);
    const known = ruleset?.tables.find(({ name }) => name === table);
    if (ruleset === undefined || known === undefined || this.#tables.table(family, table) !== undefined)
      return undefined;
    return [ruleset, known.name];
  }
}
