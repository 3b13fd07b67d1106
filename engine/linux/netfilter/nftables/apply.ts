/**
 * A text of nft's commands done to the tables: all of it or nothing (nft -f; nf_tables_newrule and its like).
 *
 * The tables are copied, the copies changed and then put in place of the old ones. Counters and the elements that
 * packets added stay: rules keep their statements.
 */
import type { Provenance } from '../../journey/event.ts';
import { dataOf } from './compile/statement.ts';
import { type Location, NftError, noSuchFile, notProcessed } from './error.ts';
import { NftChain, NftSet, NftTable } from './model.ts';
import { keyExpression, type NftCommand, type SetBody, type TableName } from './parse/command.ts';
import { parseSet } from './parse/expression.ts';
import type { ParsedRule } from './parse/statement.ts';
import { spansOf } from './spans.ts';
import type { SetElement } from './syntax.ts';
import type { NfTables } from './tables.ts';

/** @throws NftError; then nothing has changed */
export function applyCommands(
  tables: NfTables,
  commands: readonly NftCommand[],
  now: number,
  provenance?: Provenance,
): void {
  const transaction = new Transaction(tables, now, provenance);
  for (const command of commands) transaction.run(command);
  transaction.commit();
}

const missing = 'No such file or directory';

class Transaction {
  readonly #tables: NfTables;
  readonly #now: number;
  readonly #provenance: Provenance | undefined;
  #copies: NftTable[];

  constructor(tables: NfTables, now: number, provenance: Provenance | undefined) {
    this.#tables = tables;
    this.#now = now;
    this.#provenance = provenance;
    this.#copies = tables.tables.map(copyOf);
  }

  commit(): void {
    for (const table of this.#copies) checkJumps(table);
    this.#tables.install(this.#copies);
  }

  run(command: NftCommand): void {
    switch (command.object) {
      case 'table':
        this.#table(command);
        return;
      case 'chain':
        this.#chain(command);
        return;
      case 'set':
        this.#set(command);
        return;
      case 'element':
        this.#element(command);
        return;
      case 'rule':
        this.#rule(command);
        return;
      case 'ruleset':
        if (command.verb === 'flush')
          this.#copies = this.#copies.filter(
            ({ family }) => command.family !== undefined && family !== command.family,
          );
        return;
      default:
        return;
    }
  }

  #find({ family, table }: TableName): NftTable | undefined {
    return this.#copies.find((copy) => copy.family === family && copy.name === table);
  }

  #required(name: TableName): NftTable {
    const table = this.#find(name);
    if (table === undefined) throw notProcessed(missing, name.location);
    return table;
  }

  #table(command: Extract<NftCommand, { object: 'table' }>): void {
    const known = this.#find(command);
    switch (command.verb) {
      case 'delete':
        if (known === undefined) throw notProcessed(missing, command.location);
        this.#copies = this.#copies.filter((copy) => copy !== known);
        return;
      case 'destroy':
        this.#copies = this.#copies.filter((copy) => copy !== known);
        return;
      case 'flush':
        for (const chain of this.#required(command).chains.values()) chain.rules = [];
        return;
      default: {
        if (known !== undefined && command.verb === 'create')
          throw notProcessed('File exists', command.location);
        const table = known ?? new NftTable(command.family, command.table);
        if (known !== undefined) return;
        this.#copies.push(table);
        table.comment = command.comment;
      }
    }
  }

  #chain(command: Extract<NftCommand, { object: 'chain' }>): void {
    const table = this.#required(command);
    const known = table.chains.get(command.name);
    switch (command.verb) {
      case 'delete':
      case 'destroy':
        if (known === undefined) {
          if (command.verb === 'destroy') return;
          throw notProcessed(missing, command.at);
        }
        if (known.rules.length > 0 || isUsed(table, command.name))
          throw notProcessed('Device or resource busy', command.at);
        table.chains.delete(command.name);
        return;
      case 'flush':
        if (known === undefined) throw notProcessed(missing, command.at);
        known.rules = [];
        return;
      default: {
        if (known !== undefined && command.verb === 'create') throw notProcessed('File exists', command.at);
        const chain = known ?? new NftChain(command.name, command.body?.base);
        table.chains.set(command.name, chain);
        const { body } = command;
        if (body === undefined) return;
        if (body.policy !== undefined) chain.policy = body.policy;
        if (body.comment !== undefined) chain.comment = body.comment;
        for (const rule of body.rules) this.#append(table, chain, rule, 'end', command.at);
      }
    }
  }

  #set(command: Extract<NftCommand, { object: 'set' }>): void {
    const table = this.#required(command);
    const known = table.sets.get(command.name);
    switch (command.verb) {
      case 'delete':
      case 'destroy':
        if (known === undefined && command.verb === 'delete') throw notProcessed(missing, command.at);
        table.sets.delete(command.name);
        return;
      case 'flush':
        if (known === undefined) throw notProcessed(missing, command.at);
        known.clear();
        return;
      default: {
        if (known !== undefined && command.verb === 'create') throw notProcessed('File exists', command.at);
        const { body } = command;
        if (body === undefined)
          throw new NftError('unqualified type  specified in set definition', command.at);
        const set = known ?? new NftSet(command.name, body.shape);
        table.sets.set(command.name, set);
        this.#fill(set, body.elements);
      }
    }
  }

  #fill(set: NftSet, elements: SetBody['elements']): void {
    for (const element of elements) set.add(this.#elementOf(set, element));
  }

  #elementOf(set: NftSet, { key, data, comment, timeout }: SetElement) {
    const lives = timeout ?? set.shape.timeout;
    const expires = lives === undefined ? undefined : this.#now + lives;
    return { key: spansOf(key), data: dataOf(data), comment, expires };
  }

  #element(command: Extract<NftCommand, { object: 'element' }>): void {
    const set = this.#required(command).sets.get(command.name);
    if (set === undefined) throw notProcessed(missing, command.at);
    const read = parseSet(command.words, keyExpression(set.shape.key), set.shape.data);
    const elements = read.kind === 'set' ? read.elements : [];
    for (const element of elements)
      if (command.verb === 'delete' || command.verb === 'destroy') {
        if (!set.delete(spansOf(element.key)) && command.verb === 'delete')
          throw notProcessed(missing, command.at);
      } else set.add(this.#elementOf(set, element));
  }

  #rule(command: Extract<NftCommand, { object: 'rule' }>): void {
    const table = this.#required(command);
    const chain = table.chains.get(command.name);
    if (chain === undefined) throw notProcessed(missing, command.at);
    const at = chain.rules.findIndex(({ handle }) => handle === command.handle);
    if (command.handle !== undefined && at < 0) throw notProcessed(missing, command.at);
    if (command.verb === 'delete' || command.verb === 'destroy') {
      if (command.handle === undefined)
        throw new NftError('syntax error, unexpected end of file', command.at);
      chain.rules.splice(at, 1);
    } else if (command.verb === 'replace') {
      chain.rules.splice(at, 1);
      this.#append(table, chain, command.rule, at, command.at);
    } else this.#append(table, chain, command.rule, command.verb === 'insert' ? 0 : 'end', command.at);
  }

  #append(table: NftTable, chain: NftChain, rule: ParsedRule, at: number | 'end', location: Location): void {
    for (const statement of rule.statements) {
      const set = statement.kind === 'update' ? statement.set : undefined;
      if (set !== undefined && !table.sets.has(set)) throw noSuchFile(location);
    }
    const made = { ...rule, handle: this.#tables.nextHandle(), provenance: this.#provenance };
    chain.rules.splice(at === 'end' ? chain.rules.length : at, 0, made);
  }
}

function copyOf(table: NftTable): NftTable {
  const copy = new NftTable(table.family, table.name);
  copy.comment = table.comment;
  for (const [name, set] of table.sets) copy.sets.set(name, set.copy());
  for (const [name, chain] of table.chains) {
    const own = new NftChain(name, chain.base);
    own.policy = chain.policy;
    own.comment = chain.comment;
    own.rules = [...chain.rules];
    copy.chains.set(name, own);
  }
  return copy;
}

/** The chains that rules and maps of a table go to. */
function targetsIn(table: NftTable): readonly string[] {
  const texts = [...table.chains.values()].map(({ rules }) =>
    JSON.stringify(rules.map(({ statements }) => statements)),
  );
  const sets = [...table.sets.values()].map((set) => JSON.stringify(set.elements.map(({ data }) => data)));
  return [...texts, ...sets].flatMap((text) =>
    [...text.matchAll(/"kind":"verdict","verdict":"(?:jump|goto)","chain":"([^"]*)"/g)].map(
      ([, chain]) => chain ?? '',
    ),
  );
}

function isUsed(table: NftTable, chain: string): boolean {
  return targetsIn(table).includes(chain);
}

function checkJumps(table: NftTable): void {
  for (const target of targetsIn(table)) if (!table.chains.has(target)) throw notProcessed(missing);
}
