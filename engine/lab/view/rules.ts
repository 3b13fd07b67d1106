/**
 * The rules of iptables in one namespace: tables, chains and rules with their counters, in the order of iptables-save,
 * and which field of which object each rule was written for. The tables of iptables-legacy and of nft are not shown.
 */
import type { Provenance } from '../../linux/journey/event.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { Chain } from '../../linux/netfilter/iptables/chain.ts';
import { conditionsOf, targetOf } from '../../linux/netfilter/iptables/print/save.ts';
import type { Rule } from '../../linux/netfilter/iptables/rule.ts';

export interface RuleTableView {
  /** `nat` */
  readonly name: string;
  readonly chains: readonly ChainView[];
}

export interface ChainView {
  /** `KUBE-SERVICES` */
  readonly name: string;
  /** Of a built-in chain: what happens at its end, and how often it came to that. */
  readonly policy: string | undefined;
  readonly packets: number;
  readonly bytes: number;
  readonly rules: readonly RuleView[];
}

export interface RuleView {
  /** What a packet must be, an option or a match each: `-d 10.96.0.10/32`, `-m tcp --dport 53`. */
  readonly conditions: readonly string[];
  /** What becomes of it then: `-j DNAT --to-destination 10.8.0.2:53`; undefined: it is only counted. */
  readonly target: string | undefined;
  /** The chain it goes on to. */
  readonly jump: string | undefined;
  readonly packets: number;
  readonly bytes: number;
  readonly provenance: Provenance | undefined;
}

/** As listing them does, a look has kube-proxy write what it put off until somebody looks (`HookTable.prepare`). */
export function rulesOf(namespace: NetworkNamespace): readonly RuleTableView[] {
  namespace.hooks.refresh();
  return namespace.netfilter.iptables.tables.map(({ name, chains }) => ({
    name,
    chains: chains.map(chainOf),
  }));
}

function chainOf(chain: Chain): ChainView {
  const { name, isBuiltIn, policy, packets, bytes, rules } = chain;
  return { name, policy: isBuiltIn ? policy : undefined, packets, bytes, rules: rules.map(ruleOf) };
}

function ruleOf(rule: Rule): RuleView {
  const { jump, packets, bytes, provenance } = rule;
  return {
    conditions: conditionsOf(rule),
    target: targetOf(rule),
    jump: jump?.name,
    packets,
    bytes,
    provenance,
  };
}

/** A rule as `iptables-save` prints it. */
export function ruleText(chain: string, { conditions, target }: RuleView): string {
  return [`-A ${chain}`, ...conditions, ...(target === undefined ? [] : [target])].join(' ');
}
