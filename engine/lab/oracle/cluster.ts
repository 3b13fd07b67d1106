/**
 * The reference cluster as the oracle's generator of random services builds it: cases name it by its network instead of
 * writing it out (`"topo":"vxlan"`). A lean twin of the recordings' laboratory, with other device names and addresses.
 */
import {
  blockOf,
  bridgeAddress,
  type LabNode,
  networkOf,
  nodes,
  type LabPod,
  pods,
} from '../netlab/cluster.ts';
import { isCalico, type LabMode, podMtu } from '../netlab/mode.ts';

/** @returns the topology in the form of a case's `topo` */
export function clusterTopology(mode: LabMode): unknown {
  const mtu = mode.endsWith('vxlan') ? podMtu('vxlan') : 1500;
  const machines = [
    ...nodes.map(({ name, address }) => ({ name, address })),
    { name: 'gw', address: '10.10.20.1' },
  ];
  return {
    ns: {
      sw: {
        dev: [['br0', 'type bridge forward_delay 0']],
        master: machines.map(({ name }) => [`p-${name}`, 'br0']),
      },
      gw: {
        addr: [
          ['eth0', '10.10.20.1/22'],
          ['corp', '172.16.8.1/24'],
        ],
        route: ['blackhole default'],
        sysctl: { 'net.ipv4.ip_forward': 1 },
      },
      laptop: { addr: [['eth0', '172.16.8.50/24']], route: ['default via 172.16.8.1'] },
      ...Object.fromEntries(nodes.map((node) => [node.name, nodeSetup(node, mode, mtu)])),
      ...Object.fromEntries(pods.map((pod) => [pod.name, podSetup(pod, mode)])),
    },
    veth: [
      ['gw', 'corp', 'laptop', 'eth0'],
      ...machines.map(({ name, address }, index) => [
        ...[name, 'eth0', 'sw', `p-${name}`],
        { mac: [`52:54:00:0a:14:${hex(lastOf(address))}`, `02:00:00:00:01:${hex(index + 1)}`] },
      ]),
      ...pods.map((pod) => podWire(pod, mtu)),
    ],
  };
}

function nodeSetup(node: LabNode, mode: LabMode, mtu: number): object {
  const calico = isCalico(mode);
  const own = pods.filter((pod) => pod.node === node.name);
  const overlay = mode.endsWith('vxlan') ? (calico ? 'vxlan.calico' : 'flannel.1') : undefined;
  const others = nodes.filter((other) => other !== node);
  const tunnel = calico ? 'id 4096' : 'id 1';
  const port = calico ? 4789 : 8472;
  return {
    dev: [
      ...(calico
        ? []
        : [
            [
              'cni0',
              'type bridge forward_delay 0',
              { mac: `be:39:00:${hex(thirdOf(node.podCidr))}:00:01`, mtu },
            ],
          ]),
      ...(overlay === undefined
        ? []
        : [
            [
              overlay,
              `type vxlan ${tunnel} local ${node.address} dev eth0 dstport ${port} nolearning`,
              { mac: tunnelMac(node), mtu: 1450 },
            ],
          ]),
    ],
    addr: [
      ['eth0', `${node.address}/22`],
      ...(calico ? [] : [['cni0', `${bridgeAddress(node.podCidr)}/24`]]),
      ...(overlay === undefined ? [] : [[overlay, `${networkOf(node.podCidr)}/32`]]),
    ],
    route: [
      'default via 10.10.20.1',
      ...(calico ? [`blackhole ${blockOf(node.podCidr)} proto 80`] : []),
      ...others.map((other) => peerRoute(other, mode, overlay)),
      ...(calico ? own.map(({ name, address }) => `${address}/32 dev v-${name} scope link`) : []),
    ],
    neigh: overlay === undefined ? [] : others.map((other) => neighbour(other, overlay)),
    fdb:
      overlay === undefined
        ? []
        : others.map((other) => `${tunnelMac(other)} dev ${overlay} dst ${other.address} self permanent`),
    master: calico ? [] : own.map(({ name }) => [`v-${name}`, 'cni0']),
    hairpin: calico ? [] : own.map(({ name }) => `v-${name}`),
    sysctl: {
      'net.ipv4.ip_forward': 1,
      'net.bridge.bridge-nf-call-iptables': 1,
      'net.ipv4.conf.all.route_localnet': 1,
      ...Object.fromEntries(
        (calico ? own : []).flatMap(({ name }) => [
          [`net.ipv4.conf.v-${name}.proxy_arp`, 1],
          [`net.ipv4.neigh.v-${name}.proxy_delay`, 0],
        ]),
      ),
    },
    ...(node.name === 'cp1' ? { listen: [['tcp', '0.0.0.0', 6443]] } : {}),
  };
}

function peerRoute(other: LabNode, mode: LabMode, overlay: string | undefined): string {
  const network = networkOf(other.podCidr);
  switch (mode) {
    case 'vxlan':
      return `${other.podCidr} via ${network} dev ${overlay ?? ''} onlink`;
    case 'calico-vxlan':
      return `${blockOf(other.podCidr)} via ${network} dev ${overlay ?? ''} onlink proto 80`;
    case 'hostgw':
      return `${other.podCidr} via ${other.address} dev eth0`;
    default:
      return `${blockOf(other.podCidr)} via ${other.address} dev eth0 proto bird`;
  }
}

function neighbour(other: LabNode, overlay: string): string {
  return `${networkOf(other.podCidr)} lladdr ${tunnelMac(other)} dev ${overlay} nud permanent`;
}

function podSetup(pod: LabPod, mode: LabMode): object {
  const gateway = bridgeAddress(pod.address);
  const calico = isCalico(mode);
  return {
    addr: [['eth0', `${pod.address}/${calico ? 32 : 24}`]],
    route: calico
      ? ['169.254.1.1 dev eth0 scope link', 'default via 169.254.1.1 dev eth0']
      : [`default via ${gateway}`, `10.8.0.0/16 via ${gateway}`],
    listen: [
      ['tcp', '0.0.0.0', 8080],
      ['udp', '0.0.0.0', 9000],
    ],
  };
}

function podWire({ name, node, address }: LabPod, mtu: number): unknown[] {
  const end = `00:00:${hex(thirdOf(address))}:00:${hex(lastOf(address))}`;
  return [name, 'eth0', node, `v-${name}`, { mac: [`7e:${end}`, `8a:${end}`], mtu }];
}

function tunnelMac({ address }: LabNode): string {
  return `f2:a1:5c:00:00:${hex(lastOf(address))}`;
}

function thirdOf(address: string): number {
  return Number(address.split('.')[2]);
}

function lastOf(address: string): number {
  return Number(address.split('.')[3]);
}

function hex(octet: number): string {
  return octet.toString(16).padStart(2, '0');
}
