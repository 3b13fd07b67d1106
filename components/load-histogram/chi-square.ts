/** Whether counts differ from what was expected by more than chance explains (Pearson's χ² test of fit). */

export function chiSquare(counts: readonly number[], expected: number): number {
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

/**
 * How often chance alone gives a statistic this large or larger: 0 to 1.
 * The upper regularised incomplete gamma function Q(k/2, x/2) (Abramowitz and Stegun 6.5.3, 6.5.29).
 */
export function chanceOfMore(statistic: number, degrees: number): number {
  const a = degrees / 2;
  const x = statistic / 2;
  if (x <= 0) return 1;
  if (x > 700) return 0;
  let term = 1 / a;
  let sum = term;
  for (let n = 1; term > sum * 1e-12; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return Math.max(0, Math.min(1, 1 - sum * Math.exp(a * Math.log(x) - x - logGamma(a))));
}

/** ln Γ(z) for halves of whole numbers: Γ(z + 1) = z Γ(z), Γ(1) = 1, Γ(½) = √π. */
function logGamma(z: number): number {
  let sum = Number.isInteger(z) ? 0 : Math.log(Math.PI) / 2;
  for (let at = Number.isInteger(z) ? 1 : 0.5; at < z; at++) sum += Math.log(at);
  return sum;
}
