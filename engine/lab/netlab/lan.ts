/**
 * The machines of the lab and the wires between them: a switch, the nodes and the gateway on the LAN, an Internet host
 * and a laptop behind the gateway. Everything is a veth pair, made from the switch or the gateway.
 */
import type { LabStep } from '../configure/step.ts';
import { gateway, internetHost, type LabNode, mac, nodes } from './cluster.ts';
import type { LabSetting } from './setting.ts';

/** In the order in which they come to life. */
export const machines: readonly string[] = [
  'switch',
  'gw',
  'inet',
  'laptop',
  ...nodes.map(({ name }) => name),
];

export function lanSteps(setting: LabSetting): LabStep[] {
  return [
    ...machines.map((namespace): LabStep => ({ do: 'machine', namespace })),
    ...switchSteps(),
    ...gatewaySteps(),
    ...up('inet', 'eth0'),
    address('inet', 'eth0', `${internetHost}/24`),
    ...up('laptop', 'eth0'),
    address('laptop', 'eth0', '172.16.8.50/24'),
    route('laptop', 'default', '172.16.8.1'),
    ...nodes.flatMap((node) => nodeSteps(node, setting)),
  ];
}

function switchSteps(): LabStep[] {
  const namespace = 'switch';
  const ports = [...nodes, { name: 'gw', address: gateway }].flatMap(({ name, address }): LabStep[] => [
    {
      do: 'link',
      namespace,
      options: { name: `p-${name}` },
      link: { kind: 'veth', peer: { namespace: name, name: 'eth0', mac: mac.lan(address) } },
    },
    { do: 'master', namespace, device: `p-${name}`, bridge: 'br-lan' },
    { do: 'up', namespace, device: `p-${name}` },
  ]);
  return [
    sysctl(namespace, 'net.ipv6.conf.all.disable_ipv6', 1),
    sysctl(namespace, 'net.bridge.bridge-nf-call-iptables', 0),
    sysctl(namespace, 'net.bridge.bridge-nf-call-arptables', 0),
    { do: 'up', namespace, device: 'lo' },
    { do: 'link', namespace, options: { name: 'br-lan' }, link: { kind: 'bridge', forwardDelay: 0 } },
    { do: 'up', namespace, device: 'br-lan' },
    ...ports,
  ];
}

/** The Internet host has no route back to private addresses: the gateway masquerades. */
function gatewaySteps(): LabStep[] {
  const namespace = 'gw';
  const wire = (name: string, machine: string, address: string, peerMac: string): LabStep[] => [
    {
      do: 'link',
      namespace,
      options: { name },
      link: { kind: 'veth', peer: { namespace: machine, name: 'eth0', mac: peerMac } },
    },
    { do: 'address', namespace, device: name, prefix: address, broadcast: false },
    { do: 'up', namespace, device: name },
  ];
  const refuse = (type: 'unreachable' | 'prohibit', destination: string): LabStep => ({
    do: 'route',
    namespace,
    route: { type, destination },
  });
  return [
    ...up(namespace, 'eth0'),
    address(namespace, 'eth0', `${gateway}/22`),
    sysctl(namespace, 'net.ipv4.ip_forward', 1),
    ...wire('wan', 'inet', '203.0.113.1/24', mac.internetHost),
    ...wire('corp', 'laptop', '172.16.8.1/24', mac.laptop),
    {
      do: 'route',
      namespace,
      route: { type: 'unicast', destination: 'default', via: internetHost, device: 'wan' },
    },
    refuse('unreachable', '198.51.100.0/24'),
    refuse('prohibit', '198.51.101.0/24'),
    {
      do: 'iptables',
      namespace,
      keep: true,
      text: '*nat\n-A POSTROUTING -o wan -s 10.10.20.0/22 -j MASQUERADE\nCOMMIT\n',
    },
  ];
}

function nodeSteps(node: LabNode, setting: LabSetting): LabStep[] {
  const namespace = node.name;
  return [
    ...up(namespace, 'eth0'),
    { do: 'address', namespace, device: 'eth0', prefix: `${node.address}/22`, broadcast: true },
    {
      do: 'route',
      namespace,
      route: { type: 'unicast', destination: 'default', via: gateway, device: 'eth0' },
    },
    sysctl(namespace, 'net.ipv4.ip_forward', 1),
    sysctl(namespace, 'net.bridge.bridge-nf-call-iptables', setting.bridgeNetfilter ?? 1),
    sysctl(namespace, 'net.ipv4.conf.all.route_localnet', 1),
    sysctl(namespace, 'net.netfilter.nf_conntrack_tcp_timeout_established', 86400),
    sysctl(namespace, 'net.netfilter.nf_conntrack_tcp_timeout_close_wait', 3600),
    sysctl(namespace, 'net.ipv4.conf.all.rp_filter', 0),
    sysctl(namespace, 'net.ipv4.conf.default.rp_filter', 0),
  ];
}

function up(namespace: string, device: string): LabStep[] {
  return ['lo', device].map((name) => ({ do: 'up', namespace, device: name }));
}

/** Without a broadcast address, as `ip addr add` leaves it. */
function address(namespace: string, device: string, prefix: string): LabStep {
  return { do: 'address', namespace, device, prefix, broadcast: false };
}

function route(namespace: string, destination: string, via: string): LabStep {
  return { do: 'route', namespace, route: { type: 'unicast', destination, via } };
}

function sysctl(namespace: string, name: string, value: number): LabStep {
  return { do: 'sysctl', namespace, name, value };
}
