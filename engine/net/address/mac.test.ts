import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mac } from '../testing/arbitrary-address.ts';
import { isGroupMac, macFromBytes, macToBytes, parseMac, tryParseMac } from './mac.ts';

describe('an Ethernet address', () => {
  it('reads back from its text and its octets', () => {
    fc.assert(
      fc.property(mac, (one) => {
        expect(parseMac(one)).toBe(one);
        expect(macFromBytes(macToBytes(one))).toBe(one);
      }),
    );
  });

  it('has one spelling', () => {
    expect(parseMac('2:42:A:8:0:5')).toBe('02:42:0a:08:00:05');
  });

  it.each([
    '',
    '02:42:0a:08:00',
    '02:42:0a:08:00:05:06',
    '02-42-0a-08-00-05',
    '0242.0a08.0005',
    '02:42:0a:08:00:0g',
  ])('is not written %j', (text) => {
    expect(tryParseMac(text)).toBeUndefined();
    expect(() => parseMac(text)).toThrow(RangeError);
  });

  it('is a group when the lowest bit of its first octet is set', () => {
    expect(
      ['ff:ff:ff:ff:ff:ff', '01:00:5e:00:00:01', '33:33:00:00:00:01'].map(parseMac).every(isGroupMac),
    ).toBe(true);
    expect(
      ['02:42:0a:08:00:05', '00:00:00:00:00:00', 'fe:ff:ff:ff:ff:ff'].map(parseMac).some(isGroupMac),
    ).toBe(false);
  });
});
