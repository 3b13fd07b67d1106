/**
 * Random rule sets in the words of iptables-restore: chains that call chains, matches in both senses, every kind of
 * refusal, marks, and translation both ways.
 */
import type { Random } from '../../../engine/clock/random.ts';
import { chance, maybe, sample, several } from './draw.ts';
import { net } from './lines.ts';

interface Place {
  readonly ports: readonly number[];
  /** The devices of this router. */
  readonly devices: readonly string[];
}

const networks = Object.values(net).map((network) => `${network}.0/24`);
const hosts = [
  ...[`${net.client}.2`, `${net.client}.1`, `${net.middle}.1`, `${net.middle}.2`, `${net.servers}.1`],
  ...[`${net.servers}.10`, `${net.servers}.11`, '10.96.0.1'],
];
const rejections = [
  ...['icmp-port-unreachable', 'icmp-host-unreachable', 'icmp-net-unreachable', 'icmp-proto-unreachable'],
  ...['icmp-admin-prohibited', 'icmp-host-prohibited', 'icmp-net-prohibited'],
];

export function ruleSet(random: Random, place: Place): string {
  const tables = [filter(random, place)];
  if (chance(random, 0.6)) tables.push(nat(random, place));
  if (chance(random, 0.4)) tables.push(mangle(random, place));
  if (chance(random, 0.2)) tables.push(raw(random, place));
  return tables.join('');
}

function table(name: string, chains: readonly string[], rules: readonly string[]): string {
  return [`*${name}`, ...chains.map((chain) => `:${chain} [0:0]`), ...rules, 'COMMIT', ''].join('\n');
}

function filter(random: Random, place: Place): string {
  const own = sample(random, ['A', 'B', 'C'], random.integer(0, 3));
  const policy = (): string => (chance(random, 0.15) ? 'DROP' : 'ACCEPT');
  const verdict = (others: readonly string[]): string => filterTarget(random, others);
  return table(
    'filter',
    [
      ...['INPUT', 'FORWARD', 'OUTPUT'].map((chain) => `${chain} ${policy()}`),
      ...own.map((chain) => `${chain} -`),
    ],
    [
      // A chain calls only those after it, so that nothing loops.
      ...own.flatMap((chain, index) =>
        several(
          random,
          1,
          3,
          () => `-A ${chain}${matches(random, place, 'FORWARD')} -j ${verdict(own.slice(index + 1))}`,
        ),
      ),
      ...several(random, 1, 6, () => {
        const chain = random.pick(['INPUT', 'FORWARD', 'FORWARD', 'FORWARD', 'OUTPUT']);
        return `-A ${chain}${matches(random, place, chain)} -j ${verdict(own)}`;
      }),
    ],
  );
}

function filterTarget(random: Random, chains: readonly string[]): string {
  const draw = random.fraction();
  if (draw < 0.25) return 'ACCEPT';
  if (draw < 0.4) return 'DROP';
  if (draw < 0.6) return `REJECT --reject-with ${random.pick(rejections)}`;
  if (draw < 0.65) return 'RETURN';
  const chain = chains.length > 0 ? random.pick(chains) : 'ACCEPT';
  return chain;
}

/** Matches of one rule, each in its own or the opposite sense. */
function matches(random: Random, { ports, devices }: Place, chain: string): string {
  const not = (): string => (chance(random, 0.2) ? ' !' : '');
  const words: string[] = [];
  if (chance(random, 0.4)) words.push(`${not()} -s ${random.pick(chance(random, 0.5) ? networks : hosts)}`);
  if (chance(random, 0.4)) words.push(`${not()} -d ${random.pick(chance(random, 0.5) ? networks : hosts)}`);
  if (chance(random, 0.2) && chain !== 'OUTPUT' && chain !== 'POSTROUTING')
    words.push(`${not()} -i ${random.pick([...devices, 'eth+', 'lo'])}`);
  if (chance(random, 0.2) && !['INPUT', 'PREROUTING'].includes(chain))
    words.push(`${not()} -o ${random.pick([...devices, 'eth+'])}`);
  const proto = random.pick(['tcp', 'tcp', 'udp', 'icmp', '']);
  if (proto !== '') words.push(` -p ${proto}`);
  if (proto === 'tcp' || proto === 'udp') {
    if (chance(random, 0.4)) words.push(`${not()} --dport ${random.pick([...ports, 81])}`);
    else if (chance(random, 0.3))
      words.push(` -m multiport${not()} --dports ${[...sample(random, ports, 2), '1:1023'].join(',')}`);
    else if (chance(random, 0.1)) words.push(' --sport 1024:65535');
  }
  if (proto === 'tcp' && chance(random, 0.15))
    words.push(random.pick([' --syn', ' ! --syn', ' --tcp-flags SYN,RST,ACK SYN', ' --tcp-flags RST RST']));
  if (proto === 'icmp' && chance(random, 0.4))
    words.push(` --icmp-type ${random.pick(['echo-request', 'echo-reply', '3', 'ttl-exceeded', '8/0'])}`);
  words.push(
    maybe(random, 0.2, () => ` -m conntrack${not()} --ctstate ${random.pick(states)}`),
    maybe(
      random,
      0.08,
      () => ` -m addrtype${not()} --${random.pick(['dst', 'src'])}-type ${random.pick(types)}`,
    ),
    maybe(
      random,
      0.08,
      () => ` -m mark${not()} --mark 0x${random.pick(['1', '2', '1/0x1', '0', '4000/0x4000'])}`,
    ),
    maybe(random, 0.06, () => ` -m ttl --ttl-${random.pick(['lt', 'gt', 'eq'])} ${random.integer(1, 64)}`),
    maybe(random, 0.06, () => ` -m length${not()} --length ${random.pick(['60', '0:84', '52:60', '36'])}`),
    maybe(random, 0.05, () => ` -m iprange${not()} --dst-range ${net.servers}.10-${net.servers}.10`),
    maybe(random, 0.05, () => ' -m statistic --mode nth --every 2 --packet 0'),
    maybe(random, 0.05, () => ' -m limit --limit 1/hour --limit-burst 2'),
    maybe(random, 0.05, () => ` -m conntrack${not()} --ctorigdst ${random.pick(hosts)}`),
    maybe(random, 0.04, () => ` -m pkttype${not()} --pkt-type ${random.pick(['unicast', 'broadcast'])}`),
    maybe(random, 0.04, () => ` -m connmark${not()} --mark 0x${random.pick(['1', '2', '0'])}`),
    maybe(
      random,
      0.05,
      () => ` -m recent --name seen ${random.pick(['--set', '--rcheck', '--update --seconds 60'])}`,
    ),
  );
  return words.join('');
}

const states = [
  ...['NEW', 'ESTABLISHED', 'RELATED,ESTABLISHED', 'INVALID', 'RELATED', 'DNAT', 'SNAT', 'UNTRACKED'],
  'NEW,ESTABLISHED',
];
const types = ['LOCAL', 'UNICAST', 'BROADCAST', 'BLACKHOLE', 'UNREACHABLE', 'MULTICAST', 'PROHIBIT'];

function nat(random: Random, place: Place): string {
  const rule = (): string => {
    const chain = random.pick(['PREROUTING', 'PREROUTING', 'POSTROUTING', 'POSTROUTING', 'OUTPUT', 'INPUT']);
    const where = matches(random, place, chain);
    // Ports can only be translated where a protocol with ports is asked for.
    const port = / -p (tcp|udp)/.test(where) && chance(random, 0.5) ? `:${random.pick(place.ports)}` : '';
    if (chain === 'PREROUTING' || chain === 'OUTPUT')
      return `-A ${chain}${where} -j ${random.pick([
        `DNAT --to-destination ${net.servers}.${random.pick(['10', '11'])}${port}`,
        `DNAT --to-destination ${net.servers}.${random.pick(['10', '11'])}${port}`,
        port === '' ? 'REDIRECT' : `REDIRECT --to-ports ${port.slice(1)}`,
        `DNAT --to-destination ${net.middle}.${random.pick(['1', '2'])}${port}`,
        `NETMAP --to ${net.servers}.0/24`,
        'ACCEPT',
      ])}`;
    if (chain === 'INPUT') return `-A INPUT${where} -j SNAT --to-source ${net.middle}.1`;
    return `-A POSTROUTING${where} -j ${random.pick([
      'MASQUERADE',
      'MASQUERADE',
      'MASQUERADE --random-fully',
      `SNAT --to-source ${net.middle}.${random.pick(['1', '2'])}`,
      `SNAT --to-source ${net.servers}.${random.pick(['1', '77'])}`,
      'ACCEPT',
    ])}`;
  };
  return table(
    'nat',
    ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'].map((chain) => `${chain} ACCEPT`),
    several(random, 1, 4, rule),
  );
}

function mangle(random: Random, place: Place): string {
  return table(
    'mangle',
    ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'].map((chain) => `${chain} ACCEPT`),
    several(random, 1, 3, () => {
      const chain = random.pick(['PREROUTING', 'FORWARD', 'OUTPUT', 'POSTROUTING', 'INPUT']);
      return `-A ${chain}${matches(random, place, chain)} -j ${random.pick([
        'MARK --set-xmark 0x1/0xffffffff',
        'MARK --or-mark 0x4000',
        'MARK --set-mark 0x2',
        'CONNMARK --save-mark',
        'CONNMARK --restore-mark',
        'CONNMARK --set-mark 0x1',
        'TTL --ttl-set 33',
        'TTL --ttl-inc 2',
        'TTL --ttl-dec 1',
        'DROP',
        'RETURN',
      ])}`;
    }),
  );
}

function raw(random: Random, place: Place): string {
  return table(
    'raw',
    ['PREROUTING ACCEPT', 'OUTPUT ACCEPT'],
    several(random, 1, 2, () => {
      const chain = random.pick(['PREROUTING', 'OUTPUT']);
      const where = matches(random, place, chain).replace(/ -m (conntrack|connmark)( !)? --\S+ \S+/g, '');
      return `-A ${chain}${where} -j ${random.pick(['CT --notrack', 'NOTRACK', 'DROP', 'CT --zone 5'])}`;
    }),
  );
}
