/** The cluster as a tree, for keys, lists and screen readers: cluster → node → pod → interface, and Services. */
import type { MapInterface, MapMachine, MapPod, MapService, MapView } from '../../engine/lab/view/map.ts';

export type MapThing =
  | { readonly kind: 'cluster' }
  | { readonly kind: 'machine'; readonly machine: MapMachine }
  | { readonly kind: 'pod'; readonly pod: MapPod }
  | { readonly kind: 'interface'; readonly owner: string; readonly device: MapInterface }
  | { readonly kind: 'service'; readonly service: MapService };

export interface TreeItem {
  readonly id: string;
  readonly label: string;
  readonly thing: MapThing;
  readonly parent: string | undefined;
  readonly children: readonly TreeItem[];
}

export const rootId = 'cluster';

export function mapTree(map: MapView): TreeItem {
  const machines = [...map.machines]
    .sort((one, other) => order.indexOf(one.role) - order.indexOf(other.role))
    .map((machine) => machineItem(map, machine));
  const waiting = map.pods.filter(({ machine }) => machine === undefined).map((pod) => podItem(pod, rootId));
  const services = map.services.map((service): TreeItem => ({
    id: `service/${service.id}`,
    label: serviceLabel(service),
    thing: { kind: 'service', service },
    parent: rootId,
    children: [],
  }));
  return {
    id: rootId,
    label: `Cluster: ${count(map.machines.length, 'machine')}, ${count(map.pods.length, 'pod')}, ${count(map.services.length, 'Service')}`,
    thing: { kind: 'cluster' },
    parent: undefined,
    children: [...services, ...machines, ...waiting],
  };
}

/** Nodes first: what is around them comes after. */
const order: readonly MapMachine['role'][] = ['control-plane', 'worker', 'router', 'outside', 'switch'];

const count = (number: number, word: string) => `${String(number)} ${word}${number === 1 ? '' : 's'}`;

function machineItem(map: MapView, machine: MapMachine): TreeItem {
  const id = `machine/${machine.name}`;
  const pods = map.pods.filter((pod) => pod.machine === machine.name);
  return {
    id,
    label: `${machine.name}, ${roleWords[machine.role]}${machine.ready ? '' : ', not ready'}`,
    thing: { kind: 'machine', machine },
    parent: rootId,
    children: [
      ...pods.map((pod) => podItem(pod, id)),
      ...machine.interfaces.map((device) => interfaceItem(device, machine.name, id)),
    ],
  };
}

export const roleWords: Readonly<Record<MapMachine['role'], string>> = {
  'control-plane': 'control-plane node',
  worker: 'worker node',
  router: 'router',
  outside: 'machine outside the cluster',
  switch: 'switch',
};

function podItem(pod: MapPod, parent: string): TreeItem {
  const id = `pod/${pod.id}`;
  return {
    id,
    label: `Pod ${pod.id}, ${pod.address ?? 'no address yet'}, ${pod.status}`,
    thing: { kind: 'pod', pod },
    parent,
    children: pod.interfaces.map((device) => interfaceItem(device, pod.name, id)),
  };
}

function interfaceItem(device: MapInterface, owner: string, parent: string): TreeItem {
  const state = !device.up ? 'down' : device.carrier ? 'up' : 'up, no carrier';
  return {
    id: `interface/${device.id}`,
    label: `${device.name}, ${device.kind}, ${device.addresses[0] ?? 'no address'}, ${state}`,
    thing: { kind: 'interface', owner, device },
    parent,
    children: [],
  };
}

function serviceLabel({ id, type, clusterIp, endpoints }: MapService): string {
  const ready = endpoints.filter((endpoint) => endpoint.ready).length;
  return `Service ${id}, ${type}, ${clusterIp ?? 'no address'}, ${count(ready, 'ready endpoint')}`;
}

export function findItem(root: TreeItem, id: string): TreeItem | undefined {
  if (root.id === id) return root;
  for (const child of root.children) {
    const found = findItem(child, id);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Up and down walk among brothers, right goes in, left goes out; Home and End the first and last brother. */
export function walk(root: TreeItem, from: string, key: string): string | undefined {
  const item = findItem(root, from) ?? root;
  const brothers = item.parent === undefined ? [root] : (findItem(root, item.parent)?.children ?? []);
  const at = brothers.findIndex(({ id }) => id === item.id);
  switch (key) {
    case 'ArrowDown':
      return brothers[at + 1]?.id;
    case 'ArrowUp':
      return brothers[at - 1]?.id;
    case 'ArrowRight':
      return item.children[0]?.id;
    case 'ArrowLeft':
      return item.parent;
    case 'Home':
      return brothers[0]?.id;
    case 'End':
      return brothers.at(-1)?.id;
    default:
      return undefined;
  }
}
