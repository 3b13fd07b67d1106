/**
 * Chains as network policies are written: kube-router's (a chain for each pod, sets of addresses, marks, a rejection at
 * the end) and Calico's (by device, sets of networks and of ports, go-to, drops without a word), on every node, for
 * traffic that is routed and that is bridged.
 */
import type { Random } from '../../../engine/clock/random.ts';
import type { CaseData } from './case-data.ts';
import {
  cluster,
  clusterModes,
  clusterProbe,
  everybodyKnown,
  named,
  nodes,
  place,
  pods,
  podsOf,
} from './clusters.ts';
import { chance, maybe, sample, several } from './draw.ts';

type Pod = (typeof pods)[number];

/** A set with what `ipset restore` reads, and how a rule asks for it. */
interface IpSet {
  readonly name: string;
  readonly text: string;
  readonly directions: string;
}

export function policies(random: Random, id: string): CaseData {
  const mode = random.pick(clusterModes);
  const topo = cluster(mode);
  for (const { name } of nodes) {
    const sets = several(random, 2, 5, (index) => ipSet(random, index));
    const setup = place(topo, name);
    setup.ipset = sets.map(({ text }) => text).join('');
    const own = podsOf(name);
    setup.iptables = mode.startsWith('calico') ? byDevice(random, own, sets) : byAddress(random, own, sets);
  }
  const probes = several(random, 10, 14, () => clusterProbe(random));
  if (chance(random, 0.4)) {
    const node = random.pick(nodes).name;
    const set = /create (\S+) hash:ip /.exec(place(topo, node).ipset ?? '')?.[1];
    if (set !== undefined)
      probes[6]!.before = [
        [node, `ipset ${random.pick(['add', 'del'])} ${set} ${random.pick(pods).address} -exist`],
      ];
  }
  return {
    id: named(id, mode),
    topo,
    warm: everybodyKnown,
    probes,
    after: nodes.map(({ name }) => [
      name,
      "iptables-save -c -t filter | grep -v '^[#:]\\|igmp'; ipset list -sorted | grep -v 'Size in memory\\|Header\\|timeout'",
    ]),
  };
}

function ipSet(random: Random, index: number): IpSet {
  const name = `S${index}`;
  const addresses = sample(random, pods, random.integer(1, 4)).map(({ address }) => address);
  const made = (type: string, members: readonly string[], directions: string, options = ''): IpSet => ({
    name,
    directions,
    text: [`create ${name} ${type}${options}`, ...members.map((member) => `add ${name} ${member}`), ''].join(
      '\n',
    ),
  });
  const networks = sample(
    random,
    ['10.8.0.0/24', '10.8.1.0/24', '10.8.0.0/16', '10.10.20.0/22', '10.8.0.4/30'],
    2,
  );
  const ports = sample(random, ['tcp:8080', 'udp:9000', 'tcp:80', 'tcp:8000-8090'], 2);
  switch (random.integer(0, 6)) {
    case 0:
      return made('hash:net', [...networks, ...maybeNot(random)], random.pick(['src', 'dst']));
    case 1:
      return made(
        'hash:ip,port',
        addresses.flatMap((address) => [`${address},${random.pick(ports)}`]),
        'dst,dst',
      );
    case 2:
      return made(
        'bitmap:port',
        ['8080', '9000-9001'].slice(0, random.integer(1, 2)),
        'dst',
        ' range 0-65535',
      );
    case 3:
      return made(
        'hash:net,port',
        [`${random.pick(networks)},${random.pick(ports)}`],
        random.pick(['dst,dst', 'src,dst']),
      );
    case 4:
      return made('hash:ip', addresses, random.pick(['src', 'dst']), ' counters');
    default:
      return made('hash:ip', addresses, random.pick(['src', 'dst']), ' family inet');
  }
}

function maybeNot(random: Random): string[] {
  return chance(random, 0.4) ? [`${random.pick(pods).address} nomatch`] : [];
}

function asks(random: Random, sets: readonly IpSet[]): string {
  const { name, directions } = random.pick(sets);
  return ` -m set${chance(random, 0.15) ? ' !' : ''} --match-set ${name} ${directions}`;
}

function transport(random: Random): string {
  return random.pick([
    '',
    '',
    ' -p tcp',
    ' -p tcp --dport 8080',
    ' -p udp',
    ' -p icmp',
    ' -p tcp -m multiport --dports 80,8080',
  ]);
}

/** kube-router: FORWARD and OUTPUT jump to a chain for each pod; what no policy marked is rejected. */
function byAddress(random: Random, own: readonly Pod[], sets: readonly IpSet[]): string {
  const chosen = sample(random, own, random.integer(1, own.length));
  const chains = chosen.flatMap(({ name }) => [`KUBE-POD-FW-${name}`, `KUBE-NWPLCY-${name}`]);
  const hooks = ['INPUT', 'FORWARD', 'OUTPUT'];
  const rules = chosen.flatMap(({ name, address }) => {
    const firewall = `KUBE-POD-FW-${name}`;
    const policy = `KUBE-NWPLCY-${name}`;
    return [
      `-A KUBE-ROUTER-FORWARD -d ${address} -m comment --comment "rule to jump traffic destined to POD ${name}" -j ${firewall}`,
      `-A KUBE-ROUTER-FORWARD -m physdev --physdev-is-bridged -d ${address} -j ${firewall}`,
      ...(chance(random, 0.6) ? [`-A KUBE-ROUTER-FORWARD -s ${address} -j ${firewall}`] : []),
      ...(chance(random, 0.5)
        ? [`-A KUBE-ROUTER-FORWARD -m physdev --physdev-in v-${name} -j ${firewall}`]
        : []),
      `-A ${firewall} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`,
      ...(chance(random, 0.5) ? [`-A ${firewall} -m conntrack --ctstate INVALID -j DROP`] : []),
      ...(chance(random, 0.6) ? [`-A ${firewall} -m addrtype --src-type LOCAL -d ${address} -j ACCEPT`] : []),
      `-A ${firewall} -j ${policy}`,
      `-A ${firewall} -m mark ! --mark 0x10000/0x10000 -j ${random.pick(['REJECT --reject-with icmp-port-unreachable', 'DROP', 'REJECT --reject-with icmp-admin-prohibited'])}`,
      `-A ${firewall} -j MARK --set-xmark 0/0x10000`,
      ...several(
        random,
        1,
        3,
        () =>
          `-A ${policy}${transport(random)}${asks(random, sets)}${maybe(random, 0.4, () => asks(random, sets))} -j ${random.pick(['MARK --set-xmark 0x10000/0x10000', 'MARK --set-xmark 0x10000/0x10000', 'ACCEPT', 'RETURN'])}`,
      ),
    ];
  });
  return filter(
    ['KUBE-ROUTER-FORWARD', ...chains],
    [...hooks.filter(() => chance(random, 0.8)).map((hook) => `-A ${hook} -j KUBE-ROUTER-FORWARD`), ...rules],
  );
}

/** Calico: by device, to and from each workload, with go-to and a mark for "accepted by a policy". */
function byDevice(random: Random, own: readonly Pod[], sets: readonly IpSet[]): string {
  const chains = own.flatMap(({ name }) => [`cali-tw-${name}`, `cali-fw-${name}`]);
  const rules = own.flatMap(({ name }) => {
    const policy = (chain: string): string[] => [
      `-A ${chain} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`,
      `-A ${chain} -m conntrack --ctstate INVALID -j DROP`,
      `-A ${chain} -j MARK --set-xmark 0x0/0x10000`,
      ...several(
        random,
        0,
        3,
        () => `-A ${chain}${transport(random)}${asks(random, sets)} -j MARK --set-xmark 0x10000/0x10000`,
      ),
      `-A ${chain} -m mark --mark 0x10000/0x10000 -j RETURN`,
      ...(chance(random, 0.6)
        ? [`-A ${chain} -m comment --comment "Drop if no policies passed packet" -j DROP`]
        : []),
    ];
    return [
      `-A cali-to-wl-dispatch -o v-${name} -g cali-tw-${name}`,
      `-A cali-from-wl-dispatch -i v-${name} -g cali-fw-${name}`,
      ...policy(`cali-tw-${name}`),
      ...policy(`cali-fw-${name}`),
    ];
  });
  return filter(
    ['cali-FORWARD', 'cali-INPUT', 'cali-to-wl-dispatch', 'cali-from-wl-dispatch', ...chains],
    [
      '-A FORWARD -j cali-FORWARD',
      '-A FORWARD -m mark --mark 0x10000/0x10000 -j ACCEPT',
      ...(chance(random, 0.5) ? ['-A INPUT -j cali-INPUT'] : []),
      '-A cali-INPUT -i v-+ -j cali-from-wl-dispatch',
      '-A cali-FORWARD -i v-+ -j cali-from-wl-dispatch',
      '-A cali-FORWARD -o v-+ -j cali-to-wl-dispatch',
      ...rules,
    ],
  );
}

function filter(chains: readonly string[], rules: readonly string[]): string {
  return [
    '*filter',
    ...['INPUT', 'FORWARD', 'OUTPUT'].map((chain) => `:${chain} ACCEPT [0:0]`),
    ...chains.map((chain) => `:${chain} - [0:0]`),
    // Reports of a bridge that listens in on multicast come at any time, and would be counted.
    '-A OUTPUT -p igmp -j DROP',
    ...rules,
    'COMMIT',
    '',
  ].join('\n');
}
