/** Random Services on the reference cluster, kube-proxy's rules for them on every node, and who asks for them from where. */
import type { Random } from '../../../engine/clock/random.ts';
import { nodes, pods } from '../../../engine/lab/netlab/cluster.ts';
import type { CaseData, ProbeData, ServiceData } from './case-data.ts';
import { chance, sample, several } from './draw.ts';

const modes = ['vxlan', 'vxlan', 'hostgw', 'calico-vxlan', 'calico-bgp'] as const;

export function services(random: Random, id: string): CaseData {
  const mode = random.pick(modes);
  const all = several(random, 1, 5, (index) => service(random, index));
  return {
    id: mode.startsWith('calico') ? `${id}-calico` : id,
    topo: mode,
    services: all,
    probes: several(random, 10, 14, () => serviceProbe(random, all)),
  };
}

export function service(random: Random, index: number): ServiceData {
  const proto = random.pick(['tcp', 'tcp', 'udp'] as const);
  const port = proto === 'tcp' ? 8080 : 9000;
  const hasNodePort = chance(random, 0.6);
  return {
    ns: 'default',
    name: `s${index}`,
    portName: 'p',
    port: random.pick([80, 443, port]),
    proto,
    clusterIP: `10.96.${index}.${random.integer(2, 250)}`,
    ...(hasNodePort ? { nodePort: 30_000 + index } : {}),
    ...(hasNodePort && chance(random, 0.4) ? { etp: 'Local' as const } : {}),
    ...(chance(random, 0.2) ? { itp: 'Local' as const } : {}),
    ...(chance(random, 0.2) ? { affinity: 10_800 } : {}),
    endpoints: sample(random, pods, random.integer(0, 3)).map(({ address, node }) => ({
      ip: address,
      port,
      node,
    })),
  };
}

export function serviceProbe(random: Random, all: readonly ServiceData[]): ProbeData {
  const { proto, clusterIP, port, nodePort, endpoints } = random.pick(all);
  const from = random.pick([
    ...pods.map(({ name }) => name),
    ...nodes.map(({ name }) => name),
    ...['laptop', 'laptop'],
  ]);
  const isInside = from !== 'laptop';
  const draw = random.fraction();
  if (isInside && draw < 0.5) return { from, proto, dst: clusterIP, dport: port };
  if (isInside && draw < 0.55) return { from, proto: 'icmp', dst: clusterIP };
  if (isInside && draw < 0.6) return { from, proto, dst: clusterIP, dport: 81 };
  if (nodePort !== undefined) return { from, proto, dst: random.pick(nodes).address, dport: nodePort };
  const endpoint = endpoints[0];
  if (isInside && endpoint !== undefined) return { from, proto, dst: endpoint.ip, dport: endpoint.port };
  return { from, proto, dst: '10.10.20.4', dport: 30_999 };
}
