/**
 * The commands of this folder, for the shell's table.
 */
import type { Command } from '../command.ts';
import { iptablesCommand } from './iptables.ts';
import { restoreCommand } from './restore.ts';
import { saveCommand } from './save.ts';
import type { Tool } from './tool.ts';

const kinds = ['', '-save', '-restore'] as const;
const make = { '': iptablesCommand, '-save': saveCommand, '-restore': restoreCommand };

/** `iptables`, `iptables-save` and `iptables-restore` of one flavour, each by all its names. */
function family(names: readonly string[], own: string, tool: Omit<Tool, 'name'>): Command[] {
  return names.flatMap((name) =>
    kinds.map((kind) =>
      make[kind](`${name}${kind}`, `/usr/sbin/${name}${kind}`, { ...tool, name: `${own}${kind}` }),
    ),
  );
}

export const iptablesCommands: readonly Command[] = [
  ...family(['iptables', 'iptables-nft'], 'iptables', {
    flavour: 'nf_tables',
    ruleset: ({ netfilter }) => netfilter.iptables,
  }),
  ...family(['ip6tables', 'ip6tables-nft'], 'ip6tables', {
    flavour: 'nf_tables',
    ruleset: ({ netfilter }) => netfilter.ip6tables,
  }),
  ...family(['iptables-legacy'], 'iptables', {
    flavour: 'legacy',
    ruleset: ({ netfilter }) => netfilter.legacy,
  }),
];
