/**
 * nft list: everything, or one table, chain, set or map; the tables of iptables among them.
 */
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { Table } from '../../linux/netfilter/iptables/table.ts';
import { isTableName } from '../../linux/netfilter/iptables/tables.ts';
import { NftError, noSuchFile } from '../../linux/netfilter/nftables/error.ts';
import type { NftTable } from '../../linux/netfilter/nftables/model.ts';
import type { NftCommand, TableName } from '../../linux/netfilter/nftables/parse/command.ts';
import { chainText, setText, tableText } from '../../linux/netfilter/nftables/print.ts';
import { foreignChains, foreignChainText, foreignTableText, warning } from './foreign.ts';

/** What is printed, piece by piece. */
export interface Piece {
  readonly out: string;
  /** Said on standard error, before it. */
  readonly warnings: string;
}

/** @throws NftError */
export function listing(
  namespace: NetworkNamespace,
  command: NftCommand,
  handles: boolean,
): readonly Piece[] {
  const { nftables, iptables } = namespace.netfilter;
  const { now } = namespace.environment.clock;
  const own = nftables.tables;
  const foreign = iptables.tables.filter((table) => foreignChains(table).length > 0);
  const plain = (out: string): readonly Piece[] => [{ out, warnings: '' }];
  const theirs = (table: Table): Piece => ({ out: foreignTableText(table), warnings: warning(table) });
  switch (command.object) {
    case 'tables': {
      const names = foreign.map(({ name }) => `table ip ${name}\n`);
      return plain([...names, ...own.map((table) => `table ${table.family} ${table.name}\n`)].join(''));
    }
    case 'ruleset':
      return [...foreign.map(theirs), ...plain(own.map((table) => tableText(table, now, handles)).join(''))];
    case 'chains': {
      const chains = foreign.map((table) =>
        wrapped(
          `ip ${table.name}`,
          foreignChains(table).map((chain) => foreignChainText(table, chain, 'without')),
        ),
      );
      const ours = own.map((table) => wrapped(nameOf(table), [...table.chains.values()].map(headOf)));
      return plain([...chains, ...ours].join(''));
    }
    case 'sets':
    case 'maps': {
      const kind = command.object === 'sets' ? 'set' : 'map';
      const ours = own.map((table) =>
        wrapped(
          nameOf(table),
          [...table.sets.values()].filter(({ shape }) => shape.kind === kind).map((set) => setText(set, now)),
        ),
      );
      return plain([...foreign.map((table) => wrapped(`ip ${table.name}`, [])), ...ours].join(''));
    }
    case 'table': {
      const table = find(namespace, command);
      if (isForeign(table)) return [theirs(table)];
      return plain(tableText(table, now, handles));
    }
    case 'chain': {
      const table = find(namespace, command);
      if (isForeign(table)) {
        const chain = foreignChains(table).find(({ name }) => name === command.name);
        if (chain === undefined) throw noSuchFile(command.at);
        const out = wrapped(`ip ${table.name}`, [foreignChainText(table, chain, 'with rules')]);
        return [{ out, warnings: warning(table) }];
      }
      const chain = table.chains.get(command.name);
      if (chain === undefined) throw noSuchFile(command.at);
      return plain(wrapped(nameOf(table), [chainText(chain, handles)]));
    }
    case 'set': {
      const table = find(namespace, command);
      const set = isForeign(table) ? undefined : table.sets.get(command.name);
      if (set === undefined || isForeign(table)) throw noSuchFile(command.at);
      return plain(wrapped(nameOf(table), [setText(set, now)]));
    }
    default:
      throw new NftError(`not simulated: nft list ${command.object}`);
  }
}

function isForeign(table: NftTable | Table): table is Table {
  return !('family' in table);
}

function find({ netfilter }: NetworkNamespace, name: TableName): NftTable | Table {
  const own = netfilter.nftables.table(name.family, name.table);
  if (own !== undefined) return own;
  if (name.family === 'ip' && isTableName(name.table)) {
    const table = netfilter.iptables.look(name.table);
    if (foreignChains(table).length > 0) return table;
  }
  throw noSuchFile(name.location);
}

function nameOf(table: NftTable): string {
  return `${table.family} ${table.name}`;
}

/** A chain without its rules. */
function headOf(chain: Parameters<typeof chainText>[0]): string {
  const [head = '', base = ''] = chainText(chain, false).split('\n');
  return chain.base === undefined ? `${head}\n\t}\n` : `${head}\n${base}\n\t}\n`;
}

function wrapped(name: string, texts: readonly string[]): string {
  return `table ${name} {\n${texts.join('')}}\n`;
}
