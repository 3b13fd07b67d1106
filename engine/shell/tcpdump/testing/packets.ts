/**
 * What clients and servers of a cluster say to each other, one packet of each kind: the material the printer and the
 * filters are judged with. IPv6 is left out: no device of this book carries it.
 */
import { Address } from '../../../net/address/address.ts';
import { parseMac } from '../../../net/address/mac.ts';
import { emitDns } from '../../../net/dns/emit.ts';
import { query, recordType, type DnsMessage } from '../../../net/dns/message.ts';
import { fragment } from '../../../net/fragment/fragment.ts';
import type { Ethernet, NetworkPacket } from '../../../net/packet/ethernet.ts';
import { ipv4, type Ipv4 } from '../../../net/packet/ipv4.ts';
import { tcpFlags, type Tcp } from '../../../net/packet/transport.ts';
import { samples } from '../../../net/testing/sample-packets.ts';
import { utf8 } from '../../../net/wire/utf8.ts';

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
/** Each as a frame of Ethernet; what the packets of the net room are made of, too. */
export const frames = [...conversation.map(framed), ...samples.map(([, frame]) => frame)].filter(
  (frame) => frame.payload.kind !== 'ipv6',
);
