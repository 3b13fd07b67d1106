/**
 * What -L and -S print. Without -n each address is looked up before its rule is printed (xtables_ipaddr_to_anyname), which
 * is why a listing takes so long where no name server answers.
 */
import type { Chain } from '../../linux/netfilter/iptables/chain.ts';
import { IptablesError, noSuchName, refused } from '../../linux/netfilter/iptables/error.ts';
import type { Command as ParsedCommand } from '../../linux/netfilter/iptables/parse/command.ts';
import { listHeader, listRule } from '../../linux/netfilter/iptables/print/list.ts';
import { chainLine, listRules, saveRule } from '../../linux/netfilter/iptables/print/save.ts';
import type { Rule } from '../../linux/netfilter/iptables/rule.ts';
import type { Ruleset } from '../../linux/netfilter/iptables/ruleset.ts';
import type { Running } from '../../linux/process/wait.ts';
import { nameOf } from '../../linux/resolver/lookup.ts';
import type { Address } from '../../net/address/address.ts';
import type { ShellProcess } from '../command.ts';

/** @throws IptablesError */
export function* list(process: ShellProcess, ruleset: Ruleset, command: ParsedCommand): Running<void> {
  for (const line of linesOf(ruleset, command)) {
    const names = line.rule === undefined || command.numeric ? undefined : yield* namesIn(process, line.rule);
    process.print(line.text(names));
  }
}

/** The listing a command in the text of iptables-restore prints: nothing is looked up. @throws IptablesError */
export function listText(ruleset: Ruleset, command: ParsedCommand): string {
  if (command.letter === 'S') return rulesText(ruleset, command);
  return linesOf(ruleset, command)
    .map(({ text }) => text(undefined))
    .join('');
}

type Names = ReadonlyMap<Address, string>;

interface Line {
  readonly rule?: Rule;
  readonly text: (names: Names | undefined) => string;
}

function linesOf(ruleset: Ruleset, command: ParsedCommand): readonly Line[] {
  const { number } = command;
  const references = ruleset.look(command.table).references();
  return chainsOf(ruleset, command).flatMap((chain, index) => {
    const header = listHeader(chain, references.get(chain) ?? 0, command);
    const rules = chain.rules.map((rule, at) => ({
      rule,
      text: (names: Names | undefined) =>
        listRule(rule, at + 1, names === undefined ? command : { ...command, names }),
    }));
    if (number !== undefined) return rules.slice(number - 1, number);
    return [{ text: () => `${index === 0 ? '' : '\n'}${header}` }, ...rules];
  });
}

function* namesIn(process: ShellProcess, { header }: Rule): Running<Names> {
  const names = new Map<Address, string>();
  for (const term of [header.source, header.destination]) {
    const name = term === undefined ? undefined : yield* nameOf(process, term.address);
    if (term !== undefined && name !== undefined) names.set(term.address, name);
  }
  return names;
}

/** `-S`. @throws IptablesError */
export function rulesText(ruleset: Ruleset, command: ParsedCommand): string {
  const { number } = command;
  const chains = chainsOf(ruleset, command);
  const [chain] = chains;
  if (command.chain === undefined || number === undefined || chain === undefined)
    return command.verbose ? withCounters(chains) : listRules(chains, 'none');
  const rule = chain.rules[number - 1];
  return rule === undefined
    ? ''
    : `${saveRule(rule, chain.name, ...(command.verbose ? ['option' as const] : []))}\n`;
}

function withCounters(chains: readonly Chain[]): string {
  const heads = chains.map(
    (chain) =>
      `${chainLine(chain)}${chain.isBuiltIn ? ` -c ${String(chain.packets)} ${String(chain.bytes)}` : ''}\n`,
  );
  const rules = chains.flatMap((chain) =>
    chain.rules.map((rule) => `${saveRule(rule, chain.name, 'option')}\n`),
  );
  return [...heads, ...rules].join('');
}

function chainsOf(ruleset: Ruleset, { table: tableName, chain: name }: ParsedCommand): readonly Chain[] {
  const table = ruleset.look(tableName);
  if (name === undefined) return table.chains;
  const chain = table.chain(name);
  if (chain !== undefined) return [chain];
  throw ruleset.dialect === 'nft'
    ? new IncompatibleChain(`chain \`${name}' in table \`${tableName}' is incompatible, use 'nft' tool.`)
    : refused(noSuchName);
}

/** Said with the version in front, exit status 1. */
export class IncompatibleChain extends IptablesError {
  constructor(message: string) {
    super(1, message);
  }
}
