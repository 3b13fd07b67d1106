/**
 * The routing policy database: which table is asked for which packet (net/ipv4/fib_rules.c, ip-rule(8)).
 */
import type { Address } from '../../net/address/address.ts';
import type { Prefix } from '../../net/address/prefix.ts';
import type { Provenance } from '../journey/event.ts';

export interface PolicyRule {
  readonly priority: number;
  readonly family: 4 | 6;
  /** `not`: matches what the selector does not. */
  readonly inverted: boolean;
  readonly from: Prefix | undefined;
  readonly to: Prefix | undefined;
  readonly input: string | undefined;
  readonly output: string | undefined;
  readonly mark: { readonly value: number; readonly mask: number } | undefined;
  readonly tos: number;
  /** `ipproto`, `sport`, `dport`, `uidrange`: both ends belong to a range. */
  readonly ipProtocol?: number | undefined;
  readonly sourcePorts?: readonly [low: number, high: number] | undefined;
  readonly destinationPorts?: readonly [low: number, high: number] | undefined;
  readonly users?: readonly [low: number, high: number] | undefined;
  readonly action:
    | { readonly kind: 'table'; readonly table: number }
    /** Go on at the first rule of this priority; as `nop` while there is none. */
    | { readonly kind: 'goto'; readonly target: number }
    | { readonly kind: 'nop' | 'blackhole' | 'unreachable' | 'prohibit' };
  /** Routes of a prefix of this length or less do not count (`suppress_prefixlength`). */
  readonly suppressPrefixLength: number | undefined;
  readonly protocol: number;
  readonly provenance: Provenance | undefined;
}

/** What a rule is asked about. */
export interface RuleQuestion {
  readonly source: Address | undefined;
  readonly destination: Address;
  readonly mark: number;
  readonly tos: number;
  readonly input: string | undefined;
  readonly output: string | undefined;
  /** Of the socket that sends; a forwarded packet is root's. */
  readonly user?: number | undefined;
  /** Only filled where a rule or a route with several next hops looks at it (`looksAtFlow`). */
  readonly protocol?: number | undefined;
  readonly sourcePort?: number | undefined;
  readonly destinationPort?: number | undefined;
  /** Routes of a wider scope do not count (flowi4_scope): a gateway must be on a link. */
  readonly leastScope?: number;
}

export function ruleMatches(rule: PolicyRule, question: RuleQuestion): boolean {
  return selects(rule, question) !== rule.inverted;
}

function selects(rule: PolicyRule, question: RuleQuestion): boolean {
  if (
    rule.from !== undefined &&
    rule.from.length > 0 &&
    !(question.source !== undefined && rule.from.contains(question.source))
  )
    return false;
  if (rule.to !== undefined && !rule.to.contains(question.destination)) return false;
  if (rule.mark !== undefined && ((question.mark ^ rule.mark.value) & rule.mark.mask) !== 0) return false;
  if (rule.input !== undefined && rule.input !== question.input) return false;
  if (rule.output !== undefined && rule.output !== question.output) return false;
  if (rule.ipProtocol !== undefined && rule.ipProtocol !== question.protocol) return false;
  if (rule.sourcePorts !== undefined && !lies(question.sourcePort, rule.sourcePorts)) return false;
  if (rule.destinationPorts !== undefined && !lies(question.destinationPort, rule.destinationPorts))
    return false;
  if (rule.users !== undefined && !lies(question.user ?? 0, rule.users)) return false;
  return rule.tos === 0 || rule.tos === question.tos;
}

function lies(value: number | undefined, [low, high]: readonly [low: number, high: number]): boolean {
  return value !== undefined && value >= low && value <= high;
}

function byTable(priority: number, table: number, family: 4 | 6): PolicyRule {
  return {
    priority,
    family,
    inverted: false,
    from: undefined,
    to: undefined,
    input: undefined,
    output: undefined,
    mark: undefined,
    tos: 0,
    action: { kind: 'table', table },
    suppressPrefixLength: undefined,
    protocol: 2,
    provenance: undefined,
  };
}

/** The rules every namespace starts with: three for IPv4, two for IPv6. */
export const defaultRules: readonly PolicyRule[] = [
  byTable(0, 255, 4),
  byTable(32_766, 254, 4),
  byTable(32_767, 253, 4),
  byTable(0, 255, 6),
  byTable(32_766, 254, 6),
];
