import { describe, expect, test } from 'vitest';
import { decimal, humanReadable, rateText, shortTime } from './texts.ts';

describe("wget's numbers", () => {
  test('sizes have decimals below the accuracy', () => {
    expect([999, 2000, 200_000].map((octets) => humanReadable(octets, 10, 1))).toEqual([
      '999',
      '2.0K',
      '195K',
    ]);
    expect(humanReadable(200_000, 1000, 2)).toBe('195.31K');
  });

  test('times and rates have as many digits as they are sure of', () => {
    expect([0.0001, 0.0007, 0.0123, 1.24, 12].map(decimal)).toEqual(['0', '0.001', '0.01', '1.2', '12']);
    expect(rateText(12, 1.5)).toBe('8.00 B/s');
    expect(shortTime(125, false)).toBe('2m 5s');
  });
});
