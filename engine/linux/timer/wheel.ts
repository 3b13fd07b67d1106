/**
 * When a kernel timer really goes off (calc_wheel_index, kernel/time/timer.c, since Linux 4.8): never early, and late by
 * up to the granularity of the wheel's level, which grows with the delay. At 250 ticks a second, as the recorded machines
 * and Debian's have, a timer of one second comes 4 to 36 ms late; so three ARP requests take 3.07 s, and a SYN repeated
 * "after three seconds" comes after whoever waited three seconds has gone.
 */
import { millisecond, type Time } from '../../clock/clock.ts';

/** One jiffy (CONFIG_HZ=250). */
export const tick = 4 * millisecond;

/** Each level counts eight times slower than the one below it and has 64 buckets. */
const slower = 8;
const buckets = 64;
const levels = 9;

/** usecs_to_jiffies and back: a delay in whole ticks. */
export function wholeTicks(delay: Time): Time {
  return Math.ceil(delay / tick) * tick;
}

/**
 * The machines were up for a while when the world began: 212 ms past a full turn of the second level. It decides which
 * of two things comes first when they are due almost together; so the recordings have it.
 */
const ticksBefore = 53;

/** @returns the time at which a timer set now for `delay` goes off */
export function timerExpiry(now: Time, delay: Time): Time {
  const ticks = Math.max(0, Math.ceil(delay / tick));
  let granularity = 1;
  for (let level = 1; level < levels && ticks >= (buckets - 1) * granularity; level++) granularity *= slower;
  const expires = Math.floor(now / tick) + ticksBefore + ticks;
  return ((Math.floor(expires / granularity) + 1) * granularity - ticksBefore) * tick;
}
