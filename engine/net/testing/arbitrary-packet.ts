/**
 * Arbitrary packets of each kind for property tests (fast-check): values in the form parsing gives back, so that
 * `parse(emit(x))` equals x. Only tests import this folder.
 *
 * Hence: TCP options without End of List; opaque octets only under protocol numbers nobody decodes; datagrams to a
 * VXLAN port only as VXLAN; quoted packets short enough to be quoted whole.
 */
import fc from 'fast-check';
import { anyV6 } from '../address/address.ts';
import type { Arp } from '../packet/arp.ts';
import type { Ethernet, IpPacket } from '../packet/ethernet.ts';
import type { Ipv4 } from '../packet/ipv4.ts';
import type { Ipv6 } from '../packet/ipv6.ts';
import type { Bytes, Icmp, Icmpv6, Tcp, TcpFlags, TcpOption, Udp } from '../packet/transport.ts';
import { vxlanPorts } from '../wire/vxlan.ts';
import { addressV4, addressV6, mac } from './arbitrary-address.ts';

const uint8 = fc.integer({ min: 0, max: 0xff });
const uint16 = fc.integer({ min: 0, max: 0xffff });
const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const data = fc.uint8Array({ maxLength: 64 });

const otherOption = fc.record({
  kind: fc.constant('other' as const),
  number: fc.constantFrom(19, 28, 29, 30, 34, 253, 254),
  data: fc.uint8Array({ maxLength: 6 }),
});

const tcpOption: fc.Arbitrary<TcpOption> = fc.oneof(
  fc.record({ kind: fc.constant('mss' as const), value: uint16 }),
  fc.record({ kind: fc.constant('windowScale' as const), shift: fc.integer({ min: 0, max: 14 }) }),
  fc.record({ kind: fc.constant('sackPermitted' as const) }),
  fc.record({ kind: fc.constant('timestamps' as const), value: uint32, echo: uint32 }),
  fc.record({
    kind: fc.constant('sack' as const),
    blocks: fc.array(fc.tuple(uint32, uint32), { minLength: 1, maxLength: 1 }),
  }),
  fc.record({ kind: fc.constant('nop' as const) }),
  otherOption,
);

const flags: fc.Arbitrary<TcpFlags> = fc.record({
  syn: fc.boolean(),
  ack: fc.boolean(),
  fin: fc.boolean(),
  rst: fc.boolean(),
  psh: fc.boolean(),
  urg: fc.boolean(),
  ece: fc.boolean(),
  cwr: fc.boolean(),
});

export const tcp: fc.Arbitrary<Tcp> = fc.record({
  kind: fc.constant('tcp' as const),
  sourcePort: uint16,
  destinationPort: uint16,
  sequence: uint32,
  acknowledgement: uint32,
  flags,
  window: uint16,
  urgent: uint16,
  // A TCP header has room for 40 octets of options: four of the longest here.
  options: fc.array(tcpOption, { maxLength: 4 }),
  data,
});

export const udp: fc.Arbitrary<Udp> = fc.record({
  kind: fc.constant('udp' as const),
  sourcePort: uint16,
  destinationPort: uint16.filter((port) => !vxlanPorts.has(port)),
  payload: fc.record({ kind: fc.constant('data' as const), data }),
});

/** Octets under protocols that are not decoded (GRE, OSPF, SCTP, two unassigned). */
const opaque: fc.Arbitrary<Bytes> = fc.record({
  kind: fc.constant('bytes' as const),
  protocol: fc.constantFrom(47, 89, 132, 200, 253),
  data,
});

const echo = {
  type: fc.constantFrom('echoRequest' as const, 'echoReply' as const),
  id: uint16,
  sequence: uint16,
  data,
};

const ipv4Header = {
  kind: fc.constant('ipv4' as const),
  source: addressV4,
  destination: addressV4,
  ttl: uint8,
  id: uint16,
  tos: uint8,
  dontFragment: fc.boolean(),
  options: fc
    .integer({ min: 0, max: 10 })
    .chain((words) => fc.uint8Array({ minLength: words * 4, maxLength: words * 4 })),
};
const wholeIpv4 = { ...ipv4Header, moreFragments: fc.constant(false), fragmentOffset: fc.constant(0) };

const ipv6Header = {
  kind: fc.constant('ipv6' as const),
  source: addressV6,
  destination: addressV6,
  hopLimit: uint8,
  trafficClass: uint8,
  flowLabel: fc.integer({ min: 0, max: 0xf_ffff }),
};

const icmpEcho: fc.Arbitrary<Icmp> = fc.record({ kind: fc.constant('icmp' as const), ...echo });
const icmpv6Echo: fc.Arbitrary<Icmpv6> = fc.record({ kind: fc.constant('icmpv6' as const), ...echo });

const plainIpv4: fc.Arbitrary<Ipv4> = fc.record({
  ...wholeIpv4,
  payload: fc.oneof(tcp, udp, icmpEcho, opaque),
});
const plainIpv6: fc.Arbitrary<Ipv6> = fc.record({
  ...ipv6Header,
  payload: fc.oneof(tcp, udp, icmpv6Echo, opaque),
});

export const icmp: fc.Arbitrary<Icmp> = fc.oneof(
  icmpEcho,
  fc.record({
    kind: fc.constant('icmp' as const),
    type: fc.constantFrom('destinationUnreachable', 'timeExceeded', 'parameterProblem', 'redirect'),
    code: uint8,
    rest: uint32,
    quoted: plainIpv4,
  }),
);

export const icmpv6: fc.Arbitrary<Icmpv6> = fc.oneof(
  icmpv6Echo,
  fc.record({
    kind: fc.constant('icmpv6' as const),
    type: fc.constantFrom('destinationUnreachable', 'packetTooBig', 'timeExceeded', 'parameterProblem'),
    code: uint8,
    rest: uint32,
    quoted: plainIpv6,
  }),
  fc.record({
    kind: fc.constant('icmpv6' as const),
    type: fc.constant('neighbourSolicitation' as const),
    target: addressV6,
    linkLayer: fc.option(mac, { nil: undefined }),
    solicited: fc.constant(false),
    override: fc.constant(false),
    router: fc.constant(false),
  }),
  fc.record({
    kind: fc.constant('icmpv6' as const),
    type: fc.constant('neighbourSolicitation' as const),
    target: addressV6,
    linkLayer: fc.constant(undefined),
    solicited: fc.constant(false),
    override: fc.constant(false),
    router: fc.constant(false),
    nonce: fc.uint8Array({ minLength: 6, maxLength: 6 }),
  }),
  fc.record({
    kind: fc.constant('icmpv6' as const),
    type: fc.constant('neighbourAdvertisement' as const),
    target: addressV6,
    linkLayer: fc.option(mac, { nil: undefined }),
    solicited: fc.boolean(),
    override: fc.boolean(),
    router: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('icmpv6' as const),
    type: fc.constant('routerSolicitation' as const),
    target: fc.constant(anyV6),
    linkLayer: fc.option(mac, { nil: undefined }),
    solicited: fc.constant(false),
    override: fc.constant(false),
    router: fc.constant(false),
  }),
);

export const arp: fc.Arbitrary<Arp> = fc.record({
  kind: fc.constant('arp' as const),
  operation: fc.constantFrom('request', 'reply'),
  senderMac: mac,
  senderAddress: addressV4,
  targetMac: mac,
  targetAddress: addressV4,
});

export const fragmentOfIpv4: fc.Arbitrary<Ipv4> = fc
  .record({
    ...ipv4Header,
    moreFragments: fc.boolean(),
    fragmentOffset: fc.integer({ min: 0, max: 8000 }).map((units) => units * 8),
    payload: fc.record({ kind: fc.constant('bytes' as const), protocol: uint8, data }),
  })
  .filter((packet) => packet.moreFragments || packet.fragmentOffset > 0);

const framed = (payload: fc.Arbitrary<Ethernet['payload']>): fc.Arbitrary<Ethernet> =>
  fc.record({ kind: fc.constant('ethernet' as const), source: mac, destination: mac, payload });

export const vxlan: fc.Arbitrary<Udp> = fc.record({
  kind: fc.constant('udp' as const),
  sourcePort: uint16,
  destinationPort: fc.constantFrom(...vxlanPorts),
  payload: fc.record({
    kind: fc.constant('vxlan' as const),
    vni: fc.integer({ min: 0, max: 0xff_ffff }),
    frame: framed(fc.oneof(plainIpv4, plainIpv6, arp)),
  }),
});

/** Whole packets (no fragments) of every kind, tunnels among them. */
export const ipv4Whole: fc.Arbitrary<Ipv4> = fc.record({
  ...wholeIpv4,
  payload: fc.oneof(tcp, udp, icmp, vxlan, opaque, plainIpv4, plainIpv6),
});
export const ipv4: fc.Arbitrary<Ipv4> = fc.oneof({ arbitrary: ipv4Whole, weight: 5 }, fragmentOfIpv4);
export const ipv6Whole: fc.Arbitrary<Ipv6> = fc.record({
  ...ipv6Header,
  payload: fc.oneof(tcp, udp, icmpv6, vxlan, opaque, plainIpv4, plainIpv6),
});
const ipv6Extended: fc.Arbitrary<Ipv6> = fc.record({
  ...ipv6Header,
  hopByHop: fc.constantFrom(6, 14).map((length) => new Uint8Array(length)),
  payload: fc.oneof(icmpv6Echo, opaque),
});
export const fragmentOfIpv6: fc.Arbitrary<Ipv6> = fc.record({
  ...ipv6Header,
  fragment: fc.record({
    id: uint32,
    offset: fc.integer({ min: 0, max: 8000 }).map((units) => units * 8),
    more: fc.boolean(),
  }),
  payload: fc.record({ kind: fc.constant('bytes' as const), protocol: uint8, data }),
});
export const ipv6: fc.Arbitrary<Ipv6> = fc.oneof(
  { arbitrary: ipv6Whole, weight: 5 },
  ipv6Extended,
  fragmentOfIpv6,
);
export const ipPacket: fc.Arbitrary<IpPacket> = fc.oneof(ipv4, ipv6);
export const ethernet: fc.Arbitrary<Ethernet> = framed(fc.oneof(arp, ipv4, ipv6));
