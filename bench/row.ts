/**
 * What was measured, with what it may be, and how it is printed.
 */
export interface Row {
  readonly what: string;
  readonly value: number;
  /** `µs`, `ms`: of real time. */
  readonly unit: 'µs' | 'ms' | 'kB' | 'MB' | '×';
  readonly budget?: number;
}

/** @param name of the table */
export function printRows(name: string, rows: readonly Row[]): void {
  console.table(
    rows.map(({ what, value, unit, budget }) => ({
      [name]: what,
      measured: `${rounded(value)} ${unit}`,
      budget: budget === undefined ? '–' : `${budget} ${unit}${value > budget ? ' (over)' : ''}`,
    })),
  );
}

export function rounded(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}
