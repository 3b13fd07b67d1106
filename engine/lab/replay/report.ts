/**
 * How a comparison is told: each difference under the line of its record, then `N passed, N failed`. Records marked
 * `flaky` that differ are counted on their own and shown only when asked for.
 */
import type { Comparison } from './compare.ts';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly flaky: number;
}

export function tally(comparisons: readonly Comparison[]): Tally {
  const different = comparisons.filter(({ differences }) => differences.length > 0);
  const flaky = different.filter(({ record }) => record.flaky !== undefined).length;
  return {
    passed: comparisons.length - different.length,
    failed: different.length - flaky,
    flaky,
  };
}

/** @param show `flaky` too: the differences of records marked so as well */
export function describeDifference(
  file: string,
  comparison: Comparison,
  show: 'failures' | 'flaky too',
): string {
  const { key, record, differences } = comparison;
  if (differences.length === 0 || (record.flaky !== undefined && show === 'failures')) return '';
  const flaky = record.flaky === undefined ? '' : `   (flaky: ${record.flaky})`;
  const head = `--- ${file} ${key} on ${record.on}: ${record.cmd.slice(0, 160)}${flaky}`;
  return [head, ...differences.map((line) => `    ${line}`)].map((line) => `${line}\n`).join('');
}

export function closingLine({ passed, failed, flaky }: Tally): string {
  return `${passed} passed, ${failed} failed${flaky > 0 ? `, ${flaky} differ and are marked flaky` : ''}`;
}

export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed,
      flaky: all.flaky + one.flaky,
    }),
    { passed: 0, failed: 0, flaky: 0 },
  );
}
