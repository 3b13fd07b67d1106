/**
 * Names in columns, filled downwards: as narrow as they get (many_per_line of coreutils/src/ls.c), or all of one width
 * (columnate_fillcols of util-linux/text-utils/column.c). Gaps are tabs where a tab stop lies in them.
 */

const tabStop = 8;

/** As ls does: each column as wide as its longest name and two spaces. */
export function inColumns(names: readonly string[], width: number): string {
  if (names.length === 0) return '';
  for (let rows = 1; ; rows++) {
    const columns = Math.ceil(names.length / rows);
    const widths = Array.from(
      { length: columns },
      (_column, index) =>
        Math.max(...names.slice(index * rows, (index + 1) * rows).map((name) => name.length)) + 2,
    );
    if (rows < names.length && widths.reduce((sum, one) => sum + one, 0) - 2 > width - 1) continue;
    return downwards(names, rows, (column) => widths[column] ?? 0, gap);
  }
}

/** As column does: as many columns of the longest name's width, rounded up to a tab stop, as there is room for. */
export function inEqualColumns(names: readonly string[], width: number): string {
  const longest = Math.max(0, ...names.map((name) => name.length));
  const each = (Math.floor(longest / tabStop) + 1) * tabStop;
  const columns = Math.max(1, Math.floor(width / each));
  return downwards(
    names,
    Math.ceil(names.length / columns),
    () => each,
    (from, to) => '\t'.repeat(Math.ceil((to - from) / tabStop)),
  );
}

function downwards(
  names: readonly string[],
  rows: number,
  widthOf: (column: number) => number,
  between: (from: number, to: number) => string,
): string {
  let text = '';
  for (let row = 0; row < rows; row++) {
    let start = 0;
    for (let column = 0; column * rows + row < names.length; column++) {
      const name = names[column * rows + row] ?? '';
      text += name;
      if ((column + 1) * rows + row < names.length)
        text += between(start + name.length, start + widthOf(column));
      start += widthOf(column);
    }
    text += '\n';
  }
  return text;
}

/** `indent` of ls.c. */
function gap(from: number, to: number): string {
  let text = '';
  let at = from;
  while (at < to) {
    const tabbed = Math.floor(to / tabStop) > Math.floor((at + 1) / tabStop);
    text += tabbed ? '\t' : ' ';
    at += tabbed ? tabStop - (at % tabStop) : 1;
  }
  return text;
}
