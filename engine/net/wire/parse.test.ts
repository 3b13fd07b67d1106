import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Address } from '../address/address.ts';
import { ipv4, type Ipv4 } from '../packet/ipv4.ts';
import { ipv6 } from '../packet/ipv6.ts';
import { tcpFlags, type Tcp, type Udp } from '../packet/transport.ts';
import { icmp, icmpv6, tcp, udp, vxlan } from '../testing/arbitrary-packet.ts';
import { frame, samples, syn } from '../testing/sample-packets.ts';
import { putChecksum } from './checksum.ts';
import { emit, emitPayload } from './emit.ts';
import { put16 } from './network-order.ts';
import { parseEthernet, parseIp } from './parse.ts';
import { checksumErrorText } from './result.ts';

const source = Address.parse('10.8.0.5');
const destination = Address.parse('10.8.1.7');
const router = Address.parse('10.8.0.1');
const carrying = (payload: Ipv4['payload']) => ipv4({ source, destination, payload });

const datagram = (size: number, destinationPort = 53): Udp => {
  const data = Uint8Array.from({ length: size }, (_, index) => index & 255);
  return { kind: 'udp', sourcePort: 40000, destinationPort, payload: { kind: 'data', data } };
};

describe('a damaged packet', () => {
  it('with any one octet changed is refused or has a checksum that does not hold', () => {
    const packets = fc.oneof(tcp, udp, icmp, vxlan).map(carrying);
    fc.assert(
      fc.property(packets, fc.nat(), fc.integer({ min: 1, max: 255 }), (packet, where, change) => {
        const bytes = emit(packet);
        const at = where % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ change;
        // RFC 768: a UDP checksum of zero says that there is none; damage to it alone can make it so.
        fc.pre(!(packet.payload.kind === 'udp' && bytes[26] === 0 && bytes[27] === 0));
        const parsed = parseIp(bytes);
        expect(parsed.ok && parsed.checksumErrors === undefined).toBe(false);
      }),
      { numRuns: 1000, seed: 1071 },
    );
  });

  it('is noticed in IPv6 too, from the addresses on', () => {
    const v6 = Address.parse('fd00::5');
    const packets = fc.oneof(tcp, icmpv6).map((payload) => ipv6({ source: v6, destination: v6, payload }));
    fc.assert(
      fc.property(packets, fc.nat(), fc.integer({ min: 1, max: 255 }), (packet, where, change) => {
        const bytes = emit(packet);
        const at = 8 + (where % (bytes.length - 8));
        bytes[at] = (bytes[at] ?? 0) ^ change;
        const parsed = parseIp(bytes);
        expect(parsed.ok && parsed.checksumErrors === undefined).toBe(false);
      }),
      { numRuns: 500, seed: 4443 },
    );
  });

  it('says which checksum, where, and what it should be', () => {
    const bytes = emit(frame(carrying(syn)));
    put16(bytes, 14 + 20 + 16, 0x1234);
    const parsed = parseEthernet(bytes);
    expect(parsed.ok && parsed.checksumErrors?.map(checksumErrorText)).toEqual([
      'TCP checksum at octet 50 is 0x1234, should be 0xe293',
    ]);
  });

  it('of UDP without a checksum is taken as it is', () => {
    const bytes = emit(carrying(datagram(8)));
    put16(bytes, 26, 0);
    expect(parseIp(bytes)).toEqual({ ok: true, value: carrying(datagram(8)) });
  });
});

describe('octets that are no packet', () => {
  const bytes = emit(frame(carrying(syn)));
  const changed = (at: number, value: number) =>
    Uint8Array.from(bytes, (octet, index) => (index === at ? value : octet));
  it.each([
    ['an empty frame', new Uint8Array(0), 'an Ethernet header needs 14 octets, 0 are left'],
    [
      'a frame that ends in the IPv4 header',
      bytes.slice(0, 30),
      'an IPv4 header needs 20 octets, 16 are left',
    ],
    [
      'a frame that ends too early',
      bytes.slice(0, 60),
      'IPv4 total length is 60, but only 46 octets are there',
    ],
    ['an EtherType nobody knows', changed(13, 0xcc), 'EtherType 0x08cc is not modelled'],
    ['a short header length', changed(14, 0x44), 'IPv4 header length 16 is less than 20'],
    ['another version', changed(14, 0x65), 'IP version 6 where 4 was expected'],
    [
      'a total length that hides the header',
      changed(17, 8),
      'IPv4 total length 8 is less than its header of 20',
    ],
    ['a TCP header that is too short', changed(46, 0x40), 'TCP header length 16 is less than 20'],
    [
      'a TCP header past the end',
      changed(46, 0xf0),
      'a TCP header with options needs 60 octets, 40 are left',
    ],
    ['a TCP option without end', changed(55, 99), 'TCP option 2 has an impossible length of 99'],
  ])('%s: one clear sentence', (_, octets, error) => {
    expect(parseEthernet(octets)).toEqual({ ok: false, error });
  });

  it('an ARP packet of other hardware or operation', () => {
    const arp = emit(samples[0]?.[1] ?? frame(carrying(syn)));
    const operation = Uint8Array.from(arp, (octet, index) => (index === 21 ? 9 : octet));
    const error = 'ARP operation 9 is neither request (1) nor reply (2)';
    expect(parseEthernet(operation)).toEqual({ ok: false, error });
    const hardware = Uint8Array.from(arp, (octet, index) => (index === 15 ? 6 : octet));
    expect(parseEthernet(hardware)).toEqual({ ok: false, error: 'ARP is not for IPv4 over Ethernet' });
  });

  it('an IP version that is neither', () => {
    expect(parseIp(Uint8Array.of(0x50))).toEqual({ ok: false, error: 'IP version 5 is neither 4 nor 6' });
    expect(parseIp(new Uint8Array(0))).toEqual({
      ok: false,
      error: 'an IP packet needs 1 octets, 0 are left',
    });
  });
});

describe('VXLAN', () => {
  it('is told by the ports the reader is given', () => {
    const overlay = samples.find(([name]) => name === 'vxlan')?.[1];
    if (overlay === undefined) throw new Error('no sample');
    const kind = (vxlanPorts: ReadonlySet<number>) => {
      const parsed = parseEthernet(emit(overlay), { vxlanPorts });
      if (!parsed.ok || parsed.value.payload.kind !== 'ipv4' || parsed.value.payload.payload.kind !== 'udp')
        return undefined;
      return parsed.value.payload.payload.payload.kind;
    };
    expect(kind(new Set([4789]))).toBe('vxlan');
    expect(kind(new Set([8472]))).toBe('data');
  });

  it('whose frame cannot be read stays data', () => {
    const packet = carrying(datagram(40, 4789));
    expect(parseIp(emit(packet))).toEqual({ ok: true, value: packet });
  });
});

describe('the quote of an ICMP error', () => {
  const about = (quoted: Ipv4) =>
    ipv4({
      source: router,
      destination: source,
      payload: { kind: 'icmp', type: 'timeExceeded', code: 0, rest: 0, quoted },
    });

  it('is cut so that the error has 576 octets, and says how long the packet was', () => {
    const bytes = emit(about(carrying(datagram(1400))));
    expect(bytes.length).toBe(576);
    expect(bytes.subarray(30, 32)).toEqual(Uint8Array.of(1428 >> 8, 1428 & 255));
    const parsed = parseIp(bytes);
    expect(parsed).toEqual({ ok: true, value: about(carrying(datagram(548 - 28))) });
  });

  it('is cut so that an ICMPv6 error has 1280 octets', () => {
    const [from, to] = [Address.parse('fd00::5'), Address.parse('fd00::7')];
    const quoted = (size: number) => ipv6({ source: from, destination: to, payload: datagram(size) });
    const error = (size: number) =>
      ipv6({
        source: to,
        destination: from,
        payload: { kind: 'icmpv6', type: 'packetTooBig', code: 0, rest: 1450, quoted: quoted(size) },
      });
    expect(emit(error(1500)).length).toBe(1280);
    expect(parseIp(emit(error(1500)))).toEqual({ ok: true, value: error(1280 - 48 - 48) });
  });

  /** The error as a router sends it that quotes only `size` octets. */
  function quoting(size: number, quoted: Ipv4): Uint8Array {
    const data = emitPayload(about(quoted)).slice(0, 8 + size);
    put16(data, 2, 0);
    putChecksum(data, 0, data.length, 2);
    return emit(ipv4({ source: router, destination: source, payload: { kind: 'bytes', protocol: 1, data } }));
  }

  it('needs no more than the eight octets RFC 792 promises to tell the ports', () => {
    const request: Tcp = { ...syn, data: new Uint8Array(100), flags: tcpFlags({ ack: true }) };
    for (let size = 28; size < 160; size++)
      for (const payload of [request, datagram(132)]) {
        const parsed = parseIp(quoting(size, carrying(payload)));
        expect(parsed).toMatchObject({
          ok: true,
          value: {
            payload: {
              quoted: { destination, payload: { kind: payload.kind, sourcePort: payload.sourcePort } },
            },
          },
        });
        expect(parsed).not.toHaveProperty('checksumErrors');
      }
  });

  it('of a TCP segment keeps the options that are whole', () => {
    const parsed = parseIp(quoting(20 + 20 + 9, carrying(syn)));
    const options = [{ kind: 'mss', value: 1410 }, { kind: 'sackPermitted' }];
    expect(parsed).toMatchObject({
      ok: true,
      value: { payload: { quoted: { payload: { options, window: 64860 } } } },
    });
  });

  it('of less than eight octets of transport is octets', () => {
    const parsed = parseIp(quoting(27, carrying(syn)));
    const payload = { kind: 'bytes', protocol: 6, data: emit(carrying(syn)).slice(20, 27) };
    expect(parsed).toMatchObject({ ok: true, value: { payload: { quoted: { payload } } } });
  });

  it('without a whole IP header leaves the error as octets', () => {
    expect(parseIp(quoting(19, carrying(syn)))).toMatchObject({
      ok: true,
      value: { payload: { kind: 'bytes', protocol: 1 } },
    });
  });
});
