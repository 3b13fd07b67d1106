import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { address, prefix } from '../testing/arbitrary-address.ts';
import { Address } from './address.ts';
import { Prefix } from './prefix.ts';

describe('a prefix', () => {
  it('reads back from its text, host bits kept', () => {
    fc.assert(
      fc.property(prefix, (block) => {
        expect(Prefix.parse(block.toString()).equals(block)).toBe(true);
      }),
    );
    expect(Prefix.parse('10.8.0.5/24').toString()).toBe('10.8.0.5/24');
    expect(Prefix.parse('10.8.0.5/24').canonical.toString()).toBe('10.8.0.0/24');
  });

  it.each([
    '10.8.0.0/33',
    '10.8.0.0/',
    '10.8.0.0/-1',
    '10.8.0.0/24/8',
    '/24',
    '::/129',
    '10.8/16',
    '10.8.0.0/2 4',
  ])('is not written %j', (text) => {
    expect(Prefix.tryParse(text)).toBeUndefined();
  });

  it('without a length is one address', () => {
    expect(Prefix.parse('10.8.0.5').toString()).toBe('10.8.0.5/32');
    expect(Prefix.parse('::1').isHost).toBe(true);
  });

  it('contains its first and last address and not their outer neighbours', () => {
    fc.assert(
      fc.property(prefix, (block) => {
        expect(block.contains(block.network)).toBe(true);
        expect(block.contains(block.last)).toBe(true);
        expect(block.contains(block.address)).toBe(true);
        if (block.length === 0) return;
        expect(block.contains(block.network.plus(-1))).toBe(false);
        expect(block.contains(block.last.plus(1))).toBe(false);
      }),
    );
  });

  it('contains an address exactly when the address cut to its length is its network', () => {
    const near = fc.tuple(prefix, address, fc.integer({ min: -300, max: 300 }));
    fc.assert(
      fc.property(near, ([block, far, offset]) => {
        for (const one of [far, block.address.plus(offset)]) {
          const same = one.family === block.family && new Prefix(one, block.length).network === block.network;
          expect(block.contains(one)).toBe(same);
        }
      }),
    );
  });

  it('overlaps another exactly when one contains the other', () => {
    fc.assert(
      fc.property(prefix, prefix, (one, other) => {
        const nested = one.contains(other.network) || other.contains(one.network);
        expect(one.overlaps(other)).toBe(nested);
        expect(other.overlaps(one)).toBe(nested);
        expect(one.overlaps(one)).toBe(true);
      }),
    );
  });

  it('overlaps its halves, which do not overlap each other', () => {
    fc.assert(
      fc.property(
        prefix.filter((block) => !block.isHost),
        (block) => {
          const low = new Prefix(block.network, block.length + 1);
          const high = new Prefix(block.last, block.length + 1);
          expect([block.overlaps(low), block.overlaps(high), low.overlaps(high)]).toEqual([
            true,
            true,
            false,
          ]);
          expect(low.size + high.size).toBe(block.size);
        },
      ),
    );
  });

  it('of one family never touches the other', () => {
    expect(Prefix.parse('0.0.0.0/0').contains(Address.parse('::'))).toBe(false);
    expect(Prefix.parse('0.0.0.0/0').overlaps(Prefix.parse('::/0'))).toBe(false);
  });

  it('has as many addresses as its free bits allow', () => {
    expect(Prefix.parse('10.96.0.0/12').size).toBe(1_048_576);
    expect(Prefix.parse('10.96.0.0/12').last.text).toBe('10.111.255.255');
    expect(Prefix.parse('fd00::/64').last.text).toBe('fd00::ffff:ffff:ffff:ffff');
  });

  it('cannot be longer than the address', () => {
    expect(() => new Prefix(Address.parse('10.0.0.0'), 33)).toThrow(RangeError);
    expect(() => new Prefix(Address.parse('10.0.0.0'), 1.5)).toThrow(RangeError);
  });
});
