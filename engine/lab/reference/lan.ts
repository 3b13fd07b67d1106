/**
 * The wires of the reference cluster: a switch with the nodes, a workstation and the router; behind the router a laptop
 * on another network and a host on the Internet (documentation addresses, RFC 5737).
 *
 * The Internet host has no route back to private addresses: the router masquerades what leaves towards it.
 */
import type { LabStep } from '../configure/step.ts';

export interface LanHost {
  readonly name: string;
  readonly address: string;
}

export const lan = {
  router: '10.10.20.1',
  workstation: '10.10.20.2',
  prefixLength: 22,
  laptop: '192.168.50.10',
  laptopGateway: '192.168.50.1',
  internetHost: '203.0.113.80',
  internetGateway: '203.0.113.1',
} as const;

/** Machines that are always there, in the order in which they come to life. */
export const lanMachines = ['switch', 'router', 'internet', 'laptop', 'workstation'] as const;

/** A locally administered address that shows the IPv4 address it belongs to: 52:54:00:0a:14:04 is 10.10.20.4. */
export function macOf(address: string): string {
  const [first = 0, , third = 0, fourth = 0] = address.split('.').map(Number);
  return [
    '52',
    '54',
    '00',
    ...[first, third, fourth].map((octet) => octet.toString(16).padStart(2, '0')),
  ].join(':');
}

export function lanSteps(): LabStep[] {
  return [
    ...lanMachines.map((namespace): LabStep => ({ do: 'machine', namespace })),
    { do: 'sysctl', namespace: 'switch', name: 'net.bridge.bridge-nf-call-iptables', value: 0 },
    { do: 'sysctl', namespace: 'switch', name: 'net.ipv6.conf.all.disable_ipv6', value: 1 },
    { do: 'up', namespace: 'switch', device: 'lo' },
    { do: 'link', namespace: 'switch', options: { name: 'lan' }, link: { kind: 'bridge', forwardDelay: 0 } },
    { do: 'up', namespace: 'switch', device: 'lan' },
    ...plug({ name: 'router', address: lan.router }),
    { do: 'sysctl', namespace: 'router', name: 'net.ipv4.ip_forward', value: 1 },
    ...cable('eth1', 'laptop', lan.laptop, lan.laptopGateway),
    ...cable('eth2', 'internet', lan.internetHost, lan.internetGateway),
    {
      do: 'route',
      namespace: 'laptop',
      route: { type: 'unicast', destination: 'default', via: lan.laptopGateway },
    },
    // What nobody here owns disappears, as on the Internet.
    { do: 'route', namespace: 'router', route: { type: 'blackhole', destination: 'default' } },
    {
      do: 'iptables',
      namespace: 'router',
      keep: true,
      text: '*nat\n-A POSTROUTING -o eth2 -j MASQUERADE\nCOMMIT\n',
    },
    ...plug({ name: 'workstation', address: lan.workstation }),
    defaultRoute('workstation'),
  ];
}

/** Put a machine on the switch, with its address; the machine exists. */
export function plug({ name, address }: LanHost): LabStep[] {
  const port = `p-${name}`;
  return [
    { do: 'up', namespace: name, device: 'lo' },
    {
      do: 'link',
      namespace: 'switch',
      options: { name: port },
      link: { kind: 'veth', peer: { namespace: name, name: 'eth0', mac: macOf(address) } },
    },
    { do: 'master', namespace: 'switch', device: port, bridge: 'lan' },
    { do: 'up', namespace: 'switch', device: port },
    { do: 'up', namespace: name, device: 'eth0' },
    {
      do: 'address',
      namespace: name,
      device: 'eth0',
      prefix: `${address}/${String(lan.prefixLength)}`,
      broadcast: true,
    },
  ];
}

export function defaultRoute(namespace: string): LabStep {
  return {
    do: 'route',
    namespace,
    route: { type: 'unicast', destination: 'default', via: lan.router, device: 'eth0' },
  };
}

/** The settings kubelet and kube-proxy leave on a node. */
export function nodeSteps(node: LanHost): LabStep[] {
  const sysctl = (name: string, value: number): LabStep => ({
    do: 'sysctl',
    namespace: node.name,
    name,
    value,
  });
  return [
    { do: 'machine', namespace: node.name },
    ...plug(node),
    defaultRoute(node.name),
    sysctl('net.ipv4.ip_forward', 1),
    sysctl('net.bridge.bridge-nf-call-iptables', 1),
    sysctl('net.ipv4.conf.all.route_localnet', 1),
    sysctl('net.netfilter.nf_conntrack_tcp_timeout_established', 86_400),
    sysctl('net.netfilter.nf_conntrack_tcp_timeout_close_wait', 3600),
  ];
}

function cable(device: string, machine: string, address: string, gateway: string): LabStep[] {
  return [
    {
      do: 'link',
      namespace: 'router',
      options: { name: device, mac: macOf(gateway) },
      link: { kind: 'veth', peer: { namespace: machine, name: 'eth0', mac: macOf(address) } },
    },
    { do: 'up', namespace: machine, device: 'lo' },
    { do: 'address', namespace: 'router', device, prefix: `${gateway}/24`, broadcast: true },
    { do: 'up', namespace: 'router', device },
    { do: 'up', namespace: machine, device: 'eth0' },
    { do: 'address', namespace: machine, device: 'eth0', prefix: `${address}/24`, broadcast: true },
  ];
}
