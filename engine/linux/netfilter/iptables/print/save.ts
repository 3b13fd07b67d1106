/**
 * A rule set as text that makes it again: iptables-save and `iptables -S` (iptables/nft-shared.c, xtables-save.c).
 */
import type { Chain } from '../chain.ts';
import { saveHeader } from '../header.ts';
import type { Rule } from '../rule.ts';
import type { Table } from '../table.ts';

/** `-A CHAIN …` */
export function saveRule(rule: Rule, chain: string, counters?: 'option'): string {
  const parts = [`-A ${chain}`, ...conditionsOf(rule)];
  if (counters === 'option') parts.push(`-c ${String(rule.packets)} ${String(rule.bytes)}`);
  const target = targetOf(rule);
  return (target === undefined ? parts : [...parts, target]).join(' ');
}

/** What a packet must be: an option of the header or a whole match each. */
export function conditionsOf({ header, matches }: Rule): string[] {
  return [...saveHeader(header), ...matches.map((match) => withOptions(`-m ${match.name}`, match.save()))];
}

/** What becomes of it: `-j DROP`, `-g CHAIN`; undefined: it is only counted. */
export function targetOf({ jump, isGoto, target }: Rule): string | undefined {
  if (jump !== undefined) return `${isGoto ? '-g' : '-j'} ${jump.name}`;
  return target && withOptions(`-j ${target.name}`, target.save());
}

function withOptions(name: string, options: string): string {
  return options === '' ? name : `${name} ${options}`;
}

function counterPrefix(rule: Rule): string {
  return `[${String(rule.packets)}:${String(rule.bytes)}] `;
}

/** One table as iptables-save prints it, without the comment lines around it. */
export function saveTable(table: Table, counters: 'none' | 'rules'): string {
  const lines = [`*${table.name}`];
  for (const chain of table.chains) {
    const policy = chain.isBuiltIn ? chain.policy : '-';
    lines.push(`:${chain.name} ${policy} [${String(chain.packets)}:${String(chain.bytes)}]`);
  }
  for (const chain of table.chains)
    for (const rule of chain.rules)
      lines.push(`${counters === 'rules' ? counterPrefix(rule) : ''}${saveRule(rule, chain.name)}`);
  lines.push('COMMIT');
  return `${lines.join('\n')}\n`;
}

/** `-P INPUT ACCEPT` or `-N NAME` */
export function chainLine(chain: Chain): string {
  return chain.isBuiltIn ? `-P ${chain.name} ${chain.policy}` : `-N ${chain.name}`;
}

/** `iptables -S`. */
export function listRules(chains: readonly Chain[], counters: 'none' | 'option'): string {
  const lines = chains.map(chainLine);
  for (const chain of chains)
    for (const rule of chain.rules)
      lines.push(saveRule(rule, chain.name, ...(counters === 'option' ? (['option'] as const) : [])));
  return lines.map((line) => `${line}\n`).join('');
}

/** A word in quotes when the shell would need them (xtables_save_string). */
export function quoted(text: string): string {
  if (/^[A-Za-z0-9_-]+$/.test(text)) return text;
  return `"${text.replace(/["\\']/g, '\\$&')}"`;
}
