import { describe, expect, it } from 'vitest';
import { millisecond, second } from '../../clock/clock.ts';
import { timerExpiry } from './wheel.ts';

describe('a kernel timer', () => {
  it('goes off a tick late when it is short', () => {
    expect(timerExpiry(0, 20 * millisecond)).toBe(21 * millisecond);
    expect(timerExpiry(500, 20 * millisecond)).toBe(21 * millisecond);
  });

  it('is rounded up to 8 ms and to 64 ms as it gets longer', () => {
    expect(timerExpiry(0, 200 * millisecond)).toBe(208 * millisecond);
    expect(timerExpiry(0, second)).toBe(1024 * millisecond);
    expect(timerExpiry(1024 * millisecond, second)).toBe(2048 * millisecond);
  });

  it('is never early', () => {
    for (let delay = 0; delay < 100 * second; delay += 77_777)
      expect(timerExpiry(123_456, delay)).toBeGreaterThan(123_456 + delay);
  });
});
