import { expect, test } from 'vitest';
import { spanWords } from './time-words.ts';

test.each([
  [-5_000_000, '0 s'],
  [999_999, '0 s'],
  [59_000_000, '59 s'],
  [60_000_000, '1 min'],
  [200_000_000, '3 min 20 s'],
  [432_000_000_000, '5 d'],
  [431_999_000_000, '4 d 23 h'],
])('%i microseconds are %s', (span, words) => {
  expect(spanWords(span)).toBe(words);
});
