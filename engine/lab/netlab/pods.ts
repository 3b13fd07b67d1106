/**
 * The pods of the lab: a network namespace each, one veth pair to the node, addresses and routes as flannel's bridge
 * plugin or Calico's plugin leave them.
 */
import type { LabStep } from '../configure/step.ts';
import {
  bridgeAddress,
  clusterCidr,
  hostDevice,
  type LabPod,
  mac,
  nodesByPods,
  podNamespace,
  podsOf,
} from './cluster.ts';
import { isCalico, podMtu } from './mode.ts';
import type { LabSetting } from './setting.ts';

export function podSteps(setting: LabSetting): LabStep[] {
  return nodesByPods.flatMap((node) =>
    podsOf(node).flatMap((pod) => [
      ...linkSteps(pod, setting),
      ...(isCalico(setting.mode) ? routed(pod, setting) : bridged(pod, setting)),
    ]),
  );
}

function linkSteps(pod: LabPod, setting: LabSetting): LabStep[] {
  const namespace = pod.name;
  const mtu = setting.podMtu ?? podMtu(setting.mode);
  return [
    { do: 'netns', namespace, machine: pod.node, name: podNamespace(pod.name) },
    {
      do: 'link',
      namespace,
      options: { name: 'eth0', mac: mac.pod(pod.address), mtu },
      link: {
        kind: 'veth',
        peer: {
          namespace: pod.node,
          name: hostDevice(setting.mode, pod.name),
          mac: mac.podPeer(setting.mode, pod.address),
          mtu,
        },
      },
    },
    { do: 'up', namespace, device: 'lo' },
    { do: 'up', namespace, device: 'eth0' },
  ];
}

function bridged(pod: LabPod, setting: LabSetting): LabStep[] {
  const namespace = pod.name;
  const device = hostDevice(setting.mode, pod.name);
  const via = bridgeAddress(pod.address);
  const route = (destination: string): LabStep => ({
    do: 'route',
    namespace,
    route: { type: 'unicast', destination, via, device: 'eth0' },
  });
  return [
    { do: 'master', namespace: pod.node, device, bridge: 'cni0' },
    { do: 'up', namespace: pod.node, device },
    { do: 'hairpin', namespace: pod.node, device, on: setting.hairpin ?? true },
    { do: 'address', namespace, device: 'eth0', prefix: `${pod.address}/24`, broadcast: true },
    route('default'),
    route(clusterCidr),
  ];
}

/** 169.254.1.1 is nobody: the node's end answers ARP for it (proxy_arp). */
function routed(pod: LabPod, setting: LabSetting): LabStep[] {
  const namespace = pod.name;
  const device = hostDevice(setting.mode, pod.name);
  const sysctl = (name: string, value: number): LabStep => ({
    do: 'sysctl',
    namespace: pod.node,
    name,
    value,
  });
  return [
    { do: 'address', namespace, device: 'eth0', prefix: `${pod.address}/32`, broadcast: false },
    {
      do: 'route',
      namespace,
      route: { type: 'unicast', destination: '169.254.1.1', device: 'eth0', scope: 'link' },
    },
    {
      do: 'route',
      namespace,
      route: { type: 'unicast', destination: 'default', via: '169.254.1.1', device: 'eth0' },
    },
    { do: 'up', namespace: pod.node, device },
    sysctl(`net.ipv4.conf.${device}.proxy_arp`, 1),
    sysctl(`net.ipv4.conf.${device}.forwarding`, 1),
    sysctl(`net.ipv4.neigh.${device}.proxy_delay`, 0),
    {
      do: 'route',
      namespace: pod.node,
      writer: 'felix',
      route: { type: 'unicast', destination: `${pod.address}/32`, device, scope: 'link' },
    },
  ];
}
