/**
 * What an iptables kube-proxy finds and makes when it starts (NewProxier and syncProxyRules in proxier.go): its canary
 * chains, the jumps that nobody put there before it (the kubelet has those to KUBE-FIREWALL), and the chains of Services
 * that an earlier one left. Left out: watching the canaries for somebody who flushes the tables.
 */
import type { Ruleset } from '../../../linux/netfilter/iptables/ruleset.ts';
import { ofService } from './chains.ts';
import { jumps } from './jumps.ts';
import type { Jump, RuleLine } from './rule-text.ts';

export const canaryChain = 'KUBE-PROXY-CANARY';

/** Monitor in pkg/util/iptables */
export const canaryLines: readonly RuleLine[] = ['mangle', 'nat', 'filter'].flatMap((table) =>
  [`*${table}`, `:${canaryChain} - [0:0]`, 'COMMIT'].map((text) => ({
    text,
    provenance: { writer: 'kube-proxy' },
  })),
);

/** EnsureRule: those that are not there. */
export function missingJumps(rules: Ruleset, localhostNodePorts: boolean): readonly Jump[] {
  return jumps(localhostNodePorts).filter(
    ({ table, from, to }) =>
      chainsOfTable(rules, table)
        .find(({ name }) => name === from)
        ?.jumps.includes(to) !== true,
  );
}

/** Chains of Services by table, as they stand in the kernel. */
export function leftChains(rules: Ruleset): ReadonlyMap<string, ReadonlySet<string>> {
  const names = chainsOfTable(rules, 'nat').map(({ name }) => name);
  return new Map([['nat', new Set(names.filter((name) => ofService.test(name)))]]);
}

function chainsOfTable(rules: Ruleset, table: string) {
  return rules.tables.find(({ name }) => name === table)?.chains ?? [];
}
