/**
 * An oracle case's topology as the steps that build it, in the order in which the oracle itself builds: namespaces, veth
 * pairs, then one namespace after the other, its devices before its addresses and routes.
 */
import { readForwarding, readLinkType, readNeighbour, readRoute, readRule } from '../configure/words.ts';
import type { LabStep } from '../configure/step.ts';
import type { NamespaceSetup, Topology } from './topology.ts';

/** What the oracle sets in every namespace, so that errors come at once and in any number, and IPv6 is silent. */
const everywhere: readonly (readonly [string, number])[] = [
  ['net.ipv6.conf.all.disable_ipv6', 1],
  ['net.ipv6.conf.default.disable_ipv6', 1],
  ['net.ipv4.icmp_ratelimit', 0],
  ['net.ipv4.icmp_msgs_per_sec', 100_000],
  ['net.ipv4.icmp_msgs_burst', 100_000],
  ['net.ipv4.conf.all.rp_filter', 0],
  ['net.ipv4.conf.default.rp_filter', 0],
  ['net.ipv4.tcp_timestamps', 1],
];

/** Host unreachable after 60 ms instead of 3 s. */
const retransmit = 20;

/** Parameters of one device, which must be there first. */
const perDevice = /^net\.ipv4\.(?:conf|neigh)\.(?!all\.|default\.)/;

export function topologySteps(topology: Topology): LabStep[] {
  const steps: LabStep[] = [];
  for (const namespace of topology.namespaces.keys()) {
    steps.push({ do: 'machine', namespace });
    for (const [name, value] of everywhere) steps.push({ do: 'sysctl', namespace, name, value });
  }
  for (const {
    ends: [one, other],
  } of topology.veths) {
    const { namespace, ...options } = one;
    steps.push({ do: 'link', namespace, options, link: { kind: 'veth', peer: other } });
  }
  for (const [namespace, setup] of topology.namespaces)
    steps.push(...namespaceSteps(namespace, setup, devicesOf(namespace, topology)));
  return steps;
}

function devicesOf(namespace: string, { namespaces, veths }: Topology): string[] {
  const own = namespaces.get(namespace)?.devices.map(({ name }) => name) ?? [];
  const ends = ([0, 1] as const).flatMap((side) =>
    veths.map(({ ends }) => ends[side]).filter((end) => end.namespace === namespace),
  );
  return [...own, ...ends.map(({ name }) => name)];
}

function namespaceSteps(namespace: string, setup: NamespaceSetup, devices: readonly string[]): LabStep[] {
  const sysctls = [...setup.sysctls].map(([name, value]): LabStep => ({
    do: 'sysctl',
    namespace,
    name,
    value,
  }));
  const isOfDevice = (step: LabStep): boolean => step.do === 'sysctl' && perDevice.test(step.name);
  return [
    ...sysctls.filter((step) => !isOfDevice(step)),
    { do: 'up', namespace, device: 'lo' },
    ...setup.devices.map(({ type, ...options }): LabStep => ({
      do: 'link',
      namespace,
      options,
      link: readLinkType(type),
    })),
    ...setup.masters.map(([device, bridge]): LabStep => ({ do: 'master', namespace, device, bridge })),
    ...setup.addresses.map(([device, prefix]): LabStep => ({
      do: 'address',
      namespace,
      device,
      prefix,
      broadcast: !prefix.endsWith('/32'),
    })),
    ...devices
      .filter((device) => !setup.down.includes(device))
      .map((device): LabStep => ({ do: 'up', namespace, device })),
    ...setup.hairpins.map((device): LabStep => ({ do: 'hairpin', namespace, device, on: true })),
    ...setup.routes.map((line): LabStep => ({ do: 'route', namespace, route: readRoute(line) })),
    ...setup.rules.map((line): LabStep => ({ do: 'rule', namespace, rule: readRule(line) })),
    ...setup.neighbours.map((line): LabStep => ({ ...readNeighbour(line), namespace })),
    ...sysctls.filter(isOfDevice),
    ...devices.map((device): LabStep => ({
      do: 'sysctl',
      namespace,
      name: `net.ipv4.neigh.${device}.retrans_time_ms`,
      value: retransmit,
    })),
    ...setup.fdb.map((line): LabStep => ({ ...readForwarding(line), namespace })),
    ...(setup.iptables === undefined
      ? []
      : [{ do: 'iptables', namespace, text: setup.iptables, keep: false } as const]),
    ...(setup.nft === undefined ? [] : [{ do: 'nft', namespace, text: setup.nft } as const]),
  ];
}
