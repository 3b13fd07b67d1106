/**
 * A text of nft's commands done to the tables: all of it or nothing (nft -f; nf_tables_newrule and its like,
 * nf_tables_abort).
 *
 * Each step notes how to take it back. Counters, and elements that packets added, are not touched by what does not
 * concern them.
 */
import type { Provenance } from '../../journey/event.ts';
import { checkBase, checkRule, checkTable, isReferred, noTableFor } from './check.ts';
import { canGoOn, type Location, NftError, noSuchFile, notProcessed, throwAll } from './error.ts';
import { ForeignTables } from './foreign-tables.ts';
import { NftChain, type NftRule, NftTable } from './model.ts';
import { missedByRule, noChain, noObject, noSet, noTable, unknownSet, unknownTable } from './lost.ts';
import { meterShape, ownSets } from './own-sets.ts';
import type { NftCommand, ParsedRule, TableName, Verb } from './parse/command.ts';
import { NftSet } from './set.ts';
import type { SetElement, SetUpdate } from './syntax.ts';
import { UndoLog } from './undo.ts';
import { addElements, elementsOf, removeElements } from './elements.ts';
import type { Generation, NfTables, RulesetEvent } from './tables.ts';

export interface ApplyOptions {
  readonly provenance?: Provenance;
  /** `nothing`: only look whether it would do (nft -c). */
  readonly keep?: 'all' | 'nothing';
  readonly process?: Generation['writer'];
}

/** @throws NftError; then nothing has changed */
export function applyCommands(
  tables: NfTables,
  commands: readonly NftCommand[],
  now: number,
  { provenance, keep = 'all', process = { pid: 0, name: 'nft' } }: ApplyOptions = {},
): readonly RulesetEvent[] {
  const transaction = new Transaction(tables, now, provenance);
  try {
    const errors = commands.flatMap((command) => transaction.attempt(command));
    transaction.commit(errors);
    if (keep === 'nothing') transaction.abort();
    else {
      transaction.foreign.settle();
      tables.tell(transaction.events, process);
    }
  } catch (error) {
    transaction.abort();
    throw error;
  }
  return transaction.events;
}

const [missing, exists] = ['No such file or directory', 'File exists'];

const newly = (verb: Verb): 'add' | 'create' => (verb === 'create' ? 'create' : 'add');

type Command<Object extends NftCommand['object']> = Extract<NftCommand, { object: Object }>;
class Transaction {
  readonly events: RulesetEvent[] = [];
  readonly foreign: ForeignTables;
  readonly #tables: NfTables;
  readonly #now: number;
  readonly #provenance: Provenance | undefined;
  readonly #undo = new UndoLog();
  readonly #made: { table: NftTable; chain: NftChain; rule: NftRule; at: Location }[] = [];
  /** Made by this text. */
  readonly #meters = new Set<NftSet>();

  constructor(tables: NfTables, now: number, provenance: Provenance | undefined) {
    this.#tables = tables;
    this.foreign = new ForeignTables(tables);
    this.#now = now;
    this.#provenance = provenance;
  }

  /** @returns what is wrong with it, if others may be tried after it */
  attempt(command: NftCommand): readonly NftError[] {
    try {
      this.run(command);
      return [];
    } catch (error) {
      if (!canGoOn(error)) throw error;
      return [error];
    }
  }

  /** @param errors of the steps */
  commit(errors: readonly NftError[]): void {
    throwAll(errors);
    for (const { table, chain, rule } of this.#made) this.#tables.prepare(table, chain, rule);
    for (const table of this.#tables.tables) {
      const made = this.#made.filter((each) => each.table === table);
      checkTable(table, made);
    }
    this.#tables.settle();
  }

  #tell(verb: RulesetEvent['verb'], table: NftTable, what: RulesetEvent['what']): void {
    this.events.push({ verb, table, what });
  }

  abort(): void {
    this.#undo.undo();
    this.#tables.settle();
  }

  run(command: NftCommand): void {
    if (command.object !== 'ruleset' && command.object !== 'table') this.foreign.refuse(command);
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
      case 'object':
        this.#object(command);
        return;
      case 'ruleset':
        if (command.verb === 'flush')
          for (const table of [...this.#tables.tables])
            if (command.family === undefined || table.family === command.family) this.#removeTable(table);
        if (command.verb === 'flush') this.foreign.removeAll(command.family);
        return;
      default:
        return;
    }
  }

  #find({ family, table }: TableName): NftTable | undefined {
    return this.#tables.table(family, table);
  }

  /** @param unknown how nft says that there is no such table */
  #required(name: TableName, unknown = noTable): NftTable {
    const table = this.#find(name);
    if (table === undefined) throw unknown(this.#tables.known, name);
    return table;
  }

  /** Nothing is guessed at where nft has not asked for what there is. */
  #flushed(name: TableName): NftTable {
    return this.#required(name, () => notProcessed(missing, name.location));
  }

  #table(command: Command<'table'>): void {
    const known =
      command.handle === undefined
        ? this.#find(command)
        : this.#tables.tables.find(
            ({ family, handle }) => family === command.family && handle === command.handle,
          );
    if (known === undefined && this.foreign.change(command)) return;
    switch (command.verb) {
      case 'delete':
        if (known === undefined) throw noTable(this.#tables.known, command);
        this.#removeTable(known);
        return;
      case 'flush':
        for (const chain of this.#flushed(command).chains.values())
          this.#flush(this.#flushed(command), chain);
        return;
      default: {
        if (known !== undefined && command.verb === 'create') throw notProcessed(exists, command.location);
        if (known !== undefined) {
          if (known.dormant !== command.dormant) {
            this.#undo.assign(known, { dormant: command.dormant });
            this.#tell('add', known, { kind: 'table' });
          }
          return;
        }
        const table = new NftTable(command.family, command.table);
        table.comment = command.comment;
        table.dormant = command.dormant;
        table.handle = this.#tables.nextHandle();
        const { tables } = this.#tables;
        tables.push(table);
        this.#undo.add(() => tables.splice(tables.indexOf(table), 1));
        this.#tell(newly(command.verb), table, { kind: 'table' });
      }
    }
  }

  #removeTable(table: NftTable): void {
    const { tables } = this.#tables;
    const at = tables.indexOf(table);
    tables.splice(at, 1);
    this.#undo.add(() => tables.splice(at, 0, table));
    this.#tell('delete', table, { kind: 'table' });
  }

  #flush(table: NftTable, chain: NftChain): void {
    for (const rule of chain.rules) this.#tell('delete', table, { kind: 'rule', chain, rule });
    this.#undo.setRules(chain, []);
  }

  #chain(command: Command<'chain'>): void {
    const { verb, name, at, handle, body } = command;
    const table =
      verb === 'flush'
        ? this.#flushed(command)
        : this.#required(
            command,
            verb === 'add' || verb === 'create'
              ? unknownTable
              : () => noChain(this.#tables.known, command, name, command.location),
          );
    const known =
      handle === undefined
        ? table.chains.get(name)
        : [...table.chains.values()].find((chain) => chain.handle === handle);
    switch (verb) {
      case 'delete': {
        if (known === undefined) throw noChain(this.#tables.known, command, name, at);
        this.#flush(table, known);
        if (isReferred(table, known.name)) throw notProcessed('Device or resource busy', at);
        this.#undo.put(table.chains, known.name, undefined);
        this.#tell('delete', table, { kind: 'chain', chain: known });
        return;
      }
      case 'flush':
        if (known === undefined) throw notProcessed(missing, at);
        this.#flush(table, known);
        return;
      case 'rename': {
        if (known === undefined) throw noChain(this.#tables.known, command, name, at);
        const to = command.to ?? name;
        if (table.chains.has(to)) throw notProcessed(exists, command.whole);
        this.#undo.rename(table.chains, name, to);
        this.#undo.assign(known, { name: to });
        this.#tell('add', table, { kind: 'chain', chain: known });
        return;
      }
      default: {
        if (known !== undefined && verb === 'create') throw notProcessed(exists, at);
        const base = body?.base;
        if (base !== undefined) checkBase(table.family, base, known, at);
        const chain = known ?? new NftChain(name, base);
        if (known === undefined) {
          chain.handle = table.nextHandle();
          this.#undo.put(table.chains, name, chain);
        }
        if (body !== undefined)
          this.#undo.assign(chain, {
            policy: body.policy ?? chain.policy,
            comment: body.comment ?? chain.comment,
          });
        if (known === undefined || body?.policy !== undefined)
          this.#tell(newly(verb), table, { kind: 'chain', chain });
        for (const rule of body?.rules ?? []) this.#insert(table, chain, rule, chain.rules.length, 'add', at);
      }
    }
  }

  #set(command: Command<'set'>): void {
    const { verb, name, at, body, kind } = command;
    const table = this.#required(
      command,
      verb === 'delete' ? () => noSet(this.#tables.known, command, name, command.location) : unknownTable,
    );
    const known = table.sets.get(name);
    switch (verb) {
      case 'delete':
        if (known === undefined) throw noSet(this.#tables.known, command, name, at);
        if (isReferred(table, `@${name}`)) throw notProcessed('Device or resource busy', at);
        this.#undo.put(table.sets, name, undefined);
        this.#tell('delete', table, { kind: 'set', set: known });
        return;
      case 'flush':
        if (known === undefined) throw unknownSet(this.#tables.known, name, at);
        if (known.shape.kind !== kind) throw noSuchFile(at);
        this.#undo.keepElements(known);
        if (known.elements.length > 0) {
          this.#tell('delete', table, { kind: 'element', set: known, elements: [...known.elements] });
        }
        known.clear();
        return;
      default: {
        if (known !== undefined && verb === 'create') throw notProcessed(exists, at);
        if (body === undefined) throw new NftError('set definition does not specify key', at);
        const set = known ?? new NftSet(name, body.shape);
        if (known === undefined) {
          set.handle = table.nextHandle();
          this.#undo.put(table.sets, name, set);
          this.#tell(newly(verb), table, { kind: 'set', set });
        }
        this.#fill(table, set, body.elements, 'add');
      }
    }
  }

  #fill(table: NftTable, set: NftSet, elements: readonly SetElement[], verb: 'add' | 'create'): void {
    if (elements.length === 0) return;
    this.#undo.keepElements(set);
    const made = addElements(set, elements, this.#now, verb);
    if (made.length > 0) this.#tell(verb, table, { kind: 'element', set, elements: made });
  }

  #element(command: Command<'element'>): void {
    const { verb, name } = command;
    const table = this.#required(
      command,
      verb === 'delete' ? () => unknownSet(this.#tables.known, name, command.at) : unknownTable,
    );
    const set = table.sets.get(name);
    if (set === undefined) throw unknownSet(this.#tables.known, name, command.at);
    const elements = elementsOf(command, set);
    if (verb !== 'delete') {
      this.#fill(table, set, elements, verb === 'create' ? 'create' : 'add');
      return;
    }
    this.#undo.keepElements(set);
    const gone = removeElements(set, elements);
    this.#tell('delete', table, { kind: 'element', set, elements: gone });
  }

  #object(command: Command<'object'>): void {
    const { verb, name, at, type, body, comment } = command;
    const table = this.#required(command, () =>
      noObject(this.#tables.known, command, name, command.location),
    );
    const known = table.objects.get(`${type} ${name}`);
    if (verb === 'delete') {
      if (known === undefined) throw noObject(this.#tables.known, command, name, at);
      if (isReferred(table, `"${name}"`)) throw notProcessed('Device or resource busy', at);
      this.#undo.put(table.objects, `${type} ${name}`, undefined);
      this.#tell('delete', table, { kind: 'object', object: known });
      return;
    }
    if (known !== undefined && verb === 'create') throw notProcessed(exists, at);
    if (known !== undefined || body === undefined) return;
    const object = { type, name, body, comment, handle: table.nextHandle() };
    this.#undo.put(table.objects, `${type} ${name}`, object);
    this.#tell(newly(verb), table, { kind: 'object', object });
  }

  #meter(table: NftTable, statement: SetUpdate): void {
    const known = table.sets.get(statement.set);
    if (known !== undefined)
      throw notProcessed(this.#meters.has(known) ? exists : 'Operation not supported', statement.key.at);
    const set = new NftSet(statement.set, meterShape(statement));
    set.handle = table.nextHandle();
    this.#undo.put(table.sets, statement.set, set);
    this.#meters.add(set);
  }

  #rule(command: Command<'rule'>): void {
    const { verb, index, place, rule } = command;
    const table = this.#required(command, () =>
      noTableFor(this.#tables.known, command, command.name, command.rule?.body.statements ?? []),
    );
    const chain = table.chains.get(command.name);
    if (chain === undefined) throw missedByRule(this.#tables.known, command, command.name, command.at);
    let at = -1;
    if (command.handle !== undefined) at = chain.rules.findIndex((each) => each.handle === command.handle);
    else if (index !== undefined && index < chain.rules.length) at = index;
    if ((command.handle !== undefined || index !== undefined) && at < 0) throw notProcessed(missing, place);
    const old = chain.rules[at];
    if (old !== undefined && (verb === 'delete' || verb === 'replace')) {
      this.#undo.setRules(chain, chain.rules.toSpliced(at, 1));
      this.#tell('delete', table, { kind: 'rule', chain, rule: old });
    }
    if (rule === undefined) return;
    const behind = at < 0 ? chain.rules.length : at + 1;
    const to = verb === 'replace' ? at : verb === 'insert' ? Math.max(at, 0) : behind;
    const handle = verb === 'replace' ? old?.handle : undefined;
    this.#insert(table, chain, rule, to, verb === 'insert' ? 'insert' : 'add', command.at, handle);
  }

  #insert(
    table: NftTable,
    chain: NftChain,
    { body, at: location }: ParsedRule,
    at: number,
    verb: 'add' | 'insert',
    place: Location,
    handle?: number,
  ): void {
    // Sets of the rule itself take numbers too.
    for (const statement of body.statements)
      for (let sets = ownSets(statement).length; sets > 0; sets--) table.nextHandle();
    for (const statement of body.statements)
      if (statement.kind === 'update' && statement.meter !== undefined) this.#meter(table, statement);
    const rule = { ...body, handle: handle ?? table.nextHandle(), provenance: this.#provenance };
    const rules = chain.rules.toSpliced(at, 0, rule);
    const where = location.end > 0 ? location : place;
    checkRule(this.#tables, table, chain, rule, where);
    this.#undo.setRules(chain, rules);
    this.#made.push({ table, chain, rule, at: where });
    this.#tell(verb, table, { kind: 'rule', chain, rule });
  }
}
