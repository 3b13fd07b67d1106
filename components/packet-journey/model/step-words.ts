/** Words the views share for what a step is and where it happens. */
import type { ConsultedTable, Decision } from '../../../engine/linux/journey/event.ts';
import type { JourneyModel, Step } from './journey-model.ts';

export const decisionWords: Readonly<Record<Decision, string>> = {
  'socket-send': 'Sent',
  'socket-receive': 'Received',
  transmit: 'Out',
  receive: 'In',
  bridge: 'Switched',
  route: 'Routed',
  neighbour: 'Neighbour',
  rule: 'Rule',
  translate: 'Translated',
  conntrack: 'Tracked',
  forward: 'Forwarded',
  deliver: 'Delivered',
  encapsulate: 'Wrapped',
  decapsulate: 'Unwrapped',
  fragment: 'Cut',
  reassemble: 'Joined',
  answer: 'Answered',
  error: 'Error',
  drop: 'Dropped',
};

export const tableWords: Readonly<Record<ConsultedTable, string>> = {
  routes: 'Routing table',
  rules: 'Rules',
  neighbours: 'Neighbours',
  fdb: 'Forwarding database',
  conntrack: 'Connection tracking',
  sockets: 'Sockets',
  addresses: 'Addresses',
  'policy-rules': 'Routing policy',
  devices: 'Devices',
  'virtual-servers': 'Virtual servers',
};

/** `k8s-w1 · cni0` */
export function whereText(model: JourneyModel, step: Step): string {
  const lane = model.lanes[step.lane];
  const place = lane?.kind === 'pod' ? `pod ${lane.label}` : (lane?.label ?? '');
  return step.device === undefined ? place : `${place} · ${step.device}`;
}

/** `client → 10.8.1.10, TCP port 80` */
export function flowTitle({ flow }: Pick<JourneyModel, 'flow'>): string {
  const from = flow.from.replace(/^.*\//, '');
  const port = flow.port === undefined ? '' : ` port ${String(flow.port)}`;
  const to = flow.to.replace(/^(pod\/[^/]+|node)\//, '');
  return `${from} → ${to}, ${flow.protocol.toUpperCase()}${port}`;
}

/** `+45 µs`, `+1.004 s` */
export function sinceText(microseconds: number): string {
  if (microseconds < 1000) return `+${String(microseconds)} µs`;
  if (microseconds < 1_000_000) return `+${trimmed(microseconds / 1000)} ms`;
  return `+${trimmed(microseconds / 1_000_000)} s`;
}

const trimmed = (value: number) => value.toFixed(3).replace(/\.?0+$/, '');
