import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';

const draws = (random: Random, count: number) => Array.from({ length: count }, () => random.uint32());

describe('the seeded generator', () => {
  it('draws the same numbers for the same seed, and others for another', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (seed, other) => {
        expect(draws(new Random(seed), 5)).toEqual(draws(new Random(seed), 5));
        fc.pre(seed !== other);
        expect(draws(new Random(seed), 5)).not.toEqual(draws(new Random(other), 5));
      }),
    );
  });

  it('still draws what it drew when the first recording was made', () => {
    expect(draws(new Random('follow the packet'), 3)).toEqual([2257799875, 129155650, 2656394370]);
    expect(new Random('follow the packet').hex(12)).toBe('86934ac307b2');
  });

  it('forks a stream that does not depend on what was drawn before', () => {
    const early = new Random('seed');
    const late = new Random('seed');
    draws(late, 100);
    expect(draws(early.fork('ports'), 5)).toEqual(draws(late.fork('ports'), 5));
    expect(draws(early.fork('ports'), 5)).not.toEqual(draws(early.fork('macs'), 5));
  });

  it('keeps to the range, both ends included', () => {
    const random = new Random('range');
    const seen = new Set(Array.from({ length: 1000 }, () => random.integer(-2, 3)));
    expect([...seen].toSorted((one, other) => one - other)).toEqual([-2, -1, 0, 1, 2, 3]);
    for (let index = 0; index < 1000; index++) {
      const fraction = random.fraction();
      expect(fraction >= 0 && fraction < 1).toBe(true);
    }
  });

  it('spreads evenly: each of 16 values within a fifth of its share', () => {
    const random = new Random('even');
    const counts = new Array<number>(16).fill(0);
    for (let index = 0; index < 16_000; index++) {
      const value = random.integer(0, 15);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(200);
  });

  it('picks one of the choices, and has nothing to pick from none', () => {
    const random = new Random('pick');
    expect(['a', 'b']).toContain(random.pick(['a', 'b']));
    expect(() => random.pick([])).toThrow('nothing to pick from');
  });

  it('gives as many hexadecimal digits as asked', () => {
    const random = new Random('hex');
    for (const length of [0, 1, 8, 13])
      expect(random.hex(length)).toMatch(new RegExp(`^[0-9a-f]{${String(length)}}$`));
  });
});
