/**
 * What an agent writes on a node for each other node behind a VXLAN device that learns nothing: a permanent neighbour, a
 * forwarding entry and a route (flannel's backend/vxlan and Calico's felix do the same).
 */
import type { LabStep } from '../configure/step.ts';
import { type LabNode, mac, networkOf } from './cluster.ts';
import type { LabMode } from './mode.ts';

export interface Tunnel {
  readonly namespace: string;
  readonly writer: string;
  readonly device: string;
  readonly mode: LabMode;
}

type RouteStep = Extract<LabStep, { do: 'route' }>['route'];

/** @param route where to, and by which routing protocol if any */
export function tunnelPeer(
  { namespace, writer, device, mode }: Tunnel,
  other: LabNode,
  route: Pick<RouteStep, 'destination' | 'protocol'>,
): LabStep[] {
  const via = networkOf(other.podCidr);
  const remote = mac.tunnel(mode, other.address);
  return [
    { do: 'neighbour', namespace, writer, address: via, mac: remote, device, state: 'permanent' },
    { do: 'fdb', namespace, writer, mac: remote, device, remote: other.address },
    { do: 'route', namespace, writer, route: { type: 'unicast', via, device, onlink: true, ...route } },
  ];
}
