/**
 * nft list: everything, or one table, chain, set, map or object; the tables of iptables among them (nft's src/rule.c:
 * do_command_list).
 */
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { Table } from '../../linux/netfilter/iptables/table.ts';
import { isTableName } from '../../linux/netfilter/iptables/tables.ts';
import {
  type Location,
  type NftError,
  NotModelled,
  noSuchFile,
  notProcessed,
} from '../../linux/netfilter/nftables/error.ts';
import { noObject, unknownSet, unknownTable } from '../../linux/netfilter/nftables/lost.ts';
import type { Family, NftTable } from '../../linux/netfilter/nftables/model.ts';
import { dataOf, keyExpression } from '../../linux/netfilter/nftables/parse/block.ts';
import type { NftCommand, TableName } from '../../linux/netfilter/nftables/parse/command.ts';
import { parseSet } from '../../linux/netfilter/nftables/parse/right.ts';
import { setText } from '../../linux/netfilter/nftables/print/set.ts';
import { chainHead, chainText, objectText, tableText } from '../../linux/netfilter/nftables/print/table.ts';
import type { PrintStyle } from '../../linux/netfilter/nftables/print/value.ts';
import { spansOf } from '../../linux/netfilter/nftables/constant.ts';
import { NftSet } from '../../linux/netfilter/nftables/set.ts';
import { nfTables } from '../../linux/netfilter/nftables/tables.ts';
import { foreignChains, foreignChainText, foreignTableText, type ForeignTable, warning } from './foreign.ts';

/** What is printed, piece by piece. */
export interface Piece {
  readonly out: string;
  /** Said on standard error, before it. */
  readonly warnings: string;
}

/** The tables of iptables and ip6tables that exist in the kernel. */
export function foreignTables({ netfilter }: NetworkNamespace): readonly ForeignTable[] {
  const of = (family: 'ip' | 'ip6', tables: readonly Table[]) =>
    tables.filter((table) => foreignChains(table).length > 0).map((table) => ({ family, table }));
  return [...of('ip', netfilter.iptables.tables), ...of('ip6', netfilter.ip6tables.tables)];
}

/** @throws NftError */
export function listing(
  namespace: NetworkNamespace,
  command: NftCommand,
  style: PrintStyle,
): readonly Piece[] {
  const { now } = namespace.environment.clock;
  const plain = (out: string): readonly Piece[] => [{ out, warnings: '' }];
  const theirs = (foreign: ForeignTable): Piece => ({
    out: foreignTableText(foreign, style),
    warnings: warning(foreign, foreignChains(foreign.table)),
  });
  const wantedFamily = 'family' in command ? command.family : undefined;
  const isWanted = (family: Family) => wantedFamily === undefined || family === wantedFamily;
  const own = nfTables.of(namespace).tables.filter(({ family }) => isWanted(family));
  const foreign = foreignTables(namespace).filter(({ family }) => isWanted(family));
  switch (command.object) {
    case 'tables':
      return plain(
        inOrder(foreign, own)
          .map((each) => `table ${nameOf(each)}\n`)
          .join(''),
      );
    case 'ruleset':
      return inOrder(foreign, own).flatMap((each) =>
        'table' in each ? [theirs(each)] : plain(tableText(each, now, style)),
      );
    case 'chains': {
      const texts = inOrder(foreign, own).map((each) => {
        const chains =
          'table' in each
            ? foreignChains(each.table).map((chain) => foreignChainText(each.table, chain, 'without', style))
            : [...each.chains.values()].map((chain) => `${chainHead(chain, each.family, style)}\t}\n`);
        return wrapped(nameOf(each), chains);
      });
      return plain(texts.join(''));
    }
    case 'sets':
    case 'maps':
    case 'meters':
    case 'flowtables': {
      const kind = { sets: 'set', maps: 'map', meters: 'meter', flowtables: '' }[command.object];
      // A table that is named must exist, and all of its family are shown.
      if (command.table !== undefined)
        lookUp(namespace, {
          family: command.family ?? 'ip',
          table: command.table,
          location: command.location,
        });
      const texts = inOrder(foreign, own).map((each) => {
        const sets =
          'table' in each ? [] : [...each.sets.values()].filter(({ shape }) => shape.kind === kind);
        return wrapped(
          nameOf(each),
          sets.map((set) => setText(set, now, style)),
        );
      });
      return plain(texts.join(''));
    }
    case 'objects': {
      if (command.table !== undefined)
        lookUp(namespace, {
          family: command.family ?? 'ip',
          table: command.table,
          location: command.location,
        });
      // Tables that have no object of any kind are passed over.
      const tables = own.filter(({ name, objects }) => objects.size > 0 && (command.table ?? name) === name);
      const ours = tables.map((table) =>
        wrapped(
          nameOf(table),
          [...table.objects.values()]
            .filter(({ type }) => type === command.type)
            .map((object) => objectText(object, style)),
        ),
      );
      return plain(ours.join(''));
    }
    case 'table': {
      const table = find(namespace, command);
      return 'table' in table ? [theirs(table)] : plain(tableText(table, now, style));
    }
    case 'chain': {
      const table = find(namespace, command);
      if ('table' in table) {
        const chain = foreignChains(table.table).find(({ name }) => name === command.name);
        if (chain === undefined) throw noSuchFile(command.at);
        const out = wrapped(`${table.family} ${table.table.name}`, [
          foreignChainText(table.table, chain, 'with rules', style),
        ]);
        return [{ out, warnings: warning(table, [chain]) }];
      }
      const chain = table.chains.get(command.name);
      if (chain === undefined) throw noSuchFile(command.at);
      return plain(wrapped(nameOf(table), [chainText(chain, table.family, style)]));
    }
    case 'set': {
      const table = command.kind === 'meter' ? lookUp(namespace, command) : find(namespace, command);
      const set = 'table' in table ? undefined : table.sets.get(command.name);
      if ('table' in table) throw noSuchFile(command.at);
      if (set?.shape.kind !== command.kind) throw noSuchFile(command.at);
      return plain(wrapped(nameOf(table), [setText(set, now, style)]));
    }
    case 'object': {
      const { tables } = nfTables.of(namespace);
      const table = lookUp(namespace, command);
      const object = 'table' in table ? undefined : table.objects.get(`${command.type} ${command.name}`);
      if (object === undefined || 'table' in table)
        throw command.verb === 'reset'
          ? notProcessed('No such file or directory', { start: 0, end: Infinity })
          : noObject(tables, command, command.name, command.at, noSuchFile(command.at));
      return plain(wrapped(nameOf(table), [objectText(object, style)]));
    }
    case 'element':
      return plain(elements(namespace, command, style));
    default:
      throw new NotModelled(`nft list ${command.object}`);
  }
}

/** nft get element: those that hold the keys asked for. */
function elements(
  namespace: NetworkNamespace,
  command: Extract<NftCommand, { object: 'element' }>,
  style: PrintStyle,
): string {
  const { tables } = nfTables.of(namespace);
  const table = find(namespace, command, () => unknownSet(tables, command.name, command.at));
  const set: NftSet | undefined = 'table' in table ? undefined : table.sets.get(command.name);
  if (set === undefined || 'table' in table) throw unknownSet(tables, command.name, command.at);
  const { now } = namespace.environment.clock;
  command.words.goTo(0);
  const { elements: asked } = parseSet(
    command.words,
    keyExpression(set.shape.key),
    command.context,
    dataOf(set.shape.data),
  );
  const found = asked.map(({ key }) => {
    const element = set.find(
      spansOf(key).map(({ first }) => first),
      now,
    );
    if (element === undefined) throw notProcessed('No such file or directory', { start: 0, end: Infinity });
    return element;
  });
  // The kernel is asked for elements only: what else the set holds is not told.
  const bare = new NftSet(set.name, { ...set.shape, comment: undefined, statements: [] });
  bare.handle = set.handle;
  return wrapped(nameOf(table), [setText(bare, now, style, found)]);
}

/** A table of whose name nft says what was meant. */
function lookUp(namespace: NetworkNamespace, name: TableName): NftTable | ForeignTable {
  return find(namespace, name, () => unknownTable(nfTables.of(namespace).tables, name));
}

function find(
  namespace: NetworkNamespace,
  name: TableName,
  missed: (at: Location) => NftError = noSuchFile,
): NftTable | ForeignTable {
  const { netfilter } = namespace;
  const own = nfTables.of(namespace).table(name.family, name.table);
  if (own !== undefined) return own;
  if ((name.family === 'ip' || name.family === 'ip6') && isTableName(name.table)) {
    const table = (name.family === 'ip' ? netfilter.iptables : netfilter.ip6tables).look(name.table);
    if (foreignChains(table).length > 0) return { family: name.family, table };
  }
  throw missed(name.location);
}

function nameOf(table: NftTable | ForeignTable): string {
  return `${table.family} ${'table' in table ? table.table.name : table.name}`;
}

/** Tables of both kinds as they were made. */
export function inOrder(
  foreign: readonly ForeignTable[],
  own: readonly NftTable[],
): readonly (NftTable | ForeignTable)[] {
  const handleOf = (each: NftTable | ForeignTable): number =>
    'table' in each ? each.table.handle : each.handle;
  return [...foreign, ...own].sort((one, other) => handleOf(one) - handleOf(other));
}

function wrapped(name: string, texts: readonly string[]): string {
  return `table ${name} {\n${texts.join('')}}\n`;
}
