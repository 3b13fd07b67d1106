/**
 * Rules of a laboratory's plan: the text that `iptables-restore` would read.
 */
import type { Provenance } from '../../linux/journey/event.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { LabStep } from './step.ts';

/** @returns why it could not be done */
export function applyIptables(
  _namespace: NetworkNamespace,
  _step: Extract<LabStep, { do: 'iptables' }>,
  _provenance: Provenance,
): string | undefined {
  return 'not simulated yet: iptables-restore';
}
