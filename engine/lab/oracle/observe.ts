/**
 * From what was seen of a probe to the oracle's answer: hops there and back, and why it failed.
 */
import type { Answer, Probe } from './case.ts';
import { hopText, icmpErrorText, type Sighting, type WayQuestion, wayOf } from './hops.ts';

/** What the probing program itself learnt. */
export type Outcome = Omit<Answer, 'fwd' | 'rev' | 'icmp' | 'rst' | 'local'>;

/** @param listening every port somebody listens on */
export function observe(
  probe: Probe,
  outcome: Outcome,
  sightings: readonly Sighting[],
  listening: ReadonlySet<number>,
): Answer {
  const succeeded = outcome.v === 'ok';
  const question: WayQuestion = { port: probe.dport, listening, succeeded };
  const fwd = new Set<string>();
  const rev = new Set<string>();
  let icmp: string | undefined;
  let rst = false;
  for (const sighting of sightings) {
    const way = wayOf(sighting, question);
    const cameHome = sighting.namespace === probe.from && sighting.direction === 'in';
    if (way === 'icmp-error' && cameHome) icmp = icmpErrorText(sighting.packet);
    if (isReset(sighting) && cameHome) rst = true;
    if (way === 'forward') fwd.add(hopText(sighting, way));
    else if (way !== undefined) rev.add(hopText(sighting, way));
  }
  const paths = { fwd: [...fwd], rev: [...rev] };
  if (succeeded) return { ...outcome, ...paths };
  if (icmp !== undefined) return { ...outcome, icmp, ...paths };
  if (rst) return { ...outcome, rst: true, ...paths };
  if (outcome.v !== 'timeout' && fwd.size === 0) return { ...outcome, local: true, ...paths };
  return { ...outcome, ...paths };
}

function isReset({ packet: { payload } }: Sighting): boolean {
  return payload.kind === 'tcp' && payload.flags.rst;
}
