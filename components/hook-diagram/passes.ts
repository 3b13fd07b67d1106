/**
 * A journey as one kernel saw it: each time a packet went through it, from a device or a program to a device, a program or
 * its end. A packet that is wrapped here passes twice: as itself, and inside its wrapping.
 */
import type { JourneyModel, Step } from '../packet-journey/model/journey-model.ts';
import type { Station } from './stations.ts';

export interface Stop {
  /** Index of the step in the journey. */
  readonly step: number;
  readonly station: Station;
}

export interface Pass {
  /** Index of the packet in the journey's trips. */
  readonly trip: number;
  /** In the order of happening. */
  readonly stops: readonly Stop[];
  /** It stays on a bridge, whose decision takes the place of routing (br_netfilter shows it to the hooks all the same). */
  readonly isSwitched: boolean;
  /** The devices it comes in and goes out by. */
  readonly devices: { readonly in: string | undefined; readonly out: string | undefined };
  /** Each station once, in the order of the way. */
  readonly way: readonly Station[];
}

/** @param machine whose own namespace is looked at: `k8s-w1` */
export function passesOf(model: JourneyModel, machine: string): readonly Pass[] {
  const passes: { trip: number; stops: Stop[] }[] = [];
  for (const [trip, { steps }] of model.trips.entries()) {
    let current: { trip: number; stops: Stop[] } | undefined;
    for (const index of steps) {
      const step = model.steps[index];
      const lane = step && model.lanes[step.lane];
      if (step === undefined || lane?.machine !== machine || lane.namespace !== 'host') {
        current = undefined;
        continue;
      }
      const last = current?.stops.at(-1)?.station;
      const station = stationOf(step, last);
      if (station === undefined) continue;
      if (current === undefined || begins(station, last)) {
        current = { trip, stops: [] };
        passes.push(current);
      }
      current.stops.push({ step: index, station });
    }
  }
  // What only crosses a bridge, or asks for a neighbour, meets no hook: nothing to show here.
  return passes
    .filter(({ stops }) => stops.some(({ station }) => station !== 'in' && station !== 'out'))
    .map((pass) => ({
      ...pass,
      isSwitched: !pass.stops.some(({ step }) => model.steps[step]?.decision === 'route'),
      devices: { in: deviceAt(model, pass.stops, 'in'), out: deviceAt(model, pass.stops, 'out') },
      way: [...new Set(pass.stops.map(({ station }) => station))],
    }));
}

function deviceAt(model: JourneyModel, stops: readonly Stop[], station: Station): string | undefined {
  const stop = stops.findLast((each) => each.station === station);
  return model.steps[stop?.step ?? -1]?.device;
}

/** After a packet has left, or arrived at a program, what follows is a way of its own. */
function begins(station: Station, last: Station | undefined): boolean {
  if (last === 'out') return station !== 'out';
  return last === 'program' && station === 'in';
}

function stationOf(
  { decision, direction, hook, layer }: Step,
  last: Station | undefined,
): Station | undefined {
  if (hook !== undefined) return hook;
  switch (decision) {
    case 'receive':
      // A bridge hands a frame up in the midst of its way: br_netfilter asked PREROUTING before.
      return last === undefined || last === 'out' || last === 'program' ? 'in' : undefined;
    case 'route':
      return direction === 'in' ? 'routing' : 'routing-out';
    case 'bridge':
      return last === 'in' || last === 'prerouting' ? 'routing' : undefined;
    case 'forward':
      return 'forward';
    case 'socket-send':
    case 'socket-receive':
    case 'decapsulate':
    case 'deliver':
      return 'program';
    case 'answer':
      return layer === 'link' ? undefined : 'program';
    case 'neighbour':
    case 'transmit':
    case 'encapsulate':
      return last === undefined ? undefined : 'out';
    case 'drop':
    case 'error':
      return last;
    default:
      return undefined;
  }
}
