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
    for (const row of rows)
      for (const [column, cell] of row.slice(0, -1).entries()) {
        const width = Math.max(this.#minimum, displayWidth(cell) + this.#padding);
        this.#widths[column] = Math.max(this.#widths[column] ?? 0, width);
      }
    return rows
      .map((row) => {
        const cells = row.map((cell, column) =>
          column === row.length - 1
            ? cell
            : cell + ' '.repeat(Math.max(0, (this.#widths[column] ?? 0) - displayWidth(cell))),
        );
        return `${cells.join('')}\n`;
      })
      .join('');
  }
}
