/**
 * `iptables -L`: chains and rules as a table (iptables/nft-shared.c, xshared.c: print_header, print_rule_details).
 */
import type { Chain } from '../chain.ts';
import { type AddressTerm, type InterfaceTerm, maskText } from '../header.ts';
import type { Address } from '../../../../net/address/address.ts';
import { protocolText } from '../names/protocols.ts';
import type { Rule, RuleText } from '../rule.ts';

export interface ListOptions {
  readonly numeric: boolean;
  readonly verbose: boolean;
  /** Counters in full (`-x`). */
  readonly exact: boolean;
  readonly lineNumbers: boolean;
  /** Names to say instead of addresses, as the resolver gave them. */
  readonly names?: ReadonlyMap<Address, string>;
}

/** 99999 at most, then K, M, G, T (xtables_print_num). */
function abbreviated(count: number): string {
  if (count <= 99_999) return String(count).padStart(5);
  let value = count;
  for (const unit of ['K', 'M', 'G']) {
    value = Math.floor((value + 500) / 1000);
    if (value <= 9999) return `${String(value).padStart(4)}${unit}`;
  }
  return `${String(Math.floor((value + 500) / 1000)).padStart(4)}T`;
}

function counter(count: number, { exact }: ListOptions): string {
  return `${exact ? String(count).padStart(8) : abbreviated(count)} `;
}

/** The policy's counters stand without padding (FMT_NOTABLE). */
function loose(count: number, options: ListOptions): string {
  return counter(count, options).trim();
}

export function listHeader(chain: Chain, references: number, options: ListOptions): string {
  const counters = options.verbose
    ? ` ${loose(chain.packets, options)} packets, ${loose(chain.bytes, options)} bytes`
    : '';
  const what = chain.isBuiltIn ? `policy ${chain.policy}${counters}` : `${String(references)} references`;
  const [packetWidth, byteWidth] = options.exact ? [8, 10] : [5, 5];
  const columns = [
    options.lineNumbers ? 'num  ' : '',
    options.verbose ? `${'pkts'.padStart(packetWidth)} ${'bytes'.padStart(byteWidth)} ` : '',
    `${'target'.padEnd(9)}  prot opt`,
    options.verbose ? ` ${'in'.padEnd(6)} ${'out'.padEnd(6)} ` : '',
    ` ${'source'.padEnd(19)}  ${'destination'.padEnd(19)} `,
  ];
  return `Chain ${chain.name} (${what})\n${columns.join('')}\n`;
}

function interfaceText(term: InterfaceTerm | undefined, numeric: boolean): string {
  if (term === undefined) return (numeric ? '*' : 'any').padEnd(6);
  return `${term.inverted ? '!' : ''}${term.name}`.padEnd(6);
}

/** ipv4_addr_to_string of iptables/xshared.c. */
function addressText(
  term: AddressTerm | undefined,
  family: 4 | 6,
  { numeric, names }: Pick<ListOptions, 'numeric' | 'names'>,
): string {
  if (term === undefined) {
    if (!numeric) return ` ${'anywhere'.padEnd(19)} `;
    return ` ${(family === 4 ? '0.0.0.0/0' : '::/0').padEnd(19)} `;
  }
  const mask = maskText(term.mask);
  const isHost = mask === String(term.address.width);
  const host = (numeric ? undefined : names?.get(term.address)) ?? term.address.text;
  const text = isHost ? host : `${host}/${mask}`;
  return `${term.inverted ? '!' : ' '}${text.padEnd(19)} `;
}

export function listRule(rule: Rule, number: number, options: ListOptions): string {
  const { header } = rule;
  const { numeric } = options;
  let line = options.lineNumbers ? `${String(number).padEnd(4)} ` : '';
  if (options.verbose) line += counter(rule.packets, options) + counter(rule.bytes, options);
  line += `${(rule.jump?.name ?? rule.target?.listedAs ?? rule.target?.name ?? '').padEnd(9)} `;
  const protocol = header.protocol?.number ?? 0;
  const protocolName = numeric ? String(protocol) : protocol === 0 ? 'all' : protocolText(protocol);
  line += `${header.protocol?.inverted === true ? '!' : ' '}${protocolName.padEnd(4)} `;
  line += header.fragment === undefined ? '--' : header.fragment.inverted ? '!f' : '-f';
  line += ' ';
  if (options.verbose)
    line += ` ${interfaceText(header.input, numeric)} ${interfaceText(header.output, numeric)} `;
  line += addressText(header.source, header.family, options);
  line += addressText(header.destination, header.family, options);
  if (rule.isGoto) line += '[goto] ';
  for (const match of rule.matches) line += spaced(match.print(numeric));
  if (rule.target !== undefined) line += spaced(rule.target.print(numeric));
  return `${line}\n`;
}

/** What a rule looks like when a command is told to be verbose (FMT_PRINT_RULE). */
export function verboseRule({ header, jump, target, matches, isGoto }: RuleText): string {
  const { family, protocol, fragment } = header;
  const name = protocol === undefined ? 'all' : protocolText(protocol.number);
  const cut = fragment === undefined ? '--' : fragment.inverted ? '!f' : '-f';
  const device = (term: InterfaceTerm | undefined): string => interfaceText(term, true).trim();
  const end = (term: AddressTerm | undefined): string => addressText(term, family, { numeric: true }).trim();
  const line =
    `${jump ?? target?.name ?? ''}  ${protocol?.inverted === true ? '!' : ''}${name} opt ${family === 4 ? cut : '  '} ` +
    `in ${device(header.input)} out ${device(header.output)}  ${end(header.source)}  -> ${end(header.destination)}  `;
  const extensions = [...matches, ...(target === undefined ? [] : [target])];
  return `${line}${isGoto ? '[goto] ' : ''}${extensions.map((each) => spaced(each.print(true))).join('')}\n`;
}

function spaced(text: string): string {
  return text === '' ? '' : ` ${text}`;
}
