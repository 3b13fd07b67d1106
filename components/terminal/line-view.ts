/** Drawing the line being edited again and again in its place, over as many rows as it takes. */
import { shownLength } from './ansi.ts';
import type { LineState } from './line-editor.ts';

export interface DrawnLine {
  /** Rows below the first one that the cursor stands at. */
  readonly row: number;
}

export const nothingDrawn: DrawnLine = { row: 0 };

/** @returns what to write to the screen, and what is drawn then */
export function drawLine(
  prompt: string,
  state: LineState,
  columns: number,
  before: DrawnLine,
): readonly [output: string, after: DrawnLine] {
  const shownPrompt = state.search === undefined ? prompt : `(reverse-i-search)\`${state.search}': `;
  const width = shownLength(shownPrompt);
  const end = width + [...state.text].length;
  const cursor = width + [...state.text.slice(0, state.cursor)].length;
  const lastRow = Math.floor(end / columns);
  const row = Math.floor(cursor / columns);
  // A line that ends at the very edge leaves the cursor on it: a space and back takes it to the next row.
  const overflow = end > 0 && end % columns === 0 ? ' \r' : '';
  const column = cursor % columns;
  return [
    `${up(before.row)}\r\u001b[J${shownPrompt}${state.text}${overflow}${up(lastRow - row)}\r${column === 0 ? '' : `\u001b[${String(column)}C`}`,
    { row },
  ];
}

const up = (rows: number) => (rows > 0 ? `\u001b[${String(rows)}A` : '');
