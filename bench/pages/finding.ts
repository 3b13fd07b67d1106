/** What a measurement of the pages comes to. */

/** A budget that is missed. */
export interface Finding {
  readonly what: string;
  readonly is: string;
  readonly budget: string;
}

export interface Measured {
  /** For `console.table`. */
  readonly rows: readonly Readonly<Record<string, string>>[];
  readonly missed: readonly Finding[];
}
