/**
 * What Tab offers behind the commands of a cluster: kubectl's words and objects, iproute2's, chains and targets of
 * iptables, interfaces, and the addresses and names that are there now.
 *
 * Left out: values of most flags.
 */
import { isTableName } from '../../linux/netfilter/iptables/tables.ts';
import { completeIp } from '../../shell/ip/complete.ts';
import { completeIptables } from '../../shell/iptables/complete.ts';
import { completeKubectl } from '../../shell/kubectl/complete.ts';
import { curlOptions } from '../../shell/curl/option-table.ts';
import { type CompletionRequest, CompletionRegistry } from '../../shell/bash/completion.ts';
import type { Stage, Standing } from '../stage/stage.ts';

/** Those that are told an address or a name, and their flags. */
const asking: Readonly<Record<string, readonly string[]>> = {
  arping: ['-c', '-I', '-w', '-D', '-U'],
  curl: curlOptions.flatMap(({ letter, name }) => [
    `--${name}`,
    ...(letter === undefined ? [] : [`-${letter}`]),
  ]),
  dig: ['+short', '+search', '+trace', '+tcp', '-x', '-p', '-t', '-4', '-6'],
  host: ['-t', '-v', '-a', '-W'],
  mtr: ['-r', '-c', '-n', '-b', '-T', '-u', '-P'],
  nc: ['-z', '-v', '-l', '-p', '-u', '-w', '-n', '-k'],
  nslookup: ['-type=', '-debug', '-timeout='],
  ping: ['-c', '-i', '-W', '-s', '-M', '-n', '-q', '-t', '-I', '-D', '-f'],
  tracepath: ['-n', '-b', '-m'],
  traceroute: ['-n', '-I', '-T', '-U', '-p', '-m', '-q', '-w'],
  wget: ['-q', '-O', '-S', '-T', '--spider', '--timeout=', '--tries='],
};

export function completersOf(stage: Stage, { namespace }: Standing): CompletionRegistry {
  const registry = new CompletionRegistry();
  const devices = () => namespace.devices.list().map(({ name }) => name);
  const addresses = () => addressesOf(stage);
  registry.register('kubectl', ({ words }) => completeKubectl(words, stage.api));
  registry.register('ip', ({ words }) => completeIp(words, { devices, addresses }));
  registry.register('bridge', ({ words }) => bridge(words, devices));
  for (const name of ['iptables', 'ip6tables', 'iptables-save'])
    registry.register(name, ({ words }) =>
      completeIptables(words, { devices, chains: (table) => chainsOf(namespace, table) }),
    );
  registry.register('tcpdump', ({ words }) => capture(words, devices, addresses));
  for (const [name, flags] of Object.entries(asking))
    registry.register(name, (request) =>
      ask(request, flags, () => [...addresses(), ...namesOf(stage)], devices),
    );
  return registry;
}

function ask(
  { words }: CompletionRequest,
  flags: readonly string[],
  hosts: () => readonly string[],
  devices: () => readonly string[],
): readonly string[] {
  const word = words.at(-1) ?? '';
  const before = words.at(-2) ?? '';
  if (before === '-I') return devices();
  if (/^[-+]/.test(word)) return flags;
  const scheme = /^\w+:\/\//.exec(word)?.[0] ?? '';
  return hosts().map((host) => scheme + (scheme !== '' && host.includes(':') ? `[${host}]` : host));
}

function bridge(words: readonly string[], devices: () => readonly string[]): readonly string[] {
  if (words.length === 2) return ['fdb', 'link', 'vlan', 'monitor'];
  return words.at(-2) === 'dev' || words.at(-2) === 'br'
    ? devices()
    : ['show', 'dev', 'br', 'append', 'replace', 'del'];
}

const primitives = [
  'host',
  'port',
  'src',
  'dst',
  'net',
  'icmp',
  'tcp',
  'udp',
  'arp',
  'ip',
  'and',
  'or',
  'not',
];

function capture(
  words: readonly string[],
  devices: () => readonly string[],
  addresses: () => readonly string[],
): readonly string[] {
  const word = words.at(-1) ?? '';
  const before = words.at(-2) ?? '';
  if (/^-\w*i$/.test(before)) return [...devices(), 'any'];
  if (word.startsWith('-'))
    return ['-n', '-nn', '-i', '-c', '-e', '-v', '-vv', '-X', '-A', '-w', '-r', '-l', '-t', '-q', '-s'];
  return ['host', 'src', 'dst'].includes(before) ? addresses() : primitives;
}

/** Of pods, Services and machines, without prefix lengths. */
function addressesOf(stage: Stage): readonly string[] {
  const { machines, pods, services } = stage.map();
  const ofMachines = machines.flatMap(({ interfaces }) => interfaces.flatMap(({ addresses }) => addresses));
  return [
    ...pods.map(({ address }) => address ?? ''),
    ...services.map(({ clusterIp }) => clusterIp ?? ''),
    ...ofMachines.map((address) => address.replace(/\/.*/, '')),
  ].filter((address) => /[.:]/.test(address) && !/^(127\.|::1$|fe80:)/.test(address));
}

function namesOf(stage: Stage): readonly string[] {
  return stage.map().services.flatMap(({ name, namespace }) => [name, `${name}.${namespace}`]);
}

/** Those the kernel has now: looking must not make anybody write rules. */
function chainsOf({ netfilter }: Standing['namespace'], table: string): readonly string[] {
  return isTableName(table) ? netfilter.iptables.look(table).chains.map(({ name }) => name) : [];
}
