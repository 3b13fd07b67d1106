/**
 * getent(1) of the GNU C library: what a program would get from the name service switch (`hosts: files dns`), without
 * any tool's own ideas about DNS. See README.md.
 */
import type { Running } from '../../linux/process/wait.ts';
import { readHosts } from '../../linux/resolver/configuration.ts';
import { nameOf, resolve } from '../../linux/resolver/lookup.ts';
import { allServices, type Service, serviceByName, serviceByPort } from '../../linux/resolver/services.ts';
import { Address } from '../../net/address/address.ts';
import { sameName } from '../../net/dns/name.ts';
import type { Command, ShellProcess } from '../command.ts';
import { getopt } from '../options/getopt.ts';
import { help, shortUsage, tryHelp, version } from './usage.ts';

const usageError = 64;
const notFound = 2;
const databases = new Set(
  'ahosts ahostsv4 ahostsv6 aliases ethers group gshadow hosts initgroups netgroup networks passwd protocols rpc services shadow'.split(
    ' ',
  ),
);

export const getent: Command = {
  name: 'getent',
  path: '/usr/bin/getent',
  *program(process) {
    const { items, operands } = getopt(process.arguments.slice(1), 'Ais:?V', [
      { name: 'no-addrconfig', argument: 'none', is: 'A' },
      { name: 'no-idn', argument: 'none', is: 'i' },
      { name: 'service', argument: 'required', is: 's' },
      { name: 'help', argument: 'none', is: '?' },
      { name: 'usage', argument: 'none' },
      { name: 'version', argument: 'none', is: 'V' },
    ]);
    let files = true;
    let dns = true;
    for (const item of items) {
      if (item.kind === 'error') {
        process.complain(`getent: ${item.message}\n${tryHelp}`);
        return usageError;
      }
      if (item.name === '?' || item.name === 'usage' || item.name === 'V') {
        process.print({ '?': help, usage: shortUsage, V: version }[item.name]);
        return 0;
      }
      if (item.name === 's') {
        const sources = (item.value ?? '').split(':').at(-1)?.split(/\s+/) ?? [];
        files = sources.includes('files');
        dns = sources.includes('dns');
      }
    }
    const [database, ...keys] = operands;
    if (database === undefined) {
      process.complain(`getent: wrong number of arguments\n${tryHelp}`);
      return 1;
    }
    if (!databases.has(database)) {
      process.complain(`Unknown database: ${database}\n${tryHelp}`);
      return 1;
    }
    switch (database) {
      case 'hosts':
      case 'ahosts':
      case 'ahostsv4':
      case 'ahostsv6':
        return yield* hosts(process, database, keys, { files, dns });
      case 'services':
        return services(process, keys);
      case 'protocols':
        return protocols(process, keys);
      default:
        process.complain(`getent: not simulated: ${database}\n`);
        return 1;
    }
  },
};

interface Sources {
  readonly files: boolean;
  readonly dns: boolean;
}

function hostLine(address: string, names: readonly string[]): string {
  return `${address.padEnd(15)} ${names.join(' ')}\n`;
}

function* hosts(
  process: ShellProcess,
  database: string,
  keys: readonly string[],
  sources: Sources,
): Running<number> {
  const entries = sources.files ? readHosts(process.files) : [];
  if (keys.length === 0) {
    for (const { address, names } of entries) {
      // The library reads the file as IPv4's: ::1 becomes 127.0.0.1.
      const shown = address.family === 4 ? address.text : address.isLoopback ? '127.0.0.1' : undefined;
      if (shown !== undefined) process.print(hostLine(shown, names));
    }
    return 0;
  }
  let status = 0;
  for (const key of keys) {
    const text = yield* database === 'hosts'
      ? oneHost(process, key, sources)
      : allAddresses(process, database, key, sources);
    if (text === undefined) status = notFound;
    else process.print(text);
    // gethostbyname ends at the first key without an answer, getaddrinfo too.
    if (text === undefined) break;
  }
  return status;
}

function* oneHost(process: ShellProcess, key: string, sources: Sources): Running<string | undefined> {
  const entries = sources.files ? readHosts(process.files) : [];
  const address = Address.tryParse(key);
  if (address !== undefined) {
    const entry = entries.find((candidate) => candidate.address === address);
    if (entry !== undefined) return hostLine(address.text, entry.names);
    const name = sources.dns ? yield* nameOf(process, address) : undefined;
    return name === undefined ? undefined : hostLine(address.text, [name]);
  }
  // IPv6 first: gethostbyname2(AF_INET6), then AF_INET.
  const known = entries.filter(({ names }) => names.some((name) => sameName(name, key)));
  const six = known.filter(({ address: own }) => own.family === 6);
  const shown = six.length > 0 ? six : known;
  if (shown.length > 0) return shown.map(({ address: own, names }) => hostLine(own.text, names)).join('');
  if (!sources.dns) return undefined;
  let found = yield* resolve(process, key, 'ipv6');
  if (typeof found === 'string') found = yield* resolve(process, key, 'ipv4');
  if (typeof found === 'string') return undefined;
  return found.addresses.map((own) => hostLine(own.text, [found.canonicalName])).join('');
}

function* allAddresses(
  process: ShellProcess,
  database: string,
  key: string,
  sources: Sources,
): Running<string | undefined> {
  const entries = sources.files ? readHosts(process.files) : [];
  const known = entries.filter(({ names }) => names.some((name) => sameName(name, key)));
  let addresses: string[];
  let canonicalName = known[0]?.names[0];
  if (known.length > 0) {
    const six = known.filter(({ address }) => address.family === 6).map(({ address }) => address.text);
    const four = known.filter(({ address }) => address.family === 4).map(({ address }) => address.text);
    // Asked for IPv4 alone, ::1 counts as 127.0.0.1.
    const mapped = known.some(({ address }) => address.family === 6 && address.isLoopback)
      ? ['127.0.0.1']
      : [];
    addresses =
      database === 'ahostsv4'
        ? [...four, ...mapped]
        : database === 'ahostsv6'
          ? six.length > 0
            ? six
            : four.map((text) => `::ffff:${text}`)
          : [...six, ...four];
  } else {
    const literal = Address.tryParse(key);
    if (!sources.dns && literal === undefined && !key.includes('%')) return undefined;
    if (literal?.family === 4 && database === 'ahostsv6') return undefined;
    const found = yield* resolve(process, key, database === 'ahostsv4' ? 'ipv4' : 'any', 'both');
    if (typeof found === 'string') return undefined;
    ({ canonicalName } = found);
    const zone = found.zone === undefined ? '' : `%${String(found.zone.index)}`;
    const hasIpv6 = found.addresses.some(({ family }) => family === 6);
    addresses = found.addresses
      .filter(({ family }) => database !== 'ahostsv6' || !hasIpv6 || family === 6)
      .map(({ text, family }) =>
        database === 'ahostsv6' && family === 4 ? `::ffff:${text}` : `${text}${zone}`,
      );
  }
  return addresses
    .flatMap((address, index) =>
      ['STREAM', 'DGRAM', 'RAW'].map((kind, at) => {
        const name = index === 0 && at === 0 ? (canonicalName ?? '') : '';
        // With a device the column is two narrower.
        const column = address.padEnd(address.includes('%') ? 13 : 15);
        return `${column} ${kind.padEnd(6)} ${name}\n`;
      }),
    )
    .join('');
}

function services(process: ShellProcess, keys: readonly string[]): number {
  const line = ({ name, port, protocol, aliases }: Service) =>
    `${name.padEnd(21)} ${[`${String(port)}/${protocol}`, ...aliases].join(' ')}\n`;
  if (keys.length === 0) {
    for (const service of allServices()) process.print(line(service));
    return 0;
  }
  for (const key of keys) {
    const [name = '', protocol] = key.split('/');
    const protocols = protocol === undefined ? (['tcp', 'udp'] as const) : ([protocol] as ('tcp' | 'udp')[]);
    const find = (one: 'tcp' | 'udp') =>
      /^\d+$/.test(name) ? serviceByPort(Number(name), one) : serviceByName(name, one);
    const service = protocols.map(find).find((found) => found !== undefined);
    if (service === undefined) return notFound;
    process.print(line(service));
  }
  return 0;
}

const knownProtocols: readonly (readonly [name: string, number: number])[] = [
  ['ip', 0],
  ['icmp', 1],
  ['igmp', 2],
  ['tcp', 6],
  ['udp', 17],
  ['gre', 47],
  ['esp', 50],
  ['ah', 51],
  ['sctp', 132],
];

function protocols(process: ShellProcess, keys: readonly string[]): number {
  const line = ([name, number]: readonly [string, number]) =>
    `${name.padEnd(21)} ${String(number)} ${name.toUpperCase()}\n`;
  if (keys.length === 0) {
    process.complain('getent: not simulated: all protocols\n');
    return 1;
  }
  for (const key of keys) {
    const found = knownProtocols.find(
      ([name, number]) => name === key || name.toUpperCase() === key || String(number) === key,
    );
    if (found === undefined) return notFound;
    process.print(line(found));
  }
  return 0;
}
