import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ipv4 as ipv4Packet, type Ipv4 } from '../packet/ipv4.ts';
import { ipv6 as ipv6Packet } from '../packet/ipv6.ts';
import type { IpPacket } from '../packet/ethernet.ts';
import * as arbitrary from '../testing/arbitrary-packet.ts';
import { addressV4, addressV6 } from '../testing/arbitrary-address.ts';
import { emit } from './emit.ts';
import { octets } from './length.ts';
import { parseEthernet, parseIp } from './parse.ts';

function roundTrips(packet: IpPacket): void {
  expect(parseIp(emit(packet))).toEqual({ ok: true, value: packet });
}

const inIpv4 = (payload: fc.Arbitrary<Ipv4['payload']>) =>
  fc
    .tuple(addressV4, addressV4, payload)
    .map(([source, destination, carried]) => ipv4Packet({ source, destination, payload: carried }));

describe('what is written reads back equal', () => {
  const inIpv6 = fc
    .tuple(addressV6, addressV6, arbitrary.icmpv6)
    .map(([source, destination, payload]) => ipv6Packet({ source, destination, payload }));
  const kinds: [string, fc.Arbitrary<IpPacket>][] = [
    ['a TCP segment', inIpv4(arbitrary.tcp)],
    ['a UDP datagram', inIpv4(arbitrary.udp)],
    ['an ICMP message', inIpv4(arbitrary.icmp)],
    ['an ICMPv6 message', inIpv6],
    ['a VXLAN datagram', inIpv4(arbitrary.vxlan)],
    ['an IPv4 fragment', arbitrary.fragmentOfIpv4],
    ['an IPv4 packet', arbitrary.ipv4],
    ['an IPv6 packet', arbitrary.ipv6],
  ];
  for (const [name, packets] of kinds)
    it(name, () => {
      fc.assert(fc.property(packets, roundTrips), { numRuns: 150 });
    });

  it('an Ethernet frame', () => {
    fc.assert(
      fc.property(arbitrary.ethernet, (frame) => {
        expect(parseEthernet(emit(frame))).toEqual({ ok: true, value: frame });
      }),
      { numRuns: 200 },
    );
  });
});

describe('reading octets', () => {
  it('the length told without writing is the length written', () => {
    fc.assert(
      fc.property(arbitrary.ethernet, (frame) => {
        expect(octets(frame)).toBe(emit(frame).length);
      }),
      { numRuns: 300 },
    );
  });

  it('never throws, whatever the octets are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        expect(typeof parseEthernet(bytes).ok).toBe('boolean');
        expect(typeof parseIp(bytes).ok).toBe('boolean');
      }),
      { numRuns: 500 },
    );
  });

  it('never throws on a packet with some octets changed and the end cut off', () => {
    const damage = fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 0, max: 255 })), { maxLength: 6 });
    fc.assert(
      fc.property(arbitrary.ethernet, damage, fc.nat(200), (frame, changes, length) => {
        const bytes = emit(frame);
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        expect(typeof parseEthernet(bytes.subarray(0, length)).ok).toBe('boolean');
      }),
      { numRuns: 1000 },
    );
  });

  it('what was read and is written again reads the same', () => {
    const damage = fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 0, max: 255 })), { maxLength: 3 });
    fc.assert(
      fc.property(arbitrary.ethernet, damage, (frame, changes) => {
        const bytes = emit(frame);
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        const once = parseEthernet(bytes);
        if (once.ok) expect(parseEthernet(emit(once.value))).toMatchObject({ ok: true, value: once.value });
      }),
      { numRuns: 1000 },
    );
  });

  it('drops link padding behind the packet', () => {
    fc.assert(
      fc.property(arbitrary.ethernet, (frame) => {
        const bytes = emit(frame);
        const padded = new Uint8Array(bytes.length + 18);
        padded.set(bytes);
        expect(parseEthernet(padded)).toEqual({ ok: true, value: frame });
      }),
      { numRuns: 50 },
    );
  });
});
