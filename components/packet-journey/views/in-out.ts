/**
 * What one kernel did to a packet, as a protocol analyser tells it: coming in, layer by layer from the cable upwards;
 * going out, from the top down to the cable.
 */
import type { Header, JourneyModel, Step } from '../model/journey-model.ts';

/** Steps in a row on one layer of one device. */
export interface LayerStop {
  /** 2, 3, 4, 7, as the OSI model counts. */
  readonly layer: 2 | 3 | 4 | 7;
  readonly device: string | undefined;
  /** The header this layer looks at, as the packet came to it. */
  readonly header: Header | undefined;
  readonly steps: readonly [Step, ...Step[]];
}

export interface InOut {
  /** Position in the model's lanes. */
  readonly lane: number;
  /** In the order of the way: bottom-up. */
  readonly in: readonly LayerStop[];
  /** In the order of the way: top-down. */
  readonly out: readonly LayerStop[];
}

const numbers = { link: 2, network: 3, transport: 4, application: 7 } as const;

/** @param index of a step: its packet's stay in its namespace is told */
export function inOutOf(model: JourneyModel, index: number): InOut | undefined {
  const step = model.steps[index];
  const trip = model.trips[step?.trip ?? -1];
  if (step === undefined || trip === undefined) return undefined;
  const way = trip.steps.flatMap((each) => model.steps[each] ?? []);
  const at = way.indexOf(step);
  const isElsewhere = ({ lane }: Step) => lane !== step.lane;
  const first = way.slice(0, at).findLastIndex(isElsewhere) + 1;
  const behind = way.slice(at).findIndex(isElsewhere);
  const stay = way.slice(first, behind < 0 ? undefined : at + behind);
  const turn = stay.findLastIndex(({ direction }) => direction === 'in') + 1;
  return {
    lane: step.lane,
    in: stopsOf(model, stay.slice(0, turn)),
    out: stopsOf(model, stay.slice(turn)),
  };
}

function stopsOf(model: JourneyModel, steps: readonly Step[]): LayerStop[] {
  const stops: LayerStop[] = [];
  for (const step of steps) {
    const layer = numbers[step.layer];
    const last = stops.at(-1);
    // The tracking of a connection and the rules of a bridge are the network layer's business on any device.
    if (last?.layer === layer && (last.device === step.device || layer > 2))
      stops[stops.length - 1] = { ...last, device: step.device, steps: [...last.steps, step] };
    else stops.push({ layer, device: step.device, header: headerFor(model, step, layer), steps: [step] });
  }
  return stops;
}

const network = /^(IPv4|IPv6|ARP)$/;
const transport = /^(TCP|UDP|ICMP|ICMPv6)$/;

/** The outermost header of a layer: a kernel on the way of a tunnel sees the tunnel's. */
function headerFor(model: JourneyModel, step: Step, layer: LayerStop['layer']): Header | undefined {
  const view = model.packets[step.decision === 'encapsulate' ? step.before : (step.after ?? step.before)];
  return view?.headers.find(({ name }) =>
    layer === 2 ? name === 'Ethernet' : layer === 3 ? network.test(name) : transport.test(name),
  );
}
