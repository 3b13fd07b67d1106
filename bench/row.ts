/**
 * One line of a table of what was measured, with what it may be.
 */
export interface Row {
  readonly what: string;
  readonly value: number;
  /** `µs`, `ms`: of real time. */
  readonly unit: 'µs' | 'ms' | 'kB' | 'MB' | '×';
  readonly budget?: number;
}
