/**
 * The commands of this folder, for the shell's table.
 */
import type { Command } from '../command.ts';
import { iptablesCommand } from './iptables.ts';
import { restoreCommand } from './restore.ts';
import { saveCommand } from './save.ts';
import { restoreTranslateCommand, translateCommand } from './translate/translate.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { Tool } from './tool.ts';

const kinds = ['', '-save', '-restore'] as const;
const make = {
  '': iptablesCommand,
  '-save': saveCommand,
  '-restore': restoreCommand,
  '-translate': translateCommand,
  '-restore-translate': restoreTranslateCommand,
};
type Kind = keyof typeof make;

/** `iptables`, `iptables-save` and `iptables-restore` of one flavour, each by all its names. */
function family(
  names: readonly string[],
  own: string,
  tool: Omit<Tool, 'name'>,
  which: readonly Kind[] = kinds,
): Command[] {
  return names.flatMap((name) =>
    which.map((kind) =>
      make[kind](`${name}${kind}`, `/usr/sbin/${name}${kind}`, {
        ...tool,
        name: `${kind !== '' && tool.flavour === 'nf_tables' ? name : own}${kind}`,
      }),
    ),
  );
}

const nft4 = {
  flavour: 'nf_tables',
  ruleset: ({ netfilter }: NetworkNamespace) => netfilter.iptables,
} as const;
const nft6 = {
  flavour: 'nf_tables',
  ruleset: ({ netfilter }: NetworkNamespace) => netfilter.ip6tables,
} as const;
const translations = ['-translate', '-restore-translate'] as const;

/** Programs of the same package that are not modelled. */
const others = [
  'iptables-apply',
  'ip6tables-apply',
  'xtables-monitor',
  'xtables-nft-multi',
  'xtables-legacy-multi',
  ...['arptables', 'ebtables'].flatMap((name) =>
    ['', '-nft'].flatMap((kind) => ['', '-save', '-restore'].map((what) => `${name}${kind}${what}`)),
  ),
  'ebtables-translate',
];

function notSimulated(name: string): Command {
  return {
    name,
    path: `/usr/sbin/${name}`,

    *program(process) {
      process.complain(`not simulated: ${name}\n`);
      return 1;
    },
  };
}

export const iptablesCommands: readonly Command[] = [
  ...others.map(notSimulated),
  ...family(['iptables', 'iptables-nft'], 'iptables', nft4),
  ...family(['ip6tables', 'ip6tables-nft'], 'ip6tables', nft6),
  ...family(['iptables'], 'iptables', nft4, translations),
  ...family(['ip6tables'], 'ip6tables', nft6, translations),
  ...family(['iptables-legacy'], 'iptables', {
    flavour: 'legacy',
    ruleset: ({ netfilter }) => netfilter.legacy,
  }),
  ...family(['ip6tables-legacy'], 'ip6tables', {
    flavour: 'legacy',
    ruleset: ({ netfilter }) => netfilter.legacy6,
  }),
];
