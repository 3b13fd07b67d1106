/** Drawing the line being edited again and again in its place, over as many rows as it takes. */
import { shownLength } from './ansi.ts';
import type { LineState } from './line-editor.ts';

export interface DrawnLine {
  /** Rows below the first one that the cursor stands at. */
  readonly row: number;
}

export const nothingDrawn: DrawnLine = { row: 0 };

const promptOf = (prompt: string, { search }: LineState) =>
  search === undefined ? prompt : `(reverse-i-search)\`${search}': `;

function cursorOf(prompt: string, state: LineState): number {
  return shownLength(promptOf(prompt, state)) + [...state.text.slice(0, state.cursor)].length;
}

/** Where a screen of so many columns has the cursor. */
export function rowOfCursor(prompt: string, state: LineState, columns: number): number {
  return Math.floor(cursorOf(prompt, state) / columns);
}

/** What makes room where the line stood. */
export function eraseLine({ row }: DrawnLine): string {
  return `${up(row)}\r\u001b[J`;
}

/** @returns what to write to the screen, and what is drawn then */
export function drawLine(
  prompt: string,
  state: LineState,
  columns: number,
  before: DrawnLine,
): readonly [output: string, after: DrawnLine] {
  const shownPrompt = promptOf(prompt, state);
  const end = shownLength(shownPrompt) + [...state.text].length;
  const cursor = cursorOf(prompt, state);
  const lastRow = Math.floor(end / columns);
  const row = Math.floor(cursor / columns);
  // A line that ends at the very edge leaves the cursor on it: a space and back takes it to the next row.
  const overflow = end > 0 && end % columns === 0 ? ' \r' : '';
  const column = cursor % columns;
  return [
    `${eraseLine(before)}${shownPrompt}${state.text}${overflow}${up(lastRow - row)}\r${column === 0 ? '' : `\u001b[${String(column)}C`}`,
    { row },
  ];
}

const up = (rows: number) => (rows > 0 ? `\u001b[${String(rows)}A` : '');
