/**
 * A rule set as text that makes it again: iptables-save and `iptables -S` (iptables/nft-shared.c, xtables-save.c).
 */
import type { Chain } from '../chain.ts';
import { saveHeader } from '../header.ts';
import type { Rule } from '../rule.ts';
import type { Table } from '../table.ts';

/** `-A CHAIN …` */
export function saveRule(rule: Rule, chain: string, counters?: 'option'): string {
  const parts = [`-A ${chain}`, ...saveHeader(rule.header)];
  for (const match of rule.matches) {
    parts.push(`-m ${match.name}`);
    const text = match.save();
    if (text !== '') parts.push(text);
  }
  if (counters === 'option') parts.push(`-c ${String(rule.packets)} ${String(rule.bytes)}`);
  if (rule.jump !== undefined) parts.push(`${rule.isGoto ? '-g' : '-j'} ${rule.jump.name}`);
  else if (rule.target !== undefined) {
    parts.push(`-j ${rule.target.name}`);
    const text = rule.target.save();
    if (text !== '') parts.push(text);
  }
  return parts.join(' ');
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
