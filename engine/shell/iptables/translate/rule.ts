/**
 * A rule of iptables as a rule of nft (nft_ipv4_xlate and nft_ipv6_xlate of iptables/nft-ipv4.c, nft-ipv6.c;
 * iptables/xtables-translate.c).
 */
import { Address } from '../../../net/address/address.ts';
import { masked } from '../../../linux/netfilter/ipset/element.ts';
import { type AddressTerm, type Header, maskText } from '../../../linux/netfilter/iptables/header.ts';
import { protocolText } from '../../../linux/netfilter/iptables/names/protocols.ts';
import type { RuleText } from '../../../linux/netfilter/iptables/rule.ts';
import { matchInNft, targetInNft } from './extension.ts';
import { savedOptions } from './saved-options.ts';

export interface TranslatedRule {
  readonly text: string;
  /** A set that must be there first. */
  readonly declaration: string | undefined;
}

function address(end: 'saddr' | 'daddr', term: AddressTerm | undefined, family: 4 | 6): string[] {
  if (term === undefined) return [];
  const field = `ip${family === 6 ? '6' : ''} ${end}`;
  const mask = maskText(term.mask);
  const not = term.inverted ? '!=' : '';
  if (!/^\d+$/.test(mask)) return [`${field} & ${mask} ${not === '' ? '==' : not} ${term.address.text}`];
  const length = mask === String(term.address.width) ? '' : `/${mask}`;
  return [`${field} ${not === '' ? '' : `${not} `}${term.address.text}${length}`];
}

/** Names of matches that speak of the protocol themselves. */
const speaking: Readonly<Record<string, string>> = { 'ipv6-icmp': 'ipv6-icmp' };

function headerWords(
  { input, output, fragment, protocol, family }: Header,
  names: readonly string[],
): string[] {
  const words: string[] = [];
  for (const [field, term] of [
    ['iifname', input],
    ['oifname', output],
  ] as const)
    if (term !== undefined)
      words.push(`${field} ${term.inverted ? '!= ' : ''}"${term.name.replace(/\+$/, '*')}"`);
  if (fragment !== undefined) words.push(`ip frag-off & 0x1fff ${fragment.inverted ? '' : '!= '}0`);
  if (protocol !== undefined) {
    const name = protocolText(protocol.number);
    if (!names.includes(speaking[name] ?? name))
      words.push(`${family === 4 ? 'ip protocol' : 'meta l4proto'} ${protocol.inverted ? '!= ' : ''}${name}`);
  }
  return words;
}

/** @param sets how many sets were declared before @returns undefined when there are no words for it */
export function translateRule(rule: RuleText, sets: number, table: string): TranslatedRule | undefined {
  const { header, matches, target, jump, isGoto } = rule;
  const { family } = header;
  const protocol = protocolText(header.protocol?.number ?? 0);
  const words = headerWords(
    header,
    matches.map(({ name }) => name),
  );
  words.push(...address('saddr', header.source, family), ...address('daddr', header.destination, family));
  let declaration: string | undefined;
  let comment = '';
  for (const match of matches) {
    if (match.name === 'connlimit') {
      const limit = connectionLimit(match.save(), family, sets, table);
      words.push(limit.words);
      declaration = limit.declaration;
      continue;
    }
    if (match.name === 'comment') comment = ` comment "${match.print(true).slice(3, -3)}"`;
    const text = matchInNft(match, family, protocol);
    if (text === undefined) return undefined;
    if (text !== '') words.push(text);
  }
  words.push('counter');
  if (jump !== undefined) words.push(`${isGoto ? 'goto' : 'jump'} ${jump}`);
  else if (target !== undefined) {
    const text = targetInNft(target, family);
    if (text === undefined) return undefined;
    words.push(text);
  }
  return { text: `${words.join(' ')}${comment}`, declaration };
}

/** Counting connections needs a set of addresses. */
function connectionLimit(
  saved: string,
  family: 4 | 6,
  sets: number,
  table: string,
): { readonly words: string; readonly declaration: string } {
  const options = savedOptions(saved);
  const find = (prefix: string) => options.find(({ name }) => name.startsWith(prefix));
  const count = options[0]?.values[0] ?? '';
  const over = options[0]?.name === 'connlimit-above' ? 'over ' : '';
  const length = Number(find('connlimit-mask')?.values[0] ?? 0);
  const every = Address.parse(family === 4 ? '255.255.255.255' : 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff');
  const ip = family === 4 ? 'ip' : 'ip6';
  const mask = length < every.width ? ` and ${masked(every, length).text}` : '';
  const end = find('connlimit-daddr') === undefined ? 'saddr' : 'daddr';
  const name = `connlimit${String(sets)}`;
  return {
    words: `add @${name} { ${ip} ${end}${mask} ct count ${over}${count} }`,
    declaration: `add set ${ip} ${table} ${name} { type ipv4_addr; flags dynamic; }`,
  };
}
