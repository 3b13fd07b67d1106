/**
 * iptables(8), ip6tables(8), iptables-legacy(8). See README.md.
 */
import type { Command as ParsedCommand } from '../../linux/netfilter/iptables/parse/command.ts';
import { isQuestion } from '../../linux/netfilter/iptables/parse/command.ts';
import { runCommand } from '../../linux/netfilter/iptables/run.ts';
import type { Ruleset } from '../../linux/netfilter/iptables/ruleset.ts';
import { verboseRule } from '../../linux/netfilter/iptables/print/list.ts';
import type { Command } from '../command.ts';
import { complain, mayManage } from './failure.ts';
import { iptablesHelp } from './help/help.ts';
import { IncompatibleChain, list, rulesText } from './listing.ts';
import { readCommand } from './read-command.ts';
import { type Tool, versionOf } from './tool.ts';

export function iptablesCommand(name: string, path: string, tool: Tool): Command {
  return {
    name,
    path,
    *program(process) {
      process.place.hooks.refresh();
      const ruleset = tool.ruleset(process.place);
      const words = process.arguments.slice(1);
      try {
        const { family, dialect } = ruleset;
        const command = yield* readCommand(process, words, { family, dialect });
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
          if (command.letter === 'L') yield* list(process, ruleset, command);
          else process.print(rulesText(ruleset, command));
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
