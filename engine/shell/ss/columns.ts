/**
 * How ss lays out its columns (misc/ss.c of iproute2 6.1: render_calc_width, render): as wide as their content, and on
 * a terminal the rest of the line is shared out, the remainder to the last columns. The last field of all is not
 * measured, because ss has not flushed it when it looks; that shows.
 */
export interface Column {
  readonly head: string;
  readonly align: 'left' | 'right';
  /** In front of the column, unless it is the first of its line. */
  readonly delimiter: string;
}

export const columns = {
  netid: { head: 'Netid', align: 'left', delimiter: '' },
  state: { head: 'State', align: 'left', delimiter: ' ' },
  receiveQueue: { head: 'Recv-Q', align: 'left', delimiter: ' ' },
  sendQueue: { head: 'Send-Q', align: 'left', delimiter: ' ' },
  localAddress: { head: 'Local Address:', align: 'right', delimiter: ' ' },
  localPort: { head: 'Port', align: 'left', delimiter: '' },
  peerAddress: { head: 'Peer Address:', align: 'right', delimiter: ' ' },
  peerPort: { head: 'Port', align: 'left', delimiter: '' },
  process: { head: 'Process', align: 'left', delimiter: '' },
} as const satisfies Readonly<Record<string, Column>>;

/** @param screen the terminal's width; undefined: compact, for a pipe. `headed`: the first row is the head */
export function layOut(
  shown: readonly Column[],
  rows: readonly (readonly string[])[],
  screen: number | undefined,
  headed: boolean,
): string {
  const widths = shown.map((column, index) => {
    const lengths = rows.map((row, at) => {
      const isHead = headed && at === 0;
      const unmeasured = at === rows.length - 1 && index === shown.length - 1 && !isHead;
      return unmeasured ? 0 : (row[index] ?? '').length;
    });
    const content = Math.max(0, ...lengths);
    const width = index > 0 && content > 0 ? content + column.delimiter.length : content;
    return Math.min(width, screen ?? 80);
  });
  if (screen !== undefined) share(widths, screen);
  return rows.map((row) => `${lineText(shown, row, widths)}\n`).join('');
}

/** Give what a line has left to its columns; empty ones have no part in it. */
function share(widths: number[], screen: number): void {
  const used = [...widths.keys()].filter((index) => (widths[index] ?? 0) > 0);
  let line: number[] = [];
  let length = 0;
  for (const index of used) {
    const width = widths[index] ?? 0;
    if (length + width > screen && line.length > 0) {
      spread(widths, line, screen - length);
      line = [];
      length = 0;
    }
    line.push(index);
    length += width;
  }
  spread(widths, line, screen - length);
}

function spread(widths: number[], line: readonly number[], room: number): void {
  if (line.length === 0 || room <= 0) return;
  const each = Math.floor(room / line.length);
  const rest = room % line.length;
  for (const [place, index] of line.entries())
    widths[index] = (widths[index] ?? 0) + each + (line.length - place <= rest ? 1 : 0);
}

function lineText(shown: readonly Column[], row: readonly string[], widths: readonly number[]): string {
  let line = '';
  for (const [index, column] of shown.entries()) {
    const width = widths[index] ?? 0;
    const text = row[index] ?? '';
    if (width === 0 && text === '') continue;
    const delimiter = line === '' ? '' : column.delimiter;
    const room = Math.max(0, width - delimiter.length - text.length);
    line +=
      column.align === 'right'
        ? `${delimiter}${' '.repeat(room)}${text}`
        : `${delimiter}${text}${' '.repeat(room)}`;
  }
  return line;
}
