/**
 * Names to addresses and back, as getaddrinfo(3) and getnameinfo(3) of the C library do: /etc/hosts, then DNS
 * (nsswitch.conf: `hosts: files dns`).
 *
 * Left out: the order of RFC 6724 between several addresses of a family (/etc/gai.conf).
 */
import { Address } from '../../net/address/address.ts';
import { recordType } from '../../net/dns/message.ts';
import { reverseName, sameName } from '../../net/dns/name.ts';
import type { NetDevice } from '../device/device.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { Process } from '../process/process.ts';
import type { Running } from '../process/wait.ts';
import { type HostsEntry, readHosts, readResolverConfiguration } from './configuration.ts';
import { exchange } from './exchange.ts';
import { search } from './search.ts';
import { legacyAddress } from './legacy-address.ts';

export interface ResolvedName {
  /** The best first. */
  readonly addresses: readonly Address[];
  /** The device a link-local address was given with: `fe80::1%eth0`. */
  readonly zone?: NetDevice;
  /** Without a final dot. For an address it is that text. */
  readonly canonicalName: string;
  readonly from: 'address' | 'hosts' | 'dns';
}

/** EAI_NONAME, EAI_NODATA, EAI_AGAIN, EAI_ADDRFAMILY */
export type LookupFailure = 'noName' | 'noData' | 'again' | 'family';

const words: Readonly<Record<LookupFailure, string>> = {
  noName: 'Name or service not known',
  noData: 'No address associated with hostname',
  again: 'Temporary failure in name resolution',
  family: 'Address family for hostname not supported',
};

/** gai_strerror(3) */
export function lookupError(failure: LookupFailure): string {
  return words[failure];
}

/**
 * @param families which records to ask DNS for: both, or those of one family (AF_INET, AF_INET6)
 * @param speaks what the caller can do with the answer: many a tool here speaks IPv4 alone, though it asks for both
 */
export function* resolve(
  process: Process<NetworkNamespace>,
  name: string,
  families: 'any' | 'ipv4' | 'ipv6' = 'any',
  speaks: 'ipv4' | 'both' = families === 'ipv6' ? 'both' : 'ipv4',
): Running<ResolvedName | LookupFailure> {
  const isWanted = ({ family }: Address) =>
    family === 4 ? families !== 'ipv6' : families !== 'ipv4' && speaks === 'both';
  const literal = literalAddress(process.place, name);
  if (literal !== undefined) {
    if (isWanted(literal.address)) return { addresses: [literal.address], ...literal.rest };
    return families === 'any' ? 'noName' : 'family';
  }
  const entries = readHosts(process.files).filter(
    ({ address, names }) =>
      isWanted(address) && names.some((known) => sameName(known, name.replace(/\.$/, ''))),
  );
  const known = entries.map((entry) => entry.address);
  // To glibc the ::1 of /etc/hosts is 127.0.0.1, too, when it is asked for IPv4 alone (nss_files).
  if (families === 'ipv4' && hasLine(process, name, ({ address }) => address === loopback6))
    known.push(loopback4);
  if (known.length > 0) {
    const addresses = inOrder(process.place, known);
    // Asked for IPv4 alone, glibc loses the canonical name when an IPv6 line has the name as well.
    const lost = families === 'ipv4' && hasLine(process, name, ({ address }) => address.family === 6);
    return { addresses, canonicalName: lost ? '' : (entries[0]?.names[0] ?? name), from: 'hosts' };
  }
  if (!isHostName(name)) return 'noName';
  const configuration = readResolverConfiguration(process.files);
  const types = {
    any: [recordType.A, recordType.AAAA],
    ipv4: [recordType.A],
    ipv6: [recordType.AAAA],
  }[families];
  const found = yield* search(process, configuration, name, types);
  if (found === 'again') return 'again';
  if (found === 'notFound') return 'noName';
  if (found === 'noData') return 'noData';
  const records = found.answers.flatMap((answer) => answer.answers);
  const addresses = records.flatMap(({ data }) =>
    data.kind === 'address' && isWanted(data.address) ? [data.address] : [],
  );
  if (addresses.length === 0) return 'noData';
  const owner =
    records.find(({ type }) => type === recordType.A || type === recordType.AAAA)?.name ?? found.name;
  return {
    addresses: inOrder(process.place, addresses),
    canonicalName: owner.replace(/\.$/, ''),
    from: 'dns',
  };
}

/** An address, perhaps with the device it counts on. */
function literalAddress(namespace: NetworkNamespace, name: string) {
  const [, text = name, zoneName] = /^([^%]+)%(.+)$/.exec(name) ?? [];
  const address = Address.tryParse(text) ?? (zoneName === undefined ? legacyAddress(name) : undefined);
  const zone = zoneName === undefined ? undefined : namespace.devices.get(zoneName);
  if (address === undefined || (zoneName !== undefined && (zone === undefined || address.family === 4)))
    return undefined;
  const rest = { canonicalName: name, from: 'address' as const };
  return { address, rest: zone === undefined ? rest : { ...rest, zone } };
}

/**
 * RFC 6724 section 6, as far as two families need it: what has a way and an address of its own scope to come from is
 * before what has not, IPv6 before IPv4.
 */
function inOrder(namespace: NetworkNamespace, addresses: readonly Address[]): readonly Address[] {
  if (!addresses.some(({ family }) => family === 6) || addresses.length === 1) return addresses;
  const rank = (address: Address) => {
    const way = namespace.ip(address.family).routeOutput({ destination: address });
    if (way.kind === 'failure' || way.source.isUnspecified) return 4;
    const matches = address.family === 4 || way.source.isLinkLocal === address.isLinkLocal;
    return (matches ? 0 : 2) + (address.family === 6 ? 0 : 1);
  };
  return addresses
    .map((address) => ({ address, rank: rank(address) }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ address }) => address);
}

const loopback4 = Address.parse('127.0.0.1');
const loopback6 = Address.parse('::1');

function hasLine(
  process: Process<NetworkNamespace>,
  name: string,
  wanted: (entry: HostsEntry) => boolean,
): boolean {
  return readHosts(process.files).some(
    (entry) => wanted(entry) && entry.names.some((known) => sameName(known, name)),
  );
}

/** The name of an address; undefined when it has none, or nobody could be asked. */
export function* nameOf(process: Process<NetworkNamespace>, address: Address): Running<string | undefined> {
  const found = yield* lookUpName(process, address);
  return typeof found === 'string' ? found : undefined;
}

/** getnameinfo(3). @returns undefined when it has none, the failure (EAI_AGAIN) when nobody could be asked */
export function* lookUpName(
  process: Process<NetworkNamespace>,
  address: Address,
): Running<string | undefined | { readonly failure: LookupFailure }> {
  const entry = readHosts(process.files).find((candidate) => candidate.address === address);
  if (entry !== undefined) return entry.names[0];
  const configuration = readResolverConfiguration(process.files);
  const answers = yield* exchange(process, configuration, reverseName(address), [recordType.PTR]);
  if (typeof answers === 'string') return { failure: 'again' };
  for (const { data } of answers.flatMap((answer) => answer.answers))
    if (data.kind === 'name') return data.name.replace(/\.$/, '');
  return undefined;
}

/** What glibc would send at all. */
function isHostName(name: string): boolean {
  const labels = name.replace(/\.$/, '').split('.');
  return name.length <= 254 && labels.every((label) => /^[\w][\w-]{0,62}$/.test(label));
}
