/**
 * Names to addresses and back, as getaddrinfo(3) and getnameinfo(3) of the C library do: /etc/hosts, then DNS
 * (nsswitch.conf: `hosts: files dns`).
 *
 * IPv6 addresses are not handed out: nothing in this world is reached by IPv6 yet; `addresses` of a dual-stack name
 * are its IPv4 ones, though AAAA is asked for, as on the wire.
 */
import { Address } from '../../net/address/address.ts';
import { recordType } from '../../net/dns/message.ts';
import { reverseName, sameName } from '../../net/dns/name.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { Process } from '../process/process.ts';
import type { Running } from '../process/wait.ts';
import { readHosts, readResolverConfiguration } from './configuration.ts';
import { exchange } from './exchange.ts';
import { search } from './search.ts';
import { legacyAddress } from './legacy-address.ts';

export interface ResolvedName {
  readonly addresses: readonly Address[];
  /** Without a final dot. For an address it is that text. */
  readonly canonicalName: string;
  readonly from: 'address' | 'hosts' | 'dns';
}

/** EAI_NONAME, EAI_NODATA, EAI_AGAIN */
export type LookupFailure = 'noName' | 'noData' | 'again';

const words: Readonly<Record<LookupFailure, string>> = {
  noName: 'Name or service not known',
  noData: 'No address associated with hostname',
  again: 'Temporary failure in name resolution',
};

/** gai_strerror(3) */
export function lookupError(failure: LookupFailure): string {
  return words[failure];
}

/** @param families which records to ask DNS for: both, or those of one family (AF_INET, AF_INET6) */
export function* resolve(
  process: Process<NetworkNamespace>,
  name: string,
  families: 'any' | 'ipv4' | 'ipv6' = 'any',
): Running<ResolvedName | LookupFailure> {
  const literal = Address.tryParse(name) ?? legacyAddress(name);
  if (literal !== undefined) {
    if (literal.family === 6) return 'noName';
    return { addresses: [literal], canonicalName: name, from: 'address' };
  }
  const entries = readHosts(process.files).filter(
    (entry) =>
      entry.address.family === 4 && entry.names.some((known) => sameName(known, name.replace(/\.$/, ''))),
  );
  if (entries.length > 0) {
    const addresses = entries.map((entry) => entry.address);
    // Asked for IPv4 alone, glibc loses the canonical name when an IPv6 line has the name as well.
    const lost = families === 'ipv4' && hasIpv6Line(process, name);
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
    data.kind === 'address' && data.address.family === 4 ? [data.address] : [],
  );
  if (addresses.length === 0) return 'noData';
  const owner = records.find(({ type }) => type === recordType.A)?.name ?? found.name;
  return { addresses, canonicalName: owner.replace(/\.$/, ''), from: 'dns' };
}

function hasIpv6Line(process: Process<NetworkNamespace>, name: string): boolean {
  return readHosts(process.files).some(
    (entry) => entry.address.family === 6 && entry.names.some((known) => sameName(known, name)),
  );
}

/** The name of an address; undefined when it has none. */
export function* nameOf(process: Process<NetworkNamespace>, address: Address): Running<string | undefined> {
  const entry = readHosts(process.files).find((candidate) => candidate.address === address);
  if (entry !== undefined) return entry.names[0];
  const configuration = readResolverConfiguration(process.files);
  const answers = yield* exchange(process, configuration, reverseName(address), [recordType.PTR]);
  if (typeof answers === 'string') return undefined;
  for (const { data } of answers.flatMap((answer) => answer.answers))
    if (data.kind === 'name') return data.name.replace(/\.$/, '');
  return undefined;
}

/** What glibc would send at all. */
function isHostName(name: string): boolean {
  const labels = name.replace(/\.$/, '').split('.');
  return name.length <= 254 && labels.every((label) => /^[\w][\w-]{0,62}$/.test(label));
}
