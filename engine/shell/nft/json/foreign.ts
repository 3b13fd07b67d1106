/**
 * The tables of iptables in JSON: what iptables-nft wrote as expressions of nf_tables, and the rest by its name.
 */
import type { Chain } from '../../../linux/netfilter/iptables/chain.ts';
import type { Rule } from '../../../linux/netfilter/iptables/rule.ts';
import { tokensOf } from '../../../linux/netfilter/nftables/parse/lexer.ts';
import { parseRule } from '../../../linux/netfilter/nftables/parse/statement.ts';
import { TokenStream } from '../../../linux/netfilter/nftables/parse/stream.ts';
import type { PrintStyle } from '../../../linux/netfilter/nftables/print/value.ts';
import { basePlace, foreignChains, type ForeignTable, header, isNative } from '../foreign.ts';
import type { Json } from './expression.ts';
import { statementsJson } from './statement.ts';

function inNft(text: string, family: 'ip' | 'ip6', style: PrintStyle): readonly Json[] {
  if (text.trim() === '') return [];
  const context = { family, interfaceIndex: () => undefined };
  return statementsJson(parseRule(new TokenStream(tokensOf(text)), context).statements, style);
}

const verdicts: Readonly<Record<string, Json>> = {
  ACCEPT: { accept: null },
  DROP: { drop: null },
  RETURN: { return: null },
  TRACE: { mangle: { key: { meta: { key: 'nftrace' } }, value: 1 } },
};

function expressions(rule: Rule, family: 'ip' | 'ip6', style: PrintStyle): readonly Json[] {
  const parts: Json[] = [];
  let words = header(rule).join(' ');
  for (const match of rule.matches)
    if (isNative(match)) words += ` ${match.translate?.() ?? ''}`;
    else {
      parts.push(...inNft(words, family, style), { xt: { type: 'match', name: match.name } });
      words = '';
    }
  parts.push(...inNft(words, family, style));
  const { packets, bytes, jump, target } = rule;
  parts.push({ counter: style.stateless ? null : { packets, bytes } });
  if (jump !== undefined) parts.push({ [rule.isGoto ? 'goto' : 'jump']: { target: jump.name } });
  else if (target !== undefined)
    parts.push(verdicts[target.name] ?? { xt: { type: 'target', name: target.name } });
  return parts;
}

export function foreignTableJson({ family, table }: ForeignTable): Json {
  return { table: { family, name: table.name, handle: table.handle } };
}

export function foreignChainJson({ family, table }: ForeignTable, chain: Chain): Json {
  const place = basePlace(table, chain);
  const base = place === undefined ? {} : { ...place, policy: chain.policy.toLowerCase() };
  return { chain: { family, table: table.name, name: chain.name, handle: chain.handle, ...base } };
}

export function foreignRulesJson(
  { family, table }: ForeignTable,
  chain: Chain,
  style: PrintStyle,
): readonly Json[] {
  return chain.rules.map((rule) => ({
    rule: {
      family,
      table: table.name,
      chain: chain.name,
      handle: rule.handle,
      expr: expressions(rule, family, style),
    },
  }));
}

/** The table, its chains, then all rules. */
export function foreignJson(foreign: ForeignTable, style: PrintStyle): readonly Json[] {
  const chains = foreignChains(foreign.table);
  return [
    foreignTableJson(foreign),
    ...chains.map((chain) => foreignChainJson(foreign, chain)),
    ...chains.flatMap((chain) => foreignRulesJson(foreign, chain, style)),
  ];
}
