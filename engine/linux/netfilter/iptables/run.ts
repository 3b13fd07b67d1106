/**
 * A parsed command done to a rule set (nft_cmd_* of iptables/nft-cmd.c).
 */
import type { Provenance } from '../../journey/event.ts';
import { badRule, refused, usage } from './error.ts';
import type { Command } from './parse/command.ts';
import type { Ruleset } from './ruleset.ts';
import type { TableName } from './tables.ts';

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
      if (command.number !== undefined) checkNumber(ruleset, table, named, command.number);
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

/** A rule whose counters are to be zero. @throws IptablesError */
function checkNumber(ruleset: Ruleset, table: TableName, name: string, number: number): void {
  const { chains } = ruleset.look(table);
  const chain = chains.find((each) => each.name === name);
  if (chain === undefined) return;
  if (ruleset.dialect === 'legacy') {
    if (number > chain.rules.length) throw refused('Index of counter too big');
  } else if (chain.handle === 0) {
    // It finds none to blame: what is said is the error of looking for the extensions of the table's rules, if any.
    const hasRules = chains.some(({ rules }) => rules.length > 0);
    throw refused(hasRules ? badRule : 'Incompatible with this kernel');
  }
}

/** One command by itself. @throws IptablesError */
export function runCommand(ruleset: Ruleset, command: Command, provenance?: Provenance): void {
  ruleset.transact(command.table, () => {
    runChange(ruleset, command, provenance);
  });
}
