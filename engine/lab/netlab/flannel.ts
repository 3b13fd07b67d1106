/**
 * The pod network of flannel on the lab's nodes: a bridge for the pods, and either a VXLAN device with a permanent
 * neighbour, forwarding entry and route for each other node, or plain routes (host-gw).
 */
import type { LabStep } from '../configure/step.ts';
import { bridgeAddress, type LabNode, mac, networkOf, nodes } from './cluster.ts';
import { podMtu } from './mode.ts';
import type { LabSetting } from './setting.ts';
import { tunnelPeer } from './tunnel-peer.ts';

export function flannelSteps(setting: LabSetting): LabStep[] {
  return nodes.flatMap((node) => [...bridge(node, setting), ...overlay(node, setting)]);
}

function bridge(node: LabNode, setting: LabSetting): LabStep[] {
  const namespace = node.name;
  const mtu = setting.podMtu ?? podMtu(setting.mode);
  return [
    {
      do: 'link',
      namespace,
      writer: 'flannel',
      options: { name: 'cni0', mac: mac.bridge(node.podCidr), mtu },
      link: { kind: 'bridge', forwardDelay: 0 },
    },
    {
      do: 'address',
      namespace,
      writer: 'flannel',
      device: 'cni0',
      prefix: `${bridgeAddress(node.podCidr)}/24`,
      broadcast: true,
    },
    { do: 'up', namespace, device: 'cni0' },
  ];
}

function overlay(node: LabNode, { mode }: LabSetting): LabStep[] {
  const others = nodes.filter((other) => other !== node);
  const namespace = node.name;
  const writer = 'flanneld';
  if (mode !== 'vxlan')
    return others.map((other) => ({
      do: 'route',
      namespace,
      writer,
      route: { type: 'unicast', destination: other.podCidr, via: other.address, device: 'eth0' },
    }));
  const device = 'flannel.1';
  return [
    {
      do: 'link',
      namespace,
      writer,
      options: { name: device, mac: mac.tunnel(mode, node.address), mtu: 1450 },
      link: { kind: 'vxlan', id: 1, local: node.address, device: 'eth0', port: 8472, learning: false },
    },
    { do: 'address', namespace, writer, device, prefix: `${networkOf(node.podCidr)}/32`, broadcast: false },
    { do: 'up', namespace, device },
    ...others.flatMap((other) =>
      tunnelPeer({ namespace, writer, device, mode }, other, { destination: other.podCidr }),
    ),
  ];
}
