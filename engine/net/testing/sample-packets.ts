/**
 * One plausible frame of every kind, on the reference cluster's addresses: for tests that look at a packet's octets,
 * its tree or its text. Only tests import this folder.
 */
import { Address, anyV6 } from '../address/address.ts';
import { broadcastMac, parseMac, zeroMac } from '../address/mac.ts';
import type { Ethernet, NetworkPacket } from '../packet/ethernet.ts';
import { ipv4, type Ipv4, type Ipv4Fields } from '../packet/ipv4.ts';
import { ipv6, type Ipv6Fields } from '../packet/ipv6.ts';
import { tcpFlags, type Icmpv6, type Tcp, type Udp } from '../packet/transport.ts';
import { fragment } from '../fragment/fragment.ts';
import { utf8 } from '../wire/utf8.ts';

const one = parseMac('02:42:0a:08:00:05');
const other = parseMac('02:42:0a:08:00:01');
const client = Address.parse('10.8.0.5');
const server = Address.parse('10.8.1.7');
const clientV6 = Address.parse('fd00:10:8::5');
const serverV6 = Address.parse('fd00:10:8:1::7');

export const frame = (payload: NetworkPacket): Ethernet => ({
  kind: 'ethernet',
  source: one,
  destination: other,
  payload,
});

const packet = (payload: Ipv4['payload'], more: Partial<Ipv4Fields> = {}): Ipv4 =>
  ipv4({ source: client, destination: server, id: 4711, dontFragment: true, payload, ...more });

const packetV6 = (payload: Ipv6Fields['payload'], more: Partial<Ipv6Fields> = {}): Ethernet =>
  frame(ipv6({ source: clientV6, destination: serverV6, payload, ...more }));

export const syn: Tcp = {
  kind: 'tcp',
  sourcePort: 43210,
  destinationPort: 80,
  sequence: 4_000_000_001,
  acknowledgement: 0,
  flags: tcpFlags({ syn: true }),
  window: 64860,
  urgent: 0,
  options: [
    { kind: 'mss', value: 1410 },
    { kind: 'sackPermitted' },
    { kind: 'timestamps', value: 3_500_000_000, echo: 0 },
    { kind: 'nop' },
    { kind: 'windowScale', shift: 7 },
  ],
  data: new Uint8Array(0),
};

const request: Tcp = {
  ...syn,
  sequence: 4_000_000_002,
  acknowledgement: 77,
  flags: tcpFlags({ psh: true, ack: true }),
  options: [
    { kind: 'nop' },
    { kind: 'nop' },
    { kind: 'sack', blocks: [[100, 200]] },
    { kind: 'other', number: 253, data: Uint8Array.of(1, 2, 3) },
  ],
  data: utf8('GET / HTTP/1.1\r\nHost: web\r\n\r\n'),
};

const datagram: Udp = {
  kind: 'udp',
  sourcePort: 33333,
  destinationPort: 9999,
  payload: { kind: 'data', data: utf8('hello, datagram') },
};

const echoData = Uint8Array.from({ length: 56 }, (_, index) => index);
const big: Tcp = { ...request, options: [], data: new Uint8Array(1400) };

const neighbour = {
  kind: 'icmpv6',
  target: serverV6,
  linkLayer: one,
  solicited: false,
  override: false,
  router: false,
} as const satisfies Partial<Icmpv6>;

const pieces = fragment(
  packet({ ...datagram, payload: { kind: 'data', data: new Uint8Array(2000) } }, { dontFragment: false }),
  1000,
);

const overlay = (destinationPort: number): Ethernet =>
  frame(
    ipv4({
      source: Address.parse('10.10.20.4'),
      destination: Address.parse('10.10.20.5'),
      payload: {
        kind: 'udp',
        sourcePort: 51234,
        destinationPort,
        payload: { kind: 'vxlan', vni: 1, frame: frame(packet(syn)) },
      },
    }),
  );

const icmpv6 = (message: Icmpv6): Ethernet => packetV6(message, { hopLimit: 255 });

/** Each with a name that says what it is. */
export const samples: readonly (readonly [name: string, frame: Ethernet])[] = [
  [
    'arp request',
    {
      ...frame({
        kind: 'arp',
        operation: 'request',
        senderMac: one,
        senderAddress: client,
        targetMac: zeroMac,
        targetAddress: server,
      }),
      destination: broadcastMac,
    },
  ],
  [
    'arp reply',
    frame({
      kind: 'arp',
      operation: 'reply',
      senderMac: one,
      senderAddress: client,
      targetMac: other,
      targetAddress: server,
    }),
  ],
  ['tcp syn', frame(packet(syn))],
  ['tcp data', frame(packet(request))],
  ['udp', frame(packet(datagram))],
  ['ipv4 options', frame(packet(datagram, { options: Uint8Array.of(0x94, 4, 0, 0) }))],
  ['echo request', frame(packet({ kind: 'icmp', type: 'echoRequest', id: 7, sequence: 1, data: echoData }))],
  ['echo reply', frame(packet({ kind: 'icmp', type: 'echoReply', id: 7, sequence: 1, data: echoData }))],
  [
    'port unreachable',
    frame(
      packet({ kind: 'icmp', type: 'destinationUnreachable', code: 3, rest: 0, quoted: packet(datagram) }),
    ),
  ],
  [
    'fragmentation needed',
    frame(packet({ kind: 'icmp', type: 'destinationUnreachable', code: 4, rest: 1450, quoted: packet(big) })),
  ],
  [
    'time exceeded',
    frame(packet({ kind: 'icmp', type: 'timeExceeded', code: 0, rest: 0, quoted: packet(syn, { ttl: 1 }) })),
  ],
  [
    'parameter problem',
    frame(
      packet({ kind: 'icmp', type: 'parameterProblem', code: 0, rest: 0x1400_0000, quoted: packet(syn) }),
    ),
  ],
  [
    'redirect',
    frame(
      packet({
        kind: 'icmp',
        type: 'redirect',
        code: 1,
        rest: Address.parse('10.8.0.2').bits,
        quoted: packet(syn),
      }),
    ),
  ],
  ...pieces.map((piece, index) => [`fragment ${String(index)}`, frame(piece)] as const),
  ['vxlan', overlay(4789)],
  ['vxlan on 8472', overlay(8472)],
  [
    'ip in ip',
    frame(
      ipv4({
        source: Address.parse('10.10.20.4'),
        destination: Address.parse('10.10.20.5'),
        payload: packet(syn),
      }),
    ),
  ],
  ['other protocol', frame(packet({ kind: 'bytes', protocol: 253, data: Uint8Array.of(1, 2, 3) }))],
  ['tcp over ipv6', packetV6(syn)],
  ['udp over ipv6', packetV6(datagram)],
  [
    'icmpv6 echo request',
    packetV6({ kind: 'icmpv6', type: 'echoRequest', id: 7, sequence: 1, data: echoData }),
  ],
  ['icmpv6 echo reply', packetV6({ kind: 'icmpv6', type: 'echoReply', id: 7, sequence: 1, data: echoData })],
  [
    'packet too big',
    packetV6({
      kind: 'icmpv6',
      type: 'packetTooBig',
      code: 0,
      rest: 1450,
      quoted: ipv6({ source: clientV6, destination: serverV6, payload: big }),
    }),
  ],
  [
    'icmpv6 port unreachable',
    packetV6({
      kind: 'icmpv6',
      type: 'destinationUnreachable',
      code: 4,
      rest: 0,
      quoted: ipv6({ source: clientV6, destination: serverV6, payload: datagram }),
    }),
  ],
  ['neighbour solicitation', icmpv6({ ...neighbour, type: 'neighbourSolicitation' })],
  [
    'neighbour advertisement',
    icmpv6({ ...neighbour, type: 'neighbourAdvertisement', solicited: true, override: true, router: true }),
  ],
  ['router solicitation', icmpv6({ ...neighbour, type: 'routerSolicitation', target: anyV6 })],
];
