/**
 * Things that break in a cluster, one or two of them in the midst of probes: what the network plugin wrote is missing or
 * wrong, links are down, kernel parameters are off. Some are mended again later.
 */
import type { Random } from '../../../engine/clock/random.ts';
import type { CaseData, Command } from './case-data.ts';
import {
  cluster,
  clusterModes,
  clusterProbe,
  everybodyKnown,
  named,
  nodes,
  pods,
  podsOf,
  type ClusterMode,
} from './clusters.ts';
import { chance, several } from './draw.ts';
import { service, serviceProbe } from './services.ts';

interface Fault {
  readonly breaks: Command[];
  readonly mends?: Command[];
}

export function faults(random: Random, id: string): CaseData {
  const mode = random.pick(clusterModes);
  const withServices = chance(random, 0.6);
  const services = withServices ? several(random, 1, 3, (index) => service(random, index)) : [];
  const probes = several(random, 9, 13, () =>
    withServices && chance(random, 0.5) ? serviceProbe(random, services) : clusterProbe(random),
  );
  const fault = draw(random, mode);
  probes[random.integer(0, 2)]!.before = fault.breaks;
  if (chance(random, 0.3)) (probes[4]!.before ??= []).push(...draw(random, mode).breaks);
  if (fault.mends !== undefined && chance(random, 0.4)) (probes[7]!.before ??= []).push(...fault.mends);
  return {
    id: named(id, mode),
    topo: cluster(mode),
    ...(withServices ? { services } : { warm: everybodyKnown }),
    probes,
    after: nodes.map(({ name }) => [name, 'ip route; ip -br link; ip -br addr']),
  };
}

function draw(random: Random, mode: ClusterMode): Fault {
  const node = random.pick(nodes);
  const other = random.pick(nodes.filter((one) => one !== node));
  const pod = random.pick(pods);
  const neighbour = random.pick(podsOf(node.name));
  const network = other.podCidr.replace(/0\/24$/, '');
  const block = mode.startsWith('calico') ? `${network}0/26` : other.podCidr;
  const on = (name: string, ...lines: string[]): Command[] => lines.map((line) => [name, line]);
  const everywhere = [
    { breaks: on(node.name, `ip route del ${block}`) },
    {
      breaks: on(node.name, 'sysctl -qw net.ipv4.ip_forward=0'),
      mends: on(node.name, 'sysctl -qw net.ipv4.ip_forward=1'),
    },
    { breaks: on(node.name, 'sysctl -qw net.ipv4.conf.all.rp_filter=1') },
    { breaks: on(node.name, 'sysctl -qw net.ipv4.conf.all.rp_filter=2') },
    { breaks: on(node.name, 'sysctl -qw net.bridge.bridge-nf-call-iptables=0') },
    { breaks: on(node.name, 'sysctl -qw net.ipv4.conf.all.route_localnet=0') },
    { breaks: on(node.name, 'iptables -P FORWARD DROP'), mends: on(node.name, 'iptables -P FORWARD ACCEPT') },
    { breaks: on(node.name, 'iptables -t nat -F') },
    {
      breaks: on(
        node.name,
        'iptables -I FORWARD -s 10.8.0.0/16 -j REJECT --reject-with icmp-admin-prohibited',
      ),
    },
    {
      breaks: on(
        node.name,
        `iptables -I FORWARD -d ${neighbour.address} -p tcp -j REJECT --reject-with tcp-reset`,
      ),
    },
    { breaks: on(node.name, 'iptables -I INPUT -p udp --dport 8472 -j DROP') },
    cut(node.name, 'eth0'),
    cut('sw', `p-${node.name}`),
    cut(pod.node, `v-${pod.name}`),
    cut(pod.name, 'eth0'),
    { breaks: on(pod.name, 'ip route del default') },
    { breaks: on(pod.name, `ip addr add ${random.pick(pods).address}/32 dev lo`) },
    { breaks: on(pod.name, `ip addr del ${pod.address}/${mode.startsWith('calico') ? 32 : 24} dev eth0`) },
    { breaks: on(node.name, `ip route replace blackhole ${block}`) },
    { breaks: on(node.name, `ip route add unreachable ${other.address}/32`) },
    {
      breaks: on(
        node.name,
        `ip neigh replace ${other.address} lladdr 02:00:00:00:00:99 dev eth0 nud permanent`,
      ),
    },
    { breaks: on(node.name, 'ip link set eth0 mtu 1280') },
    { breaks: on(node.name, 'conntrack -F') },
  ];
  return random.pick([...everywhere, ...specific(random, mode, node, other, pod, neighbour)]);
}

/**
 * A cable with one end down. The other end's kernel may take up to a second until it looks at its carrier, when it looked
 * at any within the last second (linkwatch_schedule_work).
 */
function cut(name: string, device: string): Fault {
  const set = (state: string): Command[] => [[name, `ip link set ${device} ${state}; sleep 1.1`]];
  return { breaks: set('down'), mends: set('up') };
}

type Node = (typeof nodes)[number];
type Pod = (typeof pods)[number];

function specific(
  random: Random,
  mode: ClusterMode,
  node: Node,
  other: Node,
  pod: Pod,
  neighbour: Pod,
): Fault[] {
  const on = (name: string, ...lines: string[]): Command[] => lines.map((line) => [name, line]);
  const found: Fault[] = [];
  const tunnel = mode === 'vxlan' ? 'flannel.1' : mode === 'calico-vxlan' ? 'vxlan.calico' : undefined;
  const last = (address: string): string => Number(address.split('.')[3]).toString(16).padStart(2, '0');
  const mac = `f2:a1:5c:00:00:${last(other.address)}`;
  const remote = other.podCidr.replace('/24', '');
  if (tunnel !== undefined)
    found.push(
      { breaks: on(node.name, `bridge fdb del ${mac} dev ${tunnel} dst ${other.address} self`) },
      { breaks: on(node.name, `bridge fdb replace ${mac} dev ${tunnel} dst 10.10.20.77 self permanent`) },
      { breaks: on(node.name, `ip neigh del ${remote} dev ${tunnel}`) },
      {
        breaks: on(
          node.name,
          `ip neigh replace ${remote} lladdr f2:00:00:00:00:01 dev ${tunnel} nud permanent`,
        ),
      },
      {
        breaks: on(node.name, `ip link set ${tunnel} down`),
        mends: on(node.name, `ip link set ${tunnel} up`),
      },
      { breaks: on(node.name, `ip link set ${tunnel} mtu 1280`) },
    );
  if (mode === 'vxlan' || mode === 'hostgw')
    found.push(
      { breaks: on(node.name, 'ip link set cni0 down'), mends: on(node.name, 'ip link set cni0 up') },
      { breaks: on(node.name, `ip addr flush dev cni0`) },
      { breaks: on(pod.node, `bridge link set dev v-${pod.name} hairpin off`) },
      { breaks: on(pod.node, `ip link set v-${pod.name} nomaster`) },
      { breaks: on(pod.node, `ip link set v-${pod.name} type bridge_slave learning off`) },
      {
        breaks: on(
          neighbour.name,
          `ip neigh replace ${pod.address} lladdr 7e:00:00:00:00:77 dev eth0 nud permanent`,
        ),
      },
      {
        breaks: on(
          node.name,
          `ip neigh replace ${neighbour.address} lladdr 7e:00:00:00:00:77 dev cni0 nud permanent`,
        ),
      },
      { breaks: on(node.name, 'ip link set cni0 mtu 1300') },
    );
  else
    found.push(
      { breaks: on(pod.node, `sysctl -qw net.ipv4.conf.v-${pod.name}.proxy_arp=0`) },
      { breaks: on(pod.node, `ip route del ${pod.address}`) },
      { breaks: on(pod.name, 'ip neigh flush all') },
    );
  return chance(random, 0.6) ? found : [random.pick(found)];
}
