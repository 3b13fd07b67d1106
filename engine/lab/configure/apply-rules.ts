/**
 * Rules of a laboratory's plan: the text that `iptables-restore` would read.
 */
import type { Provenance } from '../../linux/journey/event.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import { restore } from '../../linux/netfilter/iptables/restore.ts';
import type { LabStep } from './step.ts';

/** @returns why it could not be done */
export function applyIptables(
  namespace: NetworkNamespace,
  { text, keep, because }: Extract<LabStep, { do: 'iptables' }>,
  writer: Provenance,
): string | undefined {
  return restore(namespace.netfilter.iptables, text, {
    noflush: keep,
    provenance: (line) => because?.[line - 1] ?? writer,
  })?.message;
}
