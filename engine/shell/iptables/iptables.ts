/**
 * iptables(8), ip6tables(8), iptables-legacy(8). See README.md.
 */
import { fullLibrary } from '../../linux/netfilter/iptables/extended/library.ts';
import type { Command as ParsedCommand } from '../../linux/netfilter/iptables/parse/command.ts';
import { isQuestion, parseCommand } from '../../linux/netfilter/iptables/parse/command.ts';
import { listChain } from '../../linux/netfilter/iptables/print/list.ts';
import { chainLine, listRules, saveRule } from '../../linux/netfilter/iptables/print/save.ts';
import { runCommand } from '../../linux/netfilter/iptables/run.ts';
import type { Ruleset } from '../../linux/netfilter/iptables/ruleset.ts';
import { IptablesError, noSuchName, refused } from '../../linux/netfilter/iptables/error.ts';
import { listRule, verboseRule } from '../../linux/netfilter/iptables/print/list.ts';
import type { Command } from '../command.ts';
import { complain, mayManage } from './failure.ts';
import { iptablesHelp } from './help/help.ts';
import { type Tool, versionOf } from './tool.ts';

/** What -L and -S print. @throws IptablesError */
export function listing(ruleset: Ruleset, command: ParsedCommand): string {
  const table = ruleset.look(command.table);
  const { chain: name, number } = command;
  const chain = name === undefined ? undefined : table.chain(name);
  if (name !== undefined && chain === undefined) throw noChain(ruleset, name, command.table);
  const chains = chain === undefined ? table.chains : [chain];
  if (command.letter === 'S') {
    const counters = command.verbose ? 'option' : 'none';
    if (chain === undefined || number === undefined)
      return command.verbose ? withCounters(chains) : listRules(chains, counters);
    const rule = chain.rules[number - 1];
    return rule === undefined
      ? ''
      : `${saveRule(rule, chain.name, ...(command.verbose ? ['option' as const] : []))}\n`;
  }
  if (chain !== undefined && number !== undefined) {
    const rule = chain.rules[number - 1];
    return rule === undefined ? '' : listRule(rule, number, command);
  }
  const references = table.references();
  return chains.map((each) => listChain(each, references.get(each) ?? 0, command)).join('\n');
}

function withCounters(chains: Parameters<typeof listRules>[0]): string {
  const heads = chains.map(
    (chain) =>
      `${chainLine(chain)}${chain.isBuiltIn ? ` -c ${String(chain.packets)} ${String(chain.bytes)}` : ''}\n`,
  );
  const rules = chains.flatMap((chain) =>
    chain.rules.map((rule) => `${saveRule(rule, chain.name, 'option')}\n`),
  );
  return [...heads, ...rules].join('');
}

function noChain({ dialect }: Ruleset, name: string, table: string): IptablesError {
  return dialect === 'nft'
    ? new IncompatibleChain(`chain \`${name}' in table \`${table}' is incompatible, use 'nft' tool.`)
    : refused(noSuchName);
}

/** Said with the version in front, exit status 1. */
class IncompatibleChain extends IptablesError {
  constructor(message: string) {
    super(1, message);
  }
}

export function iptablesCommand(name: string, path: string, tool: Tool): Command {
  return {
    name,
    path,
    *program(process) {
      const ruleset = tool.ruleset(process.place);
      try {
        const command = parseCommand(process.arguments.slice(1), {
          family: ruleset.family,
          library: fullLibrary,
          namespace: process.place,
          warn: (line) => {
            process.complain(`${line}\n`);
          },
        });
        if (isQuestion(command)) {
          process.print(
            command.letter === 'version' ? `${versionOf(tool)}\n` : iptablesHelp(tool, command.extensions),
          );
          return 0;
        }
        if (!mayManage(process, tool)) return tool.flavour === 'legacy' ? 3 : 4;
        ruleset.use(command.table);
        if (command.letter === 'L' || command.letter === 'S') {
          if (tool.flavour === 'nf_tables' && process.place.netfilter.legacy.tables.length > 0)
            process.complain('# Warning: iptables-legacy tables present, use iptables-legacy to see them\n');
          process.print(listing(ruleset, command));
          if (command.alsoZero) {
            ruleset.zero(command.table, command.chain, command.number);
            if (command.verbose) process.print(zeroed(ruleset, command));
          }
          return 0;
        }
        runCommand(ruleset, command, { writer: 'iptables', subject: process.arguments.join(' ') });
        if (command.verbose && command.rules.length > 0) process.print(verboseRules(command));
        if (command.verbose && command.letter === 'Z') process.print(zeroed(ruleset, command));
        return 0;
      } catch (error) {
        if (error instanceof IncompatibleChain) {
          process.complain(`${versionOf(tool)}: ${error.message}\n`);
          return 1;
        }
        return complain(process, tool, error);
      }
    },
  };
}

/** What -Z -v says. */
function zeroed(ruleset: Ruleset, { table, chain }: ParsedCommand): string {
  const names = chain === undefined ? ruleset.look(table).chains.map(({ name }) => name) : [chain];
  return names.map((name) => `Zeroing chain \`${name}'\n`).join('');
}

/** What -A -v says of the rule: a line of another form. */
function verboseRules({ rules }: ParsedCommand): string {
  return rules.map(verboseRule).join('');
}
