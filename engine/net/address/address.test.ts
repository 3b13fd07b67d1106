import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { address } from '../testing/arbitrary-address.ts';
import { Address } from './address.ts';

describe('an address', () => {
  it('reads back from its text and its octets as the same object', () => {
    fc.assert(
      fc.property(address, (one) => {
        expect(Address.parse(one.text)).toBe(one);
        expect(Address.fromBytes(one.toBytes())).toBe(one);
      }),
    );
  });

  it.each([
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:db8:0000:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:db8::1:0:0:0:1', '2001:db8:0:1::1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['1:0:0:0:0:0:0:0', '1::'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['::2:3:4:5:6:7:8', '0:2:3:4:5:6:7:8'],
    ['::ffff:10.8.0.5', '::ffff:10.8.0.5'],
    ['::FFFF:0a08:0005', '::ffff:10.8.0.5'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['fe80::0042:0aff:fe08:0005', 'fe80::42:aff:fe08:5'],
  ])('of version 6 written %s is printed %s (RFC 5952)', (text, canonical) => {
    expect(Address.parse(text).text).toBe(canonical);
  });

  it.each([
    ...[
      '',
      '1',
      '1.2.3',
      '1.2.3.4.5',
      '1.2.3.256',
      '01.2.3.4',
      '1.2.3.4 ',
      ' 1.2.3.4',
      '1.2.3.-4',
      '0x1.2.3.4',
    ],
    ...[
      ':',
      ':::',
      '1::2::3',
      '1:2:3:4:5:6:7',
      '1:2:3:4:5:6:7:8:9',
      '1:2:3:4:5:6:7:8::',
      '12345::',
      'g::',
      '1:::2',
    ],
    ...[
      ':1::',
      '::1:',
      '::1.2.3',
      '::1.2.3.256',
      '1.2.3.4::',
      'fe80::1%eth0',
      '::1/128',
      '1:2:3:4:5:6:7:1.2.3.4',
    ],
  ])('is not written %j', (text) => {
    expect(Address.tryParse(text)).toBeUndefined();
    expect(() => Address.parse(text)).toThrow(RangeError);
  });

  it('sorts by family, then by value', () => {
    const sorted = ['0.0.0.0', '9.0.0.0', '10.0.0.0', '255.255.255.255', '::', '::1', '2001:db8::'].map(
      (text) => Address.parse(text),
    );
    expect(sorted.toReversed().toSorted((one, other) => one.compare(other))).toEqual(sorted);
  });

  it('moves forth and back by the same offset, and wraps at the end', () => {
    const offset = fc.integer({ min: -(2 ** 40), max: 2 ** 40 });
    fc.assert(
      fc.property(address, offset, (one, by) => {
        expect(one.plus(by).plus(-by)).toBe(one);
      }),
    );
    expect(Address.parse('255.255.255.255').plus(1).text).toBe('0.0.0.0');
    expect(Address.parse('::ffff:ffff:ffff').plus(1).text).toBe('::1:0:0:0');
    expect(Address.parse('::').plus(-1).text).toBe('ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff');
  });

  it.each([
    ['isLoopback', ['127.0.0.1', '127.255.0.3', '::1'], ['126.0.0.1', '128.0.0.1', '::2', '::']],
    ['isMulticast', ['224.0.0.1', '239.255.255.255', 'ff02::1'], ['223.255.255.255', '240.0.0.1', 'fe80::1']],
    ['isLinkLocal', ['169.254.1.1', 'fe80::1', 'febf::1'], ['169.253.1.1', 'fec0::1', 'fe7f::1']],
    ['isUnspecified', ['0.0.0.0', '::'], ['0.0.0.1', '::1']],
    ['isLimitedBroadcast', ['255.255.255.255'], ['255.255.255.254', 'ffff:ffff::']],
  ] as const)('knows its kind: %s', (property, those, others) => {
    for (const text of those) expect(Address.parse(text)[property], text).toBe(true);
    for (const text of others) expect(Address.parse(text)[property], text).toBe(false);
  });
});
