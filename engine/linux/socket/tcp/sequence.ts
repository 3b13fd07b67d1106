/**
 * Arithmetic of 32-bit sequence numbers (RFC 9293 section 3.4): comparisons wrap.
 */

/** `one` comes before `other`. */
export function before(one: number, other: number): boolean {
  return ((one - other) | 0) < 0;
}

/** The distance from `from` on to `to`; negative when `to` lies behind. */
export function distance(from: number, to: number): number {
  return (to - from) | 0;
}

export function advance(sequence: number, by: number): number {
  return (sequence + by) >>> 0;
}
