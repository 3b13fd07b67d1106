/**
 * The pod network of Calico on the lab's nodes: no bridge, a block of addresses per node that is a black hole until a pod
 * has its own route, and VXLAN, IPIP or routes learnt over BGP towards the other nodes.
 */
import type { LabStep, RouteStep } from '../configure/step.ts';
import { blockOf, type LabNode, mac, networkOf, nodes } from './cluster.ts';
import type { LabSetting } from './setting.ts';
import { tunnelPeer } from './tunnel-peer.ts';

/** The routing protocol number of Felix. */
const felix = '80';

export function calicoSteps(setting: LabSetting): LabStep[] {
  return nodes.flatMap((node) => nodeSteps(node, setting));
}

function nodeSteps(node: LabNode, { mode }: LabSetting): LabStep[] {
  const namespace = node.name;
  const others = nodes.filter((other) => other !== node);
  const hole: LabStep = {
    do: 'route',
    namespace,
    writer: 'felix',
    route: { type: 'blackhole', destination: blockOf(node.podCidr), protocol: felix },
  };
  const route = (writer: string, step: Omit<RouteStep, 'type'>): LabStep => ({
    do: 'route',
    namespace,
    writer,
    route: { type: 'unicast', ...step },
  });
  switch (mode) {
    case 'calico-vxlan':
      return [hole, ...vxlanDevice(node), ...others.flatMap((other) => vxlanPeer(node, other))];
    case 'calico-ipip':
      return [
        ...tunnel(node, others),
        hole,
        ...others.map((other) =>
          route('bird', {
            destination: blockOf(other.podCidr),
            via: other.address,
            device: 'tunl0',
            onlink: true,
            protocol: 'bird',
          }),
        ),
      ];
    default:
      return [
        hole,
        ...others.map((other) =>
          route('bird', {
            destination: blockOf(other.podCidr),
            via: other.address,
            device: 'eth0',
            protocol: 'bird',
          }),
        ),
      ];
  }
}

const device = 'vxlan.calico';

function vxlanDevice(node: LabNode): LabStep[] {
  const namespace = node.name;
  return [
    {
      do: 'link',
      namespace,
      writer: 'felix',
      options: { name: device, mac: mac.tunnel('calico-vxlan', node.address), mtu: 1450 },
      link: { kind: 'vxlan', id: 4096, local: node.address, device: 'eth0', port: 4789, learning: false },
    },
    {
      do: 'address',
      namespace,
      writer: 'felix',
      device,
      prefix: `${networkOf(node.podCidr)}/32`,
      broadcast: false,
    },
    { do: 'up', namespace, device },
  ];
}

function vxlanPeer(node: LabNode, other: LabNode): LabStep[] {
  const tunnel = { namespace: node.name, writer: 'felix', device, mode: 'calico-vxlan' } as const;
  return tunnelPeer(tunnel, other, { destination: blockOf(other.podCidr), protocol: felix });
}

/** The recordings' kernel has no IPIP: a TUN device whose program carries packets with the same wire format. */
function tunnel(node: LabNode, others: readonly LabNode[]): LabStep[] {
  const namespace = node.name;
  return [
    {
      do: 'link',
      namespace,
      writer: 'felix',
      options: { name: 'tunl0' },
      link: {
        kind: 'tun-ipip',
        local: node.address,
        remotes: new Map(others.map((other) => [networkOf(other.podCidr), other.address])),
      },
    },
    { do: 'mtu', namespace, device: 'tunl0', mtu: 1480 },
    { do: 'up', namespace, device: 'tunl0' },
    {
      do: 'address',
      namespace,
      writer: 'felix',
      device: 'tunl0',
      prefix: `${networkOf(node.podCidr)}/32`,
      broadcast: false,
    },
  ];
}
