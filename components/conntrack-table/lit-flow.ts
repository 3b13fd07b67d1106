/** Which entries are a given flow's: by who sends it, to whom, to which port. */
import type { Flow } from '../../engine/lab/probe/flow.ts';
import type { ConnectionView } from '../../engine/lab/view/connections.ts';
import type { MapView } from '../../engine/lab/view/map.ts';

export interface LitFlow {
  readonly flow: Flow;
  /** Addresses of the place it is sent from. */
  readonly sources: readonly string[];
  /** Undefined where a name has to be resolved first: then any destination will do. */
  readonly destination: string | undefined;
}

export function litFlow(flow: Flow, map: MapView): LitFlow {
  const pods = new Map(map.pods.map(({ place, address }) => [place, address]));
  const machine = map.machines.find(({ name, place }) => place === flow.from || name === flow.from);
  const pod = pods.get(flow.from);
  const own = (machine?.interfaces ?? []).flatMap(({ addresses }) => addresses);
  return {
    flow,
    sources: pod === undefined ? own.map((each) => each.replace(/\/\d+$/, '')) : [pod],
    destination: /^\d+(\.\d+){3}$/.test(flow.to) ? flow.to : pods.get(flow.to),
  };
}

export function isOfFlow(
  { protocol, original }: ConnectionView,
  { flow, sources, destination }: LitFlow,
): boolean {
  return (
    protocol === flow.protocol &&
    sources.includes(original.source) &&
    (destination === undefined || original.destination === destination) &&
    (flow.port === undefined || flow.protocol === 'icmp' || original.destinationPort === flow.port)
  );
}
