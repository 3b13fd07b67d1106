/**
 * A parsed command done to a rule set (nft_cmd_* of iptables/nft-cmd.c).
 */
import type { Provenance } from '../../journey/event.ts';
import { usage } from './error.ts';
import type { Command } from './parse/command.ts';
import type { Ruleset } from './ruleset.ts';

/** A command that changes something; call inside `transact`. @throws IptablesError */
export function runChange(ruleset: Ruleset, command: Command, provenance?: Provenance): void {
  const { table, chain, rules } = command;
  const named = chain ?? '';
  switch (command.letter) {
    case 'A':
      for (const rule of rules) ruleset.append(table, named, rule, provenance);
      return;
    case 'I':
      for (const rule of rules) ruleset.insert(table, named, command.number ?? 1, rule, provenance);
      return;
    case 'R': {
      const [rule] = rules;
      if (rule === undefined || rules.length > 1)
        throw usage('Replacement rule does not specify a unique address');
      ruleset.replace(table, named, command.number ?? 1, rule, provenance);
      return;
    }
    case 'D':
      if (command.number !== undefined) ruleset.deleteNumber(table, named, command.number);
      else for (const rule of rules) ruleset.delete(table, named, rule);
      return;
    case 'C':
      for (const rule of rules) ruleset.check(table, named, rule);
      return;
    case 'F':
      ruleset.flush(table, chain);
      return;
    case 'Z':
      ruleset.zero(table, chain, command.number);
      return;
    case 'N':
      ruleset.newChain(table, named);
      return;
    case 'X':
      ruleset.deleteChain(table, chain);
      return;
    case 'E':
      ruleset.renameChain(table, named, command.operand ?? '');
      return;
    case 'P':
      ruleset.setPolicy(table, named, command.operand ?? '');
      return;
    case 'L':
    case 'S':
      return;
  }
}

/** One command by itself. @throws IptablesError */
export function runCommand(ruleset: Ruleset, command: Command, provenance?: Provenance): void {
  ruleset.transact(command.table, () => {
    runChange(ruleset, command, provenance);
  });
}
