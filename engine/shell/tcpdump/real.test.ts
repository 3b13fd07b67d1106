/**
 * The real tcpdump reads the same capture file as ours: same lines, same packets selected. Skipped where tcpdump is
 * not installed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { Address } from '../../net/address/address.ts';
import { parseMac } from '../../net/address/mac.ts';
import { emitDns } from '../../net/dns/emit.ts';
import { query, recordType, type DnsMessage } from '../../net/dns/message.ts';
import { fragment } from '../../net/fragment/fragment.ts';
import type { Ethernet, NetworkPacket } from '../../net/packet/ethernet.ts';
import { ipv4, type Ipv4 } from '../../net/packet/ipv4.ts';
import { tcpFlags, type Tcp } from '../../net/packet/transport.ts';
import { linkType, pcapFile } from '../../net/pcap/pcap.ts';
import { ethernet } from '../../net/testing/arbitrary-packet.ts';
import { samples } from '../../net/testing/sample-packets.ts';
import { emit } from '../../net/wire/emit.ts';
import { utf8 } from '../../net/wire/utf8.ts';
import { compileFilter } from './filter/compile.ts';
import { readTcpdumpOptions } from './options.ts';
import { packetText } from './print/packet.ts';
import { Printer } from './print/printer.ts';

const installed = spawnSync('tcpdump', ['--version']).error === undefined;
if (!installed) console.warn('SKIPPED: tcpdump is not installed, so it could not judge ours');

const folder = mkdtempSync(join(tmpdir(), 'tcpdump-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const client = Address.parse('10.8.0.5');
const server = Address.parse('10.96.10.50');
const data = (text: string) => utf8(text);

function framed(payload: NetworkPacket): Ethernet {
  return {
    kind: 'ethernet',
    source: parseMac('7e:00:00:00:00:05'),
    destination: parseMac('be:39:00:00:00:01'),
    payload,
  };
}

function segment(fields: Partial<Tcp>, back = false): Ipv4 {
  const tcp: Tcp = {
    kind: 'tcp',
    sourcePort: back ? 80 : 39_928,
    destinationPort: back ? 39_928 : 80,
    sequence: back ? 1_134_926_434 : 266_188_533,
    acknowledgement: 0,
    flags: tcpFlags({ ack: true }),
    window: 64,
    urgent: 0,
    options: [],
    data: data(''),
    ...fields,
  };
  return ipv4({
    source: back ? server : client,
    destination: back ? client : server,
    id: 7,
    dontFragment: true,
    payload: tcp,
  });
}

function datagram(port: number, octets: Uint8Array, from = 45_399): Ipv4 {
  return ipv4({
    source: client,
    destination: Address.parse('10.96.0.10'),
    id: 9,
    payload: {
      kind: 'udp',
      sourcePort: from,
      destinationPort: port,
      payload: { kind: 'data', data: octets },
    },
  });
}

const asked = query(52_328, 'web.default.svc.cluster.local.', recordType.AAAA);
const answer: DnsMessage = {
  ...asked,
  response: true,
  authoritative: true,
  authorities: [
    {
      name: 'cluster.local.',
      type: recordType.SOA,
      class: 1,
      ttl: 30,
      data: {
        kind: 'authority',
        primary: 'ns.dns.cluster.local.',
        mailbox: 'hostmaster.cluster.local.',
        serial: 1,
        refresh: 7200,
        retry: 1800,
        expire: 86_400,
        minimum: 30,
      },
    },
  ],
};
const found: DnsMessage = {
  ...answer,
  authorities: [],
  answers: ['10.8.0.6', '10.8.1.8'].map((text) => ({
    name: 'web-headless.default.svc.cluster.local.',
    type: recordType.A,
    class: 1,
    ttl: 90,
    data: { kind: 'address', address: Address.parse(text) } as const,
  })),
};
const named: DnsMessage = {
  ...answer,
  authorities: [],
  answers: [
    {
      name: '50.10.96.10.in-addr.arpa.',
      type: recordType.PTR,
      class: 1,
      ttl: 30,
      data: { kind: 'name', name: 'web.default.svc.cluster.local.' },
    },
    {
      name: '_http._tcp.web.',
      type: recordType.SRV,
      class: 1,
      ttl: 30,
      data: { kind: 'service', priority: 0, weight: 100, port: 80, target: 'web.' },
    },
    {
      name: 'web.',
      type: recordType.TXT,
      class: 1,
      ttl: 30,
      data: { kind: 'text', strings: ['hello', 'world'] },
    },
    { name: 'web.', type: recordType.CNAME, class: 1, ttl: 30, data: { kind: 'name', name: 'www.' } },
  ],
};
const unknown: DnsMessage = { ...answer, code: 3, recursionAvailable: true, authoritative: false };

const request = data('GET / HTTP/1.1\r\nHost: web\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\n\r\n');
const page = data('HTTP/1.1 200 OK\r\nServer: nginx/1.27.1\r\nContent-Length: 8\r\n\r\nHostname');
const quoted = segment({ flags: tcpFlags({ syn: true }) });
const error = (
  type: 'destinationUnreachable' | 'timeExceeded',
  code: number,
  about: Ipv4 = quoted,
  rest = 0,
): Ipv4 =>
  ipv4({
    source: Address.parse('10.8.0.1'),
    destination: client,
    tos: 0xc0,
    id: 3,
    payload: { kind: 'icmp', type, code, rest, quoted: about },
  });
const echo = (octets: number): Ipv4 =>
  ipv4({
    source: client,
    destination: Address.parse('10.8.1.8'),
    id: 5,
    payload: { kind: 'icmp', type: 'echoRequest', id: 38, sequence: 1, data: new Uint8Array(octets) },
  });

const conversation: readonly NetworkPacket[] = [
  segment({
    flags: tcpFlags({ syn: true }),
    window: 64_860,
    options: [
      { kind: 'mss', value: 1410 },
      { kind: 'sackPermitted' },
      { kind: 'timestamps', value: 5, echo: 0 },
      { kind: 'nop' },
      { kind: 'windowScale', shift: 10 },
    ],
  }),
  segment({ flags: tcpFlags({ syn: true, ack: true }), acknowledgement: 266_188_534 }, true),
  segment({ sequence: 266_188_534, acknowledgement: 1_134_926_435 }),
  segment({
    sequence: 266_188_534,
    acknowledgement: 1_134_926_435,
    flags: tcpFlags({ ack: true, psh: true }),
    data: request,
  }),
  segment(
    {
      sequence: 1_134_926_435,
      acknowledgement: 266_188_600,
      flags: tcpFlags({ ack: true, psh: true }),
      data: page,
    },
    true,
  ),
  segment(
    {
      sequence: 1_134_926_535,
      acknowledgement: 266_188_600,
      flags: tcpFlags({ ack: true, psh: true }),
      data: data('xxxx\n'),
    },
    true,
  ),
  segment(
    { sequence: 1_134_926_540, acknowledgement: 266_188_600, flags: tcpFlags({ ack: true, fin: true }) },
    true,
  ),
  segment({
    sequence: 266_188_600,
    acknowledgement: 1_134_926_541,
    options: [{ kind: 'nop' }, { kind: 'nop' }, { kind: 'sack', blocks: [[1_134_926_600, 1_134_926_700]] }],
  }),
  segment(
    {
      sequence: 0,
      acknowledgement: 266_188_601,
      flags: tcpFlags({ rst: true, ack: true }),
      window: 0,
      sourcePort: 81,
      destinationPort: 39_928,
    },
    true,
  ),
  segment({ flags: tcpFlags({}), urgent: 3 }),
  datagram(53, emitDns(asked)),
  datagram(39_000, emitDns(answer), 53),
  datagram(39_000, emitDns(found), 53),
  datagram(39_000, emitDns(named), 53),
  datagram(39_000, emitDns(unknown), 53),
  datagram(
    53,
    emitDns({
      ...asked,
      edns: {
        udpSize: 1232,
        version: 0,
        dnssecOk: false,
        extendedCode: 0,
        options: [{ code: 10, data: data('12345678') }],
      },
    }),
  ),
  datagram(33_434, new Uint8Array(32)),
  datagram(9000, new Uint8Array(0)),
  error('timeExceeded', 0, datagram(33_434, new Uint8Array(32))),
  ...[0, 1, 2, 3, 5, 9, 10, 13].map((code) => error('destinationUnreachable', code)),
  error('destinationUnreachable', 3, datagram(33_436, new Uint8Array(32))),
  error('destinationUnreachable', 4, echo(1400), 1450),
  echo(56),
  ...fragment(echo(2000), 1450),
  ...fragment(datagram(9000, new Uint8Array(2000)), 1450),
  ipv4({
    source: client,
    destination: Address.parse('10.8.1.8'),
    options: Uint8Array.of(7, 7, 8, 10, 8, 0, 5, 0),
    payload: { kind: 'icmp', type: 'echoReply', id: 1, sequence: 2, data: new Uint8Array(3) },
  }),
  ipv4({ source: client, destination: server, payload: echo(10) }),
  ipv4({
    source: client,
    destination: server,
    payload: { kind: 'bytes', protocol: 99, data: new Uint8Array(20) },
  }),
  ipv4({
    source: client,
    destination: server,
    tos: 2,
    payload: { kind: 'bytes', protocol: 98, data: new Uint8Array(0) },
  }),
];
const frames = [...conversation.map(framed), ...samples.map(([, frame]) => frame)].filter(
  (frame) => frame.payload.kind !== 'ipv6',
);

function write(packets: readonly Uint8Array[], name: string): string {
  const file = join(folder, name);
  writeFileSync(
    file,
    pcapFile(
      linkType.ethernet,
      packets.map((bytes, index) => ({ time: 1_700_000_000_000_000 + index * 1_234_567, bytes })),
    ),
  );
  return file;
}

const environment = { TZ: 'UTC', PATH: process.env['PATH'] ?? '' };

function real(file: string, words: readonly string[]): string {
  const run = spawnSync('tcpdump', [...words, '-r', file], { encoding: 'utf8', env: environment });
  return run.stdout;
}

function ours(packets: readonly Uint8Array[], words: readonly string[]): string {
  const options = readTcpdumpOptions(words);
  if ('stop' in options) throw new Error(options.text);
  const printer = new Printer(options.print);
  const timing = { previous: undefined, first: undefined, count: 0 };
  return packets
    .map((bytes, index) =>
      packetText(
        printer,
        {
          time: 1_700_000_000_000_000 + index * 1_234_567,
          linkType: 'ethernet',
          bytes,
          length: bytes.length,
          partialChecksum: false,
        },
        timing,
        () => undefined,
      ),
    )
    .join('');
}

describe.skipIf(!installed)('the real tcpdump', () => {
  const packets = frames.map((frame) => emit(frame));
  const file = write(packets, 'samples.pcap');
  for (const words of [
    '-n',
    '-ne',
    '-nv',
    '-nvv',
    '-nvvve',
    '-nq',
    '-nS',
    '-nX',
    '-nxx',
    '-nA',
    '-nt',
    '-ntt',
    '-nttt',
    '-ntttt',
    '-nttttt',
    '-n#',
  ])
    test(`prints the same with ${words}`, () => {
      expect(ours(packets, [words]).split('\n')).toEqual(real(file, [words]).split('\n'));
    });

  test('prints the same for whatever packets come', () => {
    const many = fc
      .sample(ethernet, { numRuns: 300, seed: 7 })
      .filter(isPlain)
      .map((frame) => emit(frame));
    const arbitrary = write(many, 'arbitrary.pcap');
    const theirs = real(arbitrary, ['-nvve']).split('\n');
    const mine = ours(many, ['-nvve']).split('\n');
    const different = mine.filter((line, index) => line !== theirs[index]).length;
    expect(different / mine.length).toBeLessThan(0.05);
  });
});

/** What our printer knows: no IPv6 inside, no tunnel in a tunnel. */
function isPlain(frame: Ethernet): boolean {
  const { payload } = frame;
  if (payload.kind === 'arp') return true;
  return (
    payload.kind === 'ipv4' &&
    payload.options.length === 0 &&
    ['tcp', 'udp', 'icmp'].includes(payload.payload.kind)
  );
}

const filters = `
tcp|udp|icmp|arp|ip|ip6|ip proto 6|ip proto \\tcp|proto 17|ether proto 0x0806|ether proto \\arp|host 10.8.0.5|src host 10.8.0.5|dst host 10.8.0.5
src 10.8.0.5|dst 10.96.10.50|ip host 10.8.0.5|arp host 10.8.0.5|net 10.8.0.0/16|src net 10.8.0.0/16|dst net 10.96.0.0/12|net 10.8|net 10
net 10.8.0.0 mask 255.255.0.0|port 80|src port 80|dst port 80|tcp port 80|udp port 53|tcp port http|udp port domain|port domain|portrange 1-1024|tcp portrange 80-81
udp dst portrange 33434-33534|tcp port 80 or 53|tcp port 80 or udp port 53|port 80 and host 10.8.0.5|not tcp|not port 80|tcp and not port 80|! icmp
(tcp or udp) and host 10.8.0.5|tcp[tcpflags] & tcp-syn != 0|tcp[tcpflags] & (tcp-syn|tcp-fin) != 0|tcp[13] & 2 != 0|tcp[tcpflags] == tcp-syn|tcp[13] = 18
tcp[tcpflags] & (tcp-syn|tcp-ack) = (tcp-syn|tcp-ack)|tcp[tcpflags] & tcp-rst != 0|tcp[0:2] = 80|tcp[2:2] > 1024|ip[8] < 64|ip[8] = 64|ip[6:2] & 0x1fff != 0|ip[6] & 0x20 != 0|ip[6] & 64 = 64
ip[0] & 0xf != 5|ip[2:2] > 576|ip[9] = 1|icmp[icmptype] = icmp-echo|icmp[icmptype] == icmp-unreach|icmp[0] = 3 and icmp[1] = 4|icmp[icmpcode] = 1|icmp[icmptype] != icmp-echo and icmp[icmptype] != icmp-echoreply
udp[8:2] = 52328|udp[4:2] > 40|udp[10] & 0x80 != 0|ether[0] & 1 = 1|ether[12:2] = 0x0800|ether host be:39:00:00:00:01|ether src 7e:00:00:00:00:05|ether dst 7e:00:00:00:00:05|ether broadcast|broadcast|multicast|ether multicast|ip multicast
less 60|greater 100|len > 100|len <= 60|len - 14 > 100|ip[2:2] - ((ip[0] & 0xf) << 2) > 40|tcp[((tcp[12] & 0xf0) >> 2):4] = 0x47455420|tcp port 80 and (((ip[2:2] - ((ip[0]&0xf)<<2)) - ((tcp[12]&0xf0)>>2)) != 0)
src or dst port 80|src and dst port 80|src or dst host 10.8.0.5|host 10.8.0.5 and 10.96.10.50|host 10.8.0.5 or 10.8.1.8|src host 10.8.0.5 and dst port 80|tcp src port 80|tcp dst port 80 or udp dst port 53
port 53 or port 80 and tcp|tcp and port 80 or icmp|icmp or arp|tcp or icmp|tcp port 80 or tcp port 8080 or tcp port 30090 or icmp|udp port 8472|udp port 4789|ip proto 4|ip proto 89|sctp|ip and not tcp and not udp
arp[6:2] = 1|arp[7] = 2|arp src host 10.8.0.5|rarp|igmp|host 0.0.0.0|net 0.0.0.0/0|net 224.0.0.0/4|not host 10.8.0.5 and not arp|not (host 10.8.0.5 or arp)
1 = 1|1 = 2|ip[8] - 1 = 63|ip[8] * 2 = 128|ip[8] / 2 = 32|ip[8] % 2 = 0|ip[8] ^ 64 = 0|ip[8] >> 3 = 8|ip[8] << 1 = 128|ip[12:4] = 0x0a080005|0 - ip[8] < 0
tcp[100] = 0 or arp|not tcp[100] = 0|udp[100] != 1|port (80 or 53)|host (10.8.0.5 or 10.8.1.8)|tcp port (80 or 81)|icmp[4:2] = 38
`
  .trim()
  .split('\n')
  // A bar inside parentheses belongs to the expression.
  .flatMap((line) => line.split(/\|(?![^(]*\))/));

describe.skipIf(!installed)('the filter language', () => {
  const packets = frames.map((frame) => emit(frame));
  const file = write(packets, 'filters.pcap');

  test('has more than a hundred expressions to be judged by', () => {
    expect(filters.length).toBeGreaterThan(100);
  });

  for (const expression of filters)
    test(`selects the same packets: ${expression}`, () => {
      const run = spawnSync('tcpdump', ['-n', '-#', '-t', '-r', file, expression], {
        encoding: 'utf8',
        env: environment,
      });
      const times = spawnSync('tcpdump', ['-n', '-tt', '-r', file, expression], {
        encoding: 'utf8',
        env: environment,
      }).stdout;
      const compiled = compileFilter(expression, new Map());
      if (run.status !== 0) {
        const rejected = run.stderr.includes('expression rejects all packets');
        if (!rejected)
          expect(compiled.ok ? 'ok' : `tcpdump: ${compiled.message}`).toBe(
            run.stderr.trim().split('\n').at(-1),
          );
        return;
      }
      if (!compiled.ok) throw new Error(compiled.message);
      const selected = packets.flatMap((bytes, index) =>
        compiled.test({
          linkType: 'ethernet',
          bytes,
          length: bytes.length,
          outgoing: false,
          interfaceIndex: 0,
        })
          ? [index]
          : [],
      );
      const theirs = [...times.matchAll(/^17\d{8}\.\d{6}/gm)].map(([stamp]) =>
        Math.round((Number(stamp) * 1_000_000 - 1_700_000_000_000_000) / 1_234_567),
      );
      expect(selected).toEqual(theirs);
    });

  const wrong = [
    'bogus filter',
    '10.8.0.5',
    'bogus',
    '8080',
    'tcp and bogus',
    'tcp or 10.8.0.5',
    'not bogus',
    'port 80 and tcp or 8080',
    'tcp port',
    'port nosuch',
    'host',
    'port 99999',
    'net 10.8.0.1/16',
    'net 10.8.0.0 mask 255.0.0.0',
    '(tcp',
    'tcp)',
    'tcp and',
    'ether host 1.2.3.4',
    'host 300.1.1.1',
    'tcp[20',
    'foo[0]=1',
    'udp portrange 1-x',
    'less',
    'src tcp',
    'proto nosuch',
    'ip proto tcp',
    'not',
    '!',
    'tcp &',
    'host 10.8.0.0/16',
    'icmp port 5',
    'ip6 host 1.2.3.4',
    'port 80-90',
    'tcp[0:3] = 1',
    'host aa:bb:cc:dd:ee:ff',
  ];
  for (const expression of wrong)
    test(`complains in the same words: ${expression}`, () => {
      const run = spawnSync('tcpdump', ['-n', '-r', file, expression], {
        encoding: 'utf8',
        env: environment,
      });
      const compiled = compileFilter(expression, new Map());
      expect(compiled.ok ? 'ok' : `tcpdump: ${compiled.message}`).toBe(run.stderr.trim().split('\n').at(-1));
    });
});
