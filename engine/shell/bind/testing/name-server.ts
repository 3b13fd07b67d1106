/**
 * For tests of the DNS tools: a machine 10.0.0.2 that knows the zone lab.test, and one 10.0.0.1 that asks it.
 */
import { Address } from '../../../net/address/address.ts';
import { recordType, type RecordData } from '../../../net/dns/message.ts';
import type { Program } from '../../../linux/process/process.ts';
import type { NetworkNamespace } from '../../../linux/namespace/namespace.ts';
import { coreDnsAuthority, type DnsAuthority } from '../../../linux/program/dns/answer.ts';
import { dnsServer } from '../../../linux/program/dns/server.ts';
import { finish, pair, start } from '../../../linux/socket/testing/pair.ts';

const records: Readonly<Record<string, readonly [type: number, data: RecordData]>> = {
  'web.lab.test.': [recordType.A, { kind: 'address', address: Address.parse('10.0.0.80') }],
  '80.0.0.10.in-addr.arpa.': [recordType.PTR, { kind: 'name', name: 'web.lab.test.' }],
  '_http._tcp.web.lab.test.': [
    recordType.SRV,
    { kind: 'service', priority: 0, weight: 100, port: 80, target: 'web.lab.test.' },
  ],
};

const authority: DnsAuthority = {
  zones: ['lab.test.', 'in-addr.arpa.'].map((name) => ({
    name,
    authority: coreDnsAuthority(name, 30),
    fallThrough: false,
  })),
  ttl: 30,
  recursive: false,
  records(name, type) {
    const found = records[name];
    return found?.[0] === type ? [found[1]] : [];
  },
  exists: (name) => name in records,
};

const files = { '/etc/resolv.conf': 'nameserver 10.0.0.2\nsearch lab.test\noptions ndots:5\n' };

/** @param words split at spaces */
export function run(
  program: Program<NetworkNamespace>,
  words: string,
  stdin?: string,
): { text: string; status: number | undefined } {
  const { one, other } = pair();
  start(other, { program: dnsServer({ authority }) });
  return finished(one, program, words, stdin);
}

/** Without a server. */
export function runBeside(program: Program<NetworkNamespace>, words: string): ReturnType<typeof run> {
  return finished(pair().one, program, words, undefined);
}

function finished(
  place: NetworkNamespace,
  program: Program<NetworkNamespace>,
  words: string,
  stdin: string | undefined,
): ReturnType<typeof run> {
  const { text, process } = finish(place, {
    program,
    arguments: words.split(' '),
    files,
    ...(stdin === undefined ? {} : { stdin }),
  });
  return { text, status: process.exit?.status };
}
