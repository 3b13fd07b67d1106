/**
 * nft list: everything, or one table, chain, set or map. Tables of iptables are named; their rules are shown by
 * iptables only.
 */
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import { NftError, noSuchFile } from '../../linux/netfilter/nftables/error.ts';
import type { NftTable } from '../../linux/netfilter/nftables/model.ts';
import type { NftCommand, TableName } from '../../linux/netfilter/nftables/parse/command.ts';
import { chainText, setText, tableText } from '../../linux/netfilter/nftables/print.ts';

/** @throws NftError */
export function listing(namespace: NetworkNamespace, command: NftCommand, handles: boolean): string {
  const { nftables, iptables } = namespace.netfilter;
  const { now } = namespace.environment.clock;
  const all = nftables.tables;
  switch (command.object) {
    case 'tables': {
      const foreign = iptables.tables.map(({ name }) => `table ip ${name}\n`);
      return [...foreign, ...all.map((table) => `table ${table.family} ${table.name}\n`)].join('');
    }
    case 'ruleset':
      if (iptables.tables.length > 0)
        throw new NftError('not simulated: tables of iptables in the words of nft');
      return all.map((table) => tableText(table, now, handles)).join('');
    case 'table':
      return tableText(required(namespace, command), now, handles);
    case 'chains':
      return each(all, (table) =>
        [...table.chains.values()].map((chain) => {
          const [head = '', base = ''] = chainText(chain, false).split('\n');
          return chain.base === undefined ? `${head}\n\t}\n` : `${head}\n${base}\n\t}\n`;
        }),
      );
    case 'sets':
    case 'maps': {
      const kind = command.object === 'sets' ? 'set' : 'map';
      return each(all, (table) =>
        [...table.sets.values()].filter(({ shape }) => shape.kind === kind).map((set) => setText(set, now)),
      );
    }
    case 'chain': {
      const table = required(namespace, command);
      const chain = table.chains.get(command.name);
      if (chain === undefined) throw noSuchFile(command.at);
      return wrapped(table, chainText(chain, handles));
    }
    case 'set': {
      const table = required(namespace, command);
      const set = table.sets.get(command.name);
      if (set === undefined) throw noSuchFile(command.at);
      return wrapped(table, setText(set, now));
    }
    default:
      throw new NftError(`not simulated: nft list ${command.object}`);
  }
}

function required({ netfilter }: NetworkNamespace, name: TableName): NftTable {
  const table = netfilter.nftables.table(name.family, name.table);
  if (table !== undefined) return table;
  if (name.family === 'ip' && netfilter.iptables.tables.some((own) => own.name === name.table))
    throw new NftError('not simulated: tables of iptables in the words of nft');
  throw noSuchFile(name.location);
}

function wrapped(table: NftTable, text: string): string {
  return `table ${table.family} ${table.name} {\n${text}}\n`;
}

function each(tables: readonly NftTable[], texts: (table: NftTable) => readonly string[]): string {
  return tables.map((table) => wrapped(table, texts(table).join(''))).join('');
}
