/**
 * What iptables mode leaves behind, taken away when kube-proxy comes up in another mode (CleanupLeftovers in
 * pkg/proxy/iptables/cleanup.go). KUBE-FIREWALL stays: it is the kubelet's too.
 */
import type { Ruleset } from '../../../linux/netfilter/iptables/ruleset.ts';
import { ofService } from './chains.ts';
import { jumps } from './jumps.ts';
import type { RuleLine } from './rule-text.ts';
import { canaryChain } from './start.ts';

const common = {
  nat: ['KUBE-SERVICES', 'KUBE-NODEPORTS', 'KUBE-POSTROUTING', 'KUBE-MARK-MASQ', canaryChain],
  mangle: [canaryChain],
  filter: [
    'KUBE-SERVICES',
    'KUBE-EXTERNAL-SERVICES',
    'KUBE-FORWARD',
    'KUBE-NODEPORTS',
    'KUBE-PROXY-FIREWALL',
    canaryChain,
  ],
} as const;

/** Lines for `iptables-restore --noflush`; none where there is nothing to take away. */
export function cleanUpLines(rules: Ruleset): readonly RuleLine[] {
  return (['nat', 'filter', 'mangle'] as const).flatMap((table) => {
    const names = (rules.tables.find(({ name }) => name === table)?.chains ?? []).map(({ name }) => name);
    const stale = [
      ...common[table].filter((name) => names.includes(name)),
      ...(table === 'nat' ? names.filter((name) => ofService.test(name)) : []),
    ];
    if (stale.length === 0) return [];
    const ours = jumps(false).filter((jump) => jump.table === table && stale.includes(jump.to));
    return [
      `*${table}`,
      ...stale.map((name) => `:${name} - [0:0]`),
      ...ours.map(({ text }) => text.replace('-I ', '-D ')),
      ...stale.map((name) => `-X ${name}`),
      'COMMIT',
    ].map((text) => ({ text, provenance: { writer: 'kube-proxy' } }));
  });
}
