/**
 * Tables of iptables in the words of nft, which shows what libxtables can translate and names the rest (`xt match …`).
 */
import type { Chain } from '../../linux/netfilter/iptables/chain.ts';
import {
  type AddressTerm,
  type Header,
  type InterfaceTerm,
  maskText,
} from '../../linux/netfilter/iptables/header.ts';
import { protocolText } from '../../linux/netfilter/iptables/names/protocols.ts';
import type { Match, Target } from '../../linux/netfilter/iptables/extension.ts';
import type { Hook } from '../../linux/netfilter/hook.ts';
import type { Rule } from '../../linux/netfilter/iptables/rule.ts';
import type { Table } from '../../linux/netfilter/iptables/table.ts';
import { tableShapes } from '../../linux/netfilter/iptables/tables.ts';
import { priorityText } from '../../linux/netfilter/nftables/print/table.ts';
import type { PrintStyle } from '../../linux/netfilter/nftables/print/value.ts';
import { matchInNft, targetInNft } from '../iptables/translate/extension.ts';

/** A table of iptables or ip6tables. */
export interface ForeignTable {
  readonly family: 'ip' | 'ip6';
  readonly table: Table;
}

function address(end: string, term: AddressTerm | undefined): string[] {
  if (term === undefined) return [];
  const mask = maskText(term.mask);
  const network = `${term.address.text}${mask === String(term.address.width) ? '' : `/${mask}`}`;
  return [`${term.address.family === 4 ? 'ip' : 'ip6'} ${end} ${term.inverted ? '!= ' : ''}${network}`];
}

function device(key: string, term: InterfaceTerm | undefined): string[] {
  return term === undefined ? [] : [`${key} ${term.inverted ? '!= ' : ''}"${term.name.replace(/\+$/, '*')}"`];
}

/**
 * Matches on ports and flags are nf_tables' own expressions: one right after the header says the protocol itself, so
 * that nft leaves out what the header says (payload_dependency_kill); any match of xtables in between keeps it.
 */
function saysProtocol({ matches: [first] }: Rule): boolean {
  return first?.name === 'tcp' || first?.name === 'udp';
}

export function header(rule: Rule): string[] {
  const { input, output, protocol, source, destination } = rule.header;
  const l4 =
    protocol === undefined || saysProtocol(rule)
      ? []
      : [`meta l4proto ${protocol.inverted ? '!= ' : ''}${protocolText(protocol.number)}`];
  return [
    ...device('iifname', input),
    ...device('oifname', output),
    ...l4,
    ...address('saddr', source),
    ...address('daddr', destination),
  ];
}

/** What iptables-nft writes as expressions of nf_tables, which nft shows in its own words (add_match of iptables/nft.c). */
const native: ReadonlySet<string> = new Set(['tcp', 'udp', 'mark', 'limit']);

export function isNative({ name }: Match): boolean {
  return native.has(name);
}

function matchText(match: Match, { family, protocol }: Header): string {
  const text = native.has(match.name) ? match.translate?.() : undefined;
  const name = protocolText(protocol?.number ?? 0);
  // nft leaves out a burst that is the usual one.
  const words = text ?? matchInNft(match, family, name)?.replace(/^(limit rate .*) burst 5 packets$/, '$1');
  return words ?? `xt match ${match.name}`;
}

export function foreignRuleText(rule: Rule, { stateless, handles }: PrintStyle): string {
  const words = header(rule);
  for (const match of rule.matches) words.push(matchText(match, rule.header));
  words.push(stateless ? 'counter' : `counter packets ${String(rule.packets)} bytes ${String(rule.bytes)}`);
  if (rule.jump !== undefined) words.push(`${rule.isGoto ? 'goto' : 'jump'} ${rule.jump.name}`);
  else if (rule.target !== undefined) words.push(targetText(rule.target, rule.header.family));
  return `${words.join(' ')}${handleText(rule.handle, handles)}`;
}

function handleText(handle: number, handles: boolean): string {
  return handles ? ` # handle ${String(handle)}` : '';
}

/** TRACE is an expression of nf_tables itself, in whose words nft shows it. */
function targetText(target: Target, family: 4 | 6): string {
  return target.name === 'TRACE'
    ? 'meta nftrace set 1'
    : (targetInNft(target, family) ?? `xt target ${target.name}`);
}

/** The hook a built-in chain hangs on, in nf_tables' words. */
export function basePlace(
  { name: table }: Table,
  { hook, name }: Chain,
): { readonly type: string; readonly hook: Hook; readonly prio: number } | undefined {
  if (hook === undefined) return undefined;
  const type = table === 'nat' ? 'nat' : table === 'mangle' && hook === 'output' ? 'route' : 'filter';
  const isSource = table === 'nat' && (name === 'POSTROUTING' || name === 'INPUT');
  return { type, hook, prio: isSource ? 100 : tableShapes[table].priority };
}

function baseLine(table: Table, chain: Chain, style: PrintStyle): string[] {
  const place = basePlace(table, chain);
  if (place === undefined) return [];
  const { type, hook, prio } = place;
  const isNumber = style.numericPriority || style.numeric;
  const text = isNumber ? String(prio) : priorityText({ hook, priority: prio }, 'ip');
  return [`\t\ttype ${type} hook ${hook} priority ${text}; policy ${chain.policy.toLowerCase()};\n`];
}

/** Chains in the order in which they came into being. */
export function foreignChains(table: Table): readonly Chain[] {
  return table.chains.filter(({ handle }) => handle > 0).sort((one, other) => one.handle - other.handle);
}

/** @param rules `without`: as `nft list chains`, which shows no handles either */
export function foreignChainText(
  table: Table,
  chain: Chain,
  rules: 'with rules' | 'without',
  style: PrintStyle,
): string {
  const lines = rules === 'without' ? [] : chain.rules.map((rule) => `\t\t${foreignRuleText(rule, style)}\n`);
  const head = `\tchain ${chain.name} {${handleText(chain.handle, style.handles)}\n`;
  return `${head}${[...baseLine(table, chain, style), ...lines].join('')}\t}\n`;
}

export function foreignTableText({ family, table }: ForeignTable, style: PrintStyle): string {
  const chains = foreignChains(table).map((chain) => foreignChainText(table, chain, 'with rules', style));
  return `table ${family} ${table.name} {${handleText(table.handle, style.handles)}\n${chains.join('\n')}}\n`;
}

/** Is there anything in it that only xtables knows? */
function hasExtension({ matches, target }: Rule): boolean {
  return !matches.every(isNative) || (target !== undefined && !nativeTargets.has(target.name));
}

const nativeTargets: ReadonlySet<string> = new Set(['ACCEPT', 'DROP', 'RETURN', 'QUEUE', 'TRACE']);

/** nft warns of what it reads in the words of xtables. */
export function warning({ family, table }: ForeignTable, chains: readonly Chain[]): string {
  if (!chains.some(({ rules }) => rules.some(hasExtension))) return '';
  return `# Warning: table ${family} ${table.name} is managed by iptables-nft, do not touch!\n`;
}
