/** From the engine's events to what the figure shows. */
import type { MapView } from '../../../engine/lab/view/map.ts';
import type { Journey } from '../../../engine/lab/world/world-api.ts';
import type { JourneyEvent } from '../../../engine/linux/journey/event.ts';
import { classifier, type ClusterNetworks, referenceNetworks } from './address-networks.ts';
import type { JourneyModel, PacketView, Step } from './journey-model.ts';
import { lanesOf } from './lanes.ts';
import { packetView } from './packet-view.ts';
import { tripsOf } from './trips.ts';

export interface Surroundings {
  readonly map?: MapView | undefined;
  readonly networks?: ClusterNetworks;
  /** Milliseconds since 1970 when the flow began. */
  readonly wallTime?: number;
}

type Packet = JourneyEvent['before'];

export function projectJourney(journey: Journey, around: Surroundings = {}): JourneyModel {
  const { flow, outcome } = journey;
  const events = completed([...journey.events].sort((one, other) => one.sequence - other.sequence));
  const lanes = lanesOf(events, around.map);
  const laneAt = new Map(lanes.map(({ id }, at) => [id, at]));
  const views = viewsOf(events, around.networks ?? referenceNetworks);
  const numbers = [...new Set(events.map(({ packet }) => packet))];
  const start = events[0]?.at ?? 0;
  const steps = events.map((event, index): Step => ({
    index,
    trip: numbers.indexOf(event.packet),
    lane: laneAt.get(`${event.machine}/${event.namespace}`) ?? 0,
    at: event.at - start,
    device: event.device,
    direction: event.direction,
    layer: event.layer,
    decision: event.decision,
    ...(event.hook === undefined ? {} : { hook: event.hook }),
    before: views.indexOf(event.before),
    after: event.after === undefined ? undefined : views.indexOf(event.after),
    consulted: event.consulted,
    sentence: event.sentence,
  }));
  return {
    version: 1,
    flow,
    outcome,
    wallTime: around.wallTime ?? 0,
    lanes,
    trips: tripsOf(steps, events, views.all),
    steps,
    packets: views.all,
  };
}

/** A tunnel's event is noted before the outer headers are there: what comes out of it is what its packet does next. */
function completed(events: readonly JourneyEvent[]): JourneyEvent[] {
  return events.map((event, at) => {
    if (event.decision !== 'encapsulate' && event.decision !== 'decapsulate') return event;
    if (event.after !== undefined && event.after !== event.before) return event;
    const next = events.slice(at + 1).find(({ packet }) => packet === event.packet);
    return next === undefined ? event : { ...event, after: next.before };
  });
}

/** Each different packet once: most events leave it as it was. */
function viewsOf(events: readonly JourneyEvent[], networks: ClusterNetworks) {
  const classify = classifier(networks);
  const byPacket = new Map<Packet, number>();
  const byContent = new Map<string, number>();
  const all: PacketView[] = [];
  const add = (packet: Packet) => {
    if (byPacket.has(packet)) return;
    const view = packetView(packet, classify);
    const key = `${packet.kind} ${view.octets}`;
    const known = byContent.get(key);
    byPacket.set(packet, known ?? all.length);
    if (known !== undefined) return;
    byContent.set(key, all.length);
    all.push(view);
  };
  for (const event of events) {
    add(event.before);
    if (event.after !== undefined) add(event.after);
  }
  return { all, indexOf: (packet: Packet) => byPacket.get(packet) ?? 0 };
}
