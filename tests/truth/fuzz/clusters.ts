/** The reference cluster as the ground of a case: its topology written out, so that a case can change it. */
import type { Random } from '../../../engine/clock/random.ts';
import { clusterTopology } from '../../../engine/lab/oracle/cluster.ts';
import { clusterCidr, nodes, pods, podsOf } from '../../../engine/lab/netlab/cluster.ts';
import type { LabMode } from '../../../engine/lab/netlab/mode.ts';
import type { CaseData, Command, NamespaceData, ProbeData, TopologyData } from './case-data.ts';
import { chance } from './draw.ts';

export type ClusterMode = Extract<LabMode, 'vxlan' | 'hostgw' | 'calico-vxlan' | 'calico-bgp'>;

export const clusterModes: readonly ClusterMode[] = [
  'vxlan',
  'vxlan',
  'hostgw',
  'calico-vxlan',
  'calico-bgp',
];

export function cluster(mode: ClusterMode): TopologyData {
  return clusterTopology(mode) as TopologyData;
}

/** A case's name tells kube-proxy's side which network's rules belong to it. */
export function named(id: string, mode: ClusterMode): string {
  return mode.startsWith('calico') ? `${id}-calico` : id;
}

/** A namespace of a topology. @throws RangeError when there is none */
export function place(topo: TopologyData, name: string): NamespaceData {
  const found = topo.ns[name];
  if (found === undefined) throw new RangeError(`there is no ${name}`);
  return found;
}

/** Everybody pings a pod of each node and every node, so that neighbours are known before the first probe. */
export const everybodyKnown: Command[] = [...pods, ...nodes].flatMap(({ name }) =>
  ['10.8.0.6', '10.8.1.8', '10.8.2.3', ...nodes.map(({ address }) => address)].map((to): Command => [
    name,
    to,
  ]),
);

/** Somebody in the cluster, or the laptop, to a pod, a node, or an address nobody has. */
export function clusterProbe(random: Random): ProbeData {
  const from = random.pick([...pods, ...pods, ...nodes]).name;
  const proto = random.pick(['tcp', 'tcp', 'udp', 'icmp'] as const);
  const dst = random.pick([
    ...[...pods, ...pods].map(({ address }) => address),
    ...nodes.map(({ address }) => address),
    ...['10.8.0.1', '10.8.1.1', '10.8.0.99', '10.8.1.99', '10.8.9.1', '172.16.8.50'],
  ]);
  const port = proto === 'tcp' ? 8080 : 9000;
  return {
    from,
    proto,
    dst,
    ...(proto === 'icmp' ? {} : { dport: chance(random, 0.85) ? port : 81 }),
    ...(chance(random, 0.08) ? { ttl: random.integer(1, 3) } : {}),
  };
}

export { clusterCidr, nodes, pods, podsOf };
export type { CaseData };
