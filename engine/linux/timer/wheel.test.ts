import { describe, expect, it } from 'vitest';
import { millisecond, second } from '../../clock/clock.ts';
import { timerExpiry, wholeTicks } from './wheel.ts';

describe('a kernel timer', () => {
  it('goes off a tick late when it is short', () => {
    expect(timerExpiry(0, 20 * millisecond)).toBe(24 * millisecond);
    expect(timerExpiry(500, 20 * millisecond)).toBe(24 * millisecond);
    // A segment that is lost is sent again 208 ms after the first: as seen on Linux 6.18.
    expect(timerExpiry(0, 204 * millisecond)).toBe(208 * millisecond);
  });

  it('is late by up to 32 ms and 256 ms as it gets longer', () => {
    const late = (delay: number) => {
      let most = 0;
      for (let now = 0; now < second; now += 1000)
        most = Math.max(most, timerExpiry(now, delay) - now - delay);
      return most / millisecond;
    };
    expect(late(200 * millisecond)).toBe(4);
    expect(late(second)).toBe(32);
    expect(late(5 * second)).toBe(256);
    // Three requests a second apart: each begins where the one before it ended.
    let at = 0;
    for (let request = 0; request < 3; request++) at = timerExpiry(at, second);
    expect(at / millisecond).toBeGreaterThan(3040);
    expect(at / millisecond).toBeLessThan(3080);
  });

  it('is never early', () => {
    for (let delay = 0; delay < 100 * second; delay += 77_777)
      expect(timerExpiry(123_456, delay)).toBeGreaterThan(123_456 + delay);
  });

  it('counts in ticks of 4 ms', () => {
    expect(wholeTicks(200_033)).toBe(204 * millisecond);
    expect(wholeTicks(0)).toBe(0);
  });
});
