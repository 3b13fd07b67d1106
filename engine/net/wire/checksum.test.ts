import { describe, expect, it } from 'vitest';
import { Address } from '../address/address.ts';
import { complementOf, expectedChecksum, pseudoHeaderSum, putChecksum, sumOf } from './checksum.ts';

describe('the Internet checksum', () => {
  it('of the example of RFC 1071 section 3 is the complement of ddf2', () => {
    const bytes = Uint8Array.of(0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7);
    expect(complementOf(sumOf(bytes, 0, 8))).toBe(~0xddf2 & 0xffff);
  });

  it('counts an odd last octet as if a zero followed', () => {
    expect(sumOf(Uint8Array.of(1, 2, 3), 0, 3)).toBe(sumOf(Uint8Array.of(1, 2, 3, 0), 0, 4));
  });

  it('of a known IPv4 header is b861', () => {
    const header = Uint8Array.from([
      ...[0x45, 0x00, 0x00, 0x73, 0x00, 0x00, 0x40, 0x00, 0x40, 0x11],
      ...[0x00, 0x00, 0xc0, 0xa8, 0x00, 0x01, 0xc0, 0xa8, 0x00, 0xc7],
    ]);
    putChecksum(header, 0, 20, 10);
    expect([header[10], header[11]]).toEqual([0xb8, 0x61]);
    expect(expectedChecksum(header, 0, 20, 10)).toBe(0xb861);
  });

  it('folds sums that do not fit 32 bits', () => {
    expect(complementOf(0xffff * 0x1_0002)).toBe(0);
  });

  it('takes the same pseudo header sum for an address written in either family', () => {
    const [one, other] = [Address.parse('::10.8.0.5'), Address.parse('::10.8.1.7')];
    const v4 = pseudoHeaderSum(Address.parse('10.8.0.5'), Address.parse('10.8.1.7'), 6, 40);
    expect(pseudoHeaderSum(one, other, 6, 40)).toBe(v4);
  });
});
