/**
 * Where in a kernel a packet can be: the five hooks of netfilter, the routing decisions between them, a program, the
 * devices. And what stands at each hook, in the order of its priority (include/uapi/linux/netfilter_ipv4.h).
 */
import type { JourneyEvent } from '../../engine/linux/journey/event.ts';

export type HookName = NonNullable<JourneyEvent['hook']>;

export type Station = HookName | 'in' | 'routing' | 'program' | 'routing-out' | 'out';

export const hooks: readonly HookName[] = ['prerouting', 'input', 'forward', 'output', 'postrouting'];

export const stationWords: Readonly<Record<Station, string>> = {
  in: 'a device receives',
  prerouting: 'PREROUTING',
  routing: 'routing decision',
  input: 'INPUT',
  program: 'a program',
  'routing-out': 'routing decision',
  output: 'OUTPUT',
  forward: 'FORWARD',
  postrouting: 'POSTROUTING',
  out: 'a device sends',
};

/** A table's chain, or a part of the kernel that has no rules of its own. */
export type Stop =
  { readonly kind: 'table'; readonly table: string } | { readonly kind: 'kernel'; readonly name: string };

const table = (name: string): Stop => ({ kind: 'table', table: name });
const part = (name: string): Stop => ({ kind: 'kernel', name });

export const stopsAt: Readonly<Record<HookName, readonly Stop[]>> = {
  prerouting: [table('raw'), part('connection tracking'), table('mangle'), table('nat')],
  input: [table('mangle'), table('filter'), table('security'), table('nat'), part('connection confirmed')],
  forward: [table('mangle'), table('filter'), table('security')],
  output: [
    table('raw'),
    part('connection tracking'),
    table('mangle'),
    table('nat'),
    table('filter'),
    table('security'),
  ],
  postrouting: [table('mangle'), table('nat'), part('connection confirmed')],
};

/** The ways a packet can go from one station to the next. */
export const ways: readonly (readonly [Station, Station])[] = [
  ['in', 'prerouting'],
  ['prerouting', 'routing'],
  ['routing', 'forward'],
  ['forward', 'postrouting'],
  ['routing', 'input'],
  ['input', 'program'],
  ['program', 'routing-out'],
  ['routing-out', 'output'],
  ['output', 'postrouting'],
  ['postrouting', 'out'],
];
