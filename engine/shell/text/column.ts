/**
 * column: words down the width of a terminal, or a table whose columns line up.
 */
import { inEqualColumns } from './in-columns.ts';
import { emit, readOperands, splitLines, tool } from './tool.ts';

export const column = tool(
  'column',
  {
    short: 'ts:o:c:xnJN:L',
    long: { table: 't', separator: 's', 'output-separator': 'o', 'output-width': 'c' },
    absent: 'xJNn',
  },
  function* (process, parsed) {
    const { texts, status } = yield* readOperands(process, 'column', parsed.operands);
    const lines = texts.flatMap(({ text }) => splitLines(text)).filter((line) => line.trim() !== '');
    if (!parsed.has('t')) {
      yield* emit(process, inEqualColumns(lines, Number(parsed.value('c') ?? 80)));
      return status;
    }
    const separators = parsed.value('s');
    const rows = lines.map((line) =>
      separators === undefined
        ? line.trim().split(/[ \t]+/)
        : line.split(new RegExp(`[${separators.replace(/[\\\]^-]/g, '\\$&')}]`)),
    );
    const widths: number[] = [];
    for (const row of rows)
      for (const [index, cell] of row.entries())
        widths[index] = Math.max(widths[index] ?? 0, [...cell].length);
    const between = parsed.value('o') ?? '  ';
    for (const row of rows) {
      const cells = row.map((cell, index) =>
        index === widths.length - 1
          ? cell
          : cell + ' '.repeat(Math.max(0, (widths[index] ?? 0) - [...cell].length)),
      );
      yield* emit(process, `${cells.join(between)}\n`);
    }
    return status;
  },
);
