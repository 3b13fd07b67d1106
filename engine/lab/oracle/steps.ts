/**
 * An oracle case's topology as the steps that build it, in the order in which the oracle itself builds: namespaces, veth
 * pairs, then one namespace after the other, by the very commands the oracle hands to `ip -batch`, `bridge`, `ipset restore`,
 *, `iptables-restore` and `nft -f`. What a person could type there, a case may say.
 */
import type { LabStep } from '../configure/step.ts';
import type { NamespaceSetup, Topology } from './topology.ts';

/** A command line run with `input` on its standard input. */
export interface CommandStep {
  readonly do: 'command';
  readonly namespace: string;
  readonly line: string;
  readonly input: string;
}

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

export function topologySteps(topology: Topology): (LabStep | CommandStep)[] {
  const steps: (LabStep | CommandStep)[] = [];
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

function namespaceSteps(
  namespace: string,
  setup: NamespaceSetup,
  devices: readonly string[],
): (LabStep | CommandStep)[] {
  const sysctls = [...setup.sysctls].map(
    ([name, value]) => ({ do: 'sysctl', namespace, name, value }) as const,
  );
  const command = (line: string, input: string | undefined): CommandStep[] =>
    input === undefined || input === '' ? [] : [{ do: 'command', namespace, line, input }];
  return [
    ...sysctls.filter(({ name }) => !perDevice.test(name)),
    ...command('ip -force -batch -', links(setup, devices)),
    ...sysctls.filter(({ name }) => perDevice.test(name)),
    ...devices.map((device): LabStep => ({
      do: 'sysctl',
      namespace,
      name: `net.ipv4.neigh.${device}.retrans_time_ms`,
      value: retransmit,
    })),
    ...(setup.fdb.length === 0
      ? []
      : [{ do: 'command', namespace, line: forwarding(setup.fdb), input: '' } as const]),
    ...command('ipset restore', setup.ipset),
    ...command('iptables-restore', setup.iptables),
    ...command('nft -f -', setup.nft),
  ];
}

/** As a batch of `bridge` goes on: until something is refused. */
function forwarding(entries: readonly string[]): string {
  return entries.map((entry) => `bridge fdb replace ${entry}`).join(' && ');
}

/** What the oracle asks of `ip`, a line each. */
function links(setup: NamespaceSetup, devices: readonly string[]): string {
  const { addresses, masters, hairpins, routes, rules, neighbours } = setup;
  return [
    'link set lo up',
    ...setup.devices.map(({ name, mac, mtu, type }) => {
      const address = mac === undefined ? '' : ` address ${mac}`;
      return `link add ${name}${address}${mtu === undefined ? '' : ` mtu ${mtu}`} ${type}`;
    }),
    ...masters.map(([device, bridge]) => `link set ${device} master ${bridge}`),
    ...addresses.map(([device, prefix]) =>
      prefix.endsWith('/32') ? `addr add ${prefix} dev ${device}` : `addr add ${prefix} brd + dev ${device}`,
    ),
    ...devices.filter((device) => !setup.down.includes(device)).map((device) => `link set ${device} up`),
    ...hairpins.map((device) => `link set ${device} type bridge_slave hairpin on`),
    ...routes.map((route) => `route add ${route}`),
    ...rules.map((rule) => `rule add ${rule}`),
    ...neighbours.map((neighbour) => `neigh replace ${neighbour}`),
    '',
  ].join('\n');
}
