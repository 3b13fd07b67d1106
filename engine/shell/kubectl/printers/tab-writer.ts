/**
 * Columns set as Go's text/tabwriter sets them for kubectl: at least six wide, three blanks between, the last cell of a
 * line as it is. Widths are remembered, so that lines that come later (a watch) stand below.
 */
import { displayWidth } from './width.ts';

export class TabWriter {
  readonly #minimum: number;
  readonly #padding: number;
  readonly #widths: number[] = [];

  constructor(minimum = 6, padding = 3) {
    this.#minimum = minimum;
    this.#padding = padding;
  }

  /** Cells of several lines → the text of the lines. */
  format(rows: readonly (readonly string[])[]): string {
    const widths = rows.map((): number[] => []);
    this.#measure(rows, widths, 0, 0, rows.length);
    return rows
      .map((row, line) => {
        const cells = row.map((cell, column) =>
          column === row.length - 1
            ? cell
            : cell + ' '.repeat(Math.max(0, (widths[line]?.[column] ?? 0) - displayWidth(cell))),
        );
        return `${cells.join('')}\n`;
      })
      .join('');
  }

  /** A column is as wide as lines that follow each other have it; one that does not have it ends it. */
  #measure(
    rows: readonly (readonly string[])[],
    widths: readonly number[][],
    column: number,
    from: number,
    to: number,
  ): void {
    for (let start = from; start < to; start++) {
      let end = start;
      let width = Math.max(this.#minimum, this.#widths[column] ?? 0);
      for (; end < to && column < (rows[end]?.length ?? 0) - 1; end++)
        width = Math.max(width, displayWidth(rows[end]?.[column] ?? '') + this.#padding);
      if (end === start) continue;
      this.#widths[column] = width;
      for (let line = start; line < end; line++) widths[line]?.push(width);
      this.#measure(rows, widths, column + 1, start, end);
      start = end - 1;
    }
  }
}
