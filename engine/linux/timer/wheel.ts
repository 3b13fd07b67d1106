/**
 * When a kernel timer really goes off (calc_wheel_index, kernel/time/timer.c, since Linux 4.8): never early, and late by
 * up to the granularity of the wheel's level, which grows with the delay. At 1000 ticks a second a timer of one second
 * comes 1 to 64 ms late; so three ARP requests take 3.07 s, and a SYN repeated "after three seconds" comes after
 * whoever waited three seconds has gone.
 */
import { millisecond, type Time } from '../../clock/clock.ts';

/** Each level counts eight times slower than the one below it and has 64 buckets. */
const slower = 8;
const buckets = 64;
const levels = 9;

/** @returns the time at which a timer set now for `delay` goes off */
export function timerExpiry(now: Time, delay: Time): Time {
  const ticks = Math.max(0, Math.ceil(delay / millisecond));
  let granularity = 1;
  for (let level = 1; level < levels && ticks >= (buckets - 1) * granularity; level++) granularity *= slower;
  const expires = Math.floor(now / millisecond) + ticks;
  return (Math.floor(expires / granularity) + 1) * granularity * millisecond;
}
