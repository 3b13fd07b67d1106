/** The namespaces a flow visits, in the order in which a reader wants them: the sender left, the receiver right. */
import type { MapView } from '../../../engine/lab/view/map.ts';
import type { JourneyEvent } from '../../../engine/linux/journey/event.ts';
import type { Lane } from './journey-model.ts';

type Where = Pick<JourneyEvent, 'machine' | 'namespace'>;

const idOf = ({ machine, namespace }: Where) => `${machine}/${namespace}`;

/**
 * In the order of the first packet's visit, then of the others'; a namespace that only side talk visits stands with
 * its machine.
 */
export function lanesOf(events: readonly JourneyEvent[], map: MapView | undefined): Lane[] {
  const order: Where[] = [];
  const add = (where: Where) => {
    if (order.some((known) => idOf(known) === idOf(where))) return;
    const machineAt = order.findLastIndex(({ machine }) => machine === where.machine);
    if (machineAt < 0) order.push(where);
    else order.splice(machineAt + 1, 0, where);
  };
  const isTalk = (event: JourneyEvent) => isAside(event);
  for (const event of events)
    if (!isTalk(event) && !order.some((known) => idOf(known) === idOf(event))) order.push(event);
  for (const event of events) add(event);
  return order.map((where) => laneOf(where, map));
}

export function isAside(event: JourneyEvent): boolean {
  const { before } = event;
  return before.kind === 'arp' || (before.kind === 'ethernet' && before.payload.kind === 'arp');
}

function laneOf(where: Where, map: MapView | undefined): Lane {
  const { machine, namespace } = where;
  const id = idOf(where);
  const base = { id, machine, namespace };
  if (namespace !== 'host') {
    const pod = map?.pods.find(({ interfaces }) => interfaces.some((each) => each.id.startsWith(`${id}/`)));
    const name = pod?.id ?? namespace;
    return { ...base, label: name.replace(/^.*\//, ''), kind: 'pod', place: name };
  }
  const known = map?.machines.find(({ name }) => name === machine);
  return { ...base, label: machine, kind: kindOf(machine, known?.role), place: machine };
}

function kindOf(machine: string, role: MapView['machines'][number]['role'] | undefined): Lane['kind'] {
  switch (role) {
    case 'control-plane':
      return 'control-plane';
    case 'worker':
      return 'node';
    case 'switch':
      return 'wire';
    case 'router':
    case 'outside':
      return 'outside';
    case undefined:
      if (machine === 'switch') return 'wire';
      return machine.startsWith('k8s-') ? 'node' : 'outside';
  }
}
