import { describe, expect, it } from 'vitest';
import { Address } from '../address/address.ts';
import { ipv4 } from '../packet/ipv4.ts';
import { ipv6 } from '../packet/ipv6.ts';
import { opened } from './first.ts';
import { fragment, fragmentIpv6 } from './fragment.ts';

const packet = ipv4({
  source: Address.parse('10.1.0.2'),
  destination: Address.parse('10.3.0.10'),
  ttl: 61,
  payload: {
    kind: 'udp',
    sourcePort: 40000,
    destinationPort: 9000,
    payload: { kind: 'data', data: new Uint8Array(3000) },
  },
});

describe('a first fragment', () => {
  it('tells the ports of the datagram it begins', () => {
    const [first = packet] = fragment(packet, 1500);
    expect(first.payload.kind).toBe('piece');
    expect(opened(first)).toMatchObject({
      ttl: 61,
      payload: { kind: 'udp', sourcePort: 40000, destinationPort: 9000 },
    });
  });

  it('tells them of IPv6, too', () => {
    const source = Address.parse('fd00:1::2');
    const whole = ipv6({ source, destination: Address.parse('fd00:3::10'), payload: packet.payload });
    const [first = whole] = fragmentIpv6(whole, 1400, 7);
    expect(opened(first)).toMatchObject({ source, payload: { kind: 'udp', destinationPort: 9000 } });
  });

  it('is alone in that: later ones and whole packets stay as they are', () => {
    const later = fragment(packet, 1500)[1] ?? packet;
    expect(opened(later)).toBe(later);
    expect(opened(packet)).toBe(packet);
  });
});
