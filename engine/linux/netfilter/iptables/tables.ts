/**
 * The built-in tables: their chains, the hooks and priorities they hang on (xtables_ipv4 of iptables/nft.c, in the
 * order in which iptables-save prints them).
 */
import { type Hook, hookPriority } from '../hook.ts';

export const tableNames = ['mangle', 'security', 'raw', 'filter', 'nat'] as const;
export type TableName = (typeof tableNames)[number];

interface TableShape {
  /** Built-in chains in the order they are listed. */
  readonly chains: readonly (readonly [name: string, hook: Hook])[];
  /** nat chains hang on the translation, which has its own priorities. */
  readonly priority: number;
}

const prerouting = ['PREROUTING', 'prerouting'] as const;
const input = ['INPUT', 'input'] as const;
const forward = ['FORWARD', 'forward'] as const;
const output = ['OUTPUT', 'output'] as const;
const postrouting = ['POSTROUTING', 'postrouting'] as const;

export const tableShapes: Readonly<Record<TableName, TableShape>> = {
  mangle: { chains: [prerouting, input, forward, output, postrouting], priority: hookPriority.mangle },
  security: { chains: [input, forward, output], priority: hookPriority.security },
  raw: { chains: [prerouting, output], priority: hookPriority.raw },
  filter: { chains: [input, forward, output], priority: hookPriority.filter },
  nat: { chains: [prerouting, input, output, postrouting], priority: hookPriority.destinationNat },
};

export function isTableName(text: string): text is TableName {
  return (tableNames as readonly string[]).includes(text);
}
