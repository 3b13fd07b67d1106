/** The keys that chapters ask for by name. */
import type { PredictionKey } from './prediction.ts';

export const namedAnswers = {
  /** With which TTL the first packet arrives. */
  'ttl-at-delivery': { kind: 'field', header: 'IPv4', field: 'Time to live', step: 'last' },
  /** The destination of the packet inside the tunnel, on the cable between the nodes. */
  'inner-destination-on-wire': { kind: 'field', header: 'IPv4', field: 'Destination', step: 'encapsulate' },
  /** Who the receiver sees as the sender. */
  'source-at-delivery': { kind: 'field', header: 'IPv4', field: 'Source', step: 'last' },
  'destination-at-delivery': { kind: 'field', header: 'IPv4', field: 'Destination', step: 'last' },
  'destination-port-at-delivery': { kind: 'field', header: 'TCP', field: 'Destination port', step: 'last' },
  /** `answered`, `refused`, `no answer`, `unreachable` */
  verdict: { kind: 'verdict' },
  'place-of-delivery': { kind: 'place', step: 'last' },
  /** How often the first packet is routed on by a machine. */
  'times-forwarded': { kind: 'count', decision: 'forward' },
} as const satisfies Readonly<Record<string, PredictionKey>>;

export type AnswerName = keyof typeof namedAnswers;
