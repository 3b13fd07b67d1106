/**
 * The middle of what was measured: one slow turn, when the machine did something else, does not move it.
 */
export function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[values.length >> 1] ?? Number.NaN;
}
