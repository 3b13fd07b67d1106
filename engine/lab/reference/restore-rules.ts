/**
 * What an agent on a node does with its rules: `iptables-restore --noflush`, each line with whom it was written for.
 */
import type { RuleLine } from '../../kubernetes/proxy/iptables/rule-text.ts';
import { render } from '../../kubernetes/proxy/iptables/rule-text.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import { restore } from '../../linux/netfilter/iptables/restore.ts';

/** @throws Error when the kernel refuses: an agent's own text is never wrong */
export function restoreRules(namespace: NetworkNamespace, lines: readonly RuleLine[]): void {
  const failure = restore(namespace.netfilter.iptables, render(lines), {
    noflush: true,
    provenance: (line) => lines[line - 1]?.provenance,
  });
  if (failure !== undefined)
    throw new Error(`iptables-restore on ${namespace.machine.name}: ${failure.message}`);
}
