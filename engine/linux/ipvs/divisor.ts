/**
 * The weights' greatest common divisor, by which weighted schedulers shorten their rounds (lib/math/gcd.c).
 */
export function greatestCommonDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestCommonDivisor(other, one % other);
}
