import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Address } from '../address/address.ts';
import type { IpPacket } from '../packet/ethernet.ts';
import { ipv4, type Ipv4 } from '../packet/ipv4.ts';
import { ipv4 as anyIpv4, ipv4Whole, ipv6Whole } from '../testing/arbitrary-packet.ts';
import { emit, pieceOctets } from '../wire/emit.ts';
import { octets } from '../wire/length.ts';
import { parseIp } from '../wire/parse.ts';
import { fragment, fragmentIpv6, isFragment } from './fragment.ts';
import { fragmentKey, reassemble } from './reassemble.ts';

const mtu = fc.integer({ min: 68, max: 200 });

const datagram = (size: number, options = new Uint8Array(0)): Ipv4 =>
  ipv4({
    source: Address.parse('10.8.0.5'),
    destination: Address.parse('10.8.1.7'),
    id: 42,
    options,
    payload: {
      kind: 'udp',
      sourcePort: 1000,
      destinationPort: 2000,
      payload: { kind: 'data', data: Uint8Array.from({ length: size }, (_, index) => index & 255) },
    },
  });

/** A piece as one reads it who did not cut it. */
function asOctets<P extends IpPacket>(packet: P): P {
  const { payload } = packet;
  if (payload.kind !== 'piece') return packet;
  return { ...packet, payload: { kind: 'bytes', protocol: payload.protocol, data: pieceOctets(payload) } };
}

const shape = (pieces: readonly Ipv4[]) =>
  pieces.map(
    (piece) =>
      `${String(piece.fragmentOffset)}+${String(octets(piece) - 20)}${piece.moreFragments ? ' more' : ''}`,
  );

describe('fragments', () => {
  it('fit the MTU, start at multiples of eight, and survive the wire', () => {
    fc.assert(
      fc.property(anyIpv4, mtu, (packet, size) => {
        for (const piece of fragment(packet, size)) {
          expect(octets(piece)).toBeLessThanOrEqual(size);
          expect(piece.fragmentOffset % 8).toBe(0);
          expect(parseIp(emit(piece))).toEqual({ ok: true, value: asOctets(piece) });
        }
      }),
      { numRuns: 200 },
    );
  });

  it('in any order, cut once or twice, give the packet back', () => {
    const shuffled = fc.tuple(ipv4Whole, mtu, mtu).chain(([packet, first, second]) => {
      const pieces = fragment(packet, first).flatMap((piece) => fragment(piece, second));
      return fc.tuple(fc.constant(packet), fc.shuffledSubarray(pieces, { minLength: pieces.length }));
    });
    fc.assert(
      fc.property(shuffled, ([packet, pieces]) => {
        expect(new Set(pieces.map(fragmentKey)).size).toBe(1);
        expect(reassemble(pieces)).toEqual(packet);
      }),
      { numRuns: 200 },
    );
  });

  it('of IPv6 carry a header of their own, and give the packet back in any order', () => {
    const cut = ipv6Whole.filter((packet) => octets(packet) > 40);
    const shuffled = fc.tuple(cut, mtu, fc.nat()).chain(([packet, size, id]) => {
      const pieces = fragmentIpv6(packet, size, id);
      return fc.tuple(
        fc.constant({ packet, size }),
        fc.shuffledSubarray(pieces, { minLength: pieces.length }),
      );
    });
    fc.assert(
      fc.property(shuffled, ([{ packet, size }, pieces]) => {
        for (const piece of pieces) {
          expect(octets(piece)).toBeLessThanOrEqual(size);
          expect(parseIp(emit(piece))).toEqual({ ok: true, value: asOctets(piece) });
        }
        expect(new Set(pieces.map(fragmentKey)).size).toBe(1);
        expect(reassemble(pieces)).toEqual(packet);
      }),
      { numRuns: 200 },
    );
  });

  it('of 3,000 octets of data over an MTU of 1,500 are as Linux cuts them', () => {
    expect(shape(fragment(datagram(3000), 1500))).toEqual(['0+1480 more', '1480+1480 more', '2960+48']);
  });

  it('of a packet that fits are the packet itself', () => {
    const packet = datagram(100);
    expect(fragment(packet, 128)).toEqual([packet]);
    expect(fragment(packet, 128)[0]).toBe(packet);
    expect(isFragment(packet)).toBe(false);
  });

  it('carry on only the options that are to be copied', () => {
    // Record route (7, not copied), router alert (0x94, copied), end of list.
    const options = Uint8Array.of(7, 3, 4, 0x94, 4, 0, 0, 0);
    const [first, second] = fragment(datagram(200, options), 100);
    expect(first?.options).toEqual(options);
    expect(second?.options).toEqual(Uint8Array.of(0x94, 4, 0, 0));
  });

  it('need room for eight octets', () => {
    expect(() => fragment(datagram(100), 27)).toThrow('an MTU of 27 leaves no room for a fragment');
  });
});

describe('reassembly', () => {
  const [first, second, third] = fragment(datagram(300), 148);
  if (first === undefined || second === undefined || third === undefined)
    throw new Error('three pieces expected');

  it('waits while a piece is missing', () => {
    expect(reassemble<Ipv4>([])).toBeUndefined();
    for (const some of [[first], [third], [first, second], [first, third], [second, third]])
      expect(reassemble(some)).toBeUndefined();
  });

  it('does not mind a piece that comes twice', () => {
    expect(reassemble([second, first, third, second])).toEqual(datagram(300));
  });

  it('refuses pieces that overlap', () => {
    expect(
      reassemble([first, { ...second, fragmentOffset: second.fragmentOffset - 8 }, third]),
    ).toBeUndefined();
  });

  it('refuses pieces behind the last', () => {
    expect(reassemble([first, { ...second, moreFragments: false }, third])).toBeUndefined();
  });
});
