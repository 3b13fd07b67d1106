/**
 * paste: lines of several files side by side, or all lines of one after another; `- -` shares standard input.
 */
import { emit, openInput, readInput, splitLines, tool, UsageError } from './tool.ts';

export const paste = tool(
  'paste',
  { short: 'd:sz', long: { delimiters: 'd', serial: 's' }, absent: 'z' },
  function* (process, parsed) {
    const delimiters = [
      ...(parsed.value('d') ?? '\t').replaceAll('\\n', '\n').replaceAll('\\t', '\t').replaceAll('\\0', ''),
    ];
    const columns: string[][] = [];
    for (const name of parsed.operands.length === 0 ? ['-'] : parsed.operands) {
      if (name === '-' && columns.length > 0 && parsed.operands.filter((one) => one === '-').length > 1) {
        columns.push([]);
        continue;
      }
      const opened = openInput(process, name);
      if ('error' in opened) throw new UsageError(`${name}: ${opened.error}`, 1);
      columns.push(splitLines(yield* readInput(opened.stream)));
    }
    const shared = parsed.operands.filter((one) => one === '-').length;
    if (shared > 1 && shared === parsed.operands.length) {
      const lines = columns[0] ?? [];
      for (let at = 0; at < lines.length; at += shared)
        yield* emit(
          process,
          `${Array.from({ length: shared }, (_one, index) => lines[at + index] ?? '').join(delimiters[0] ?? '')}\n`,
        );
      return 0;
    }
    const join = (parts: readonly string[]): string =>
      parts.reduce(
        (text, part, index) =>
          index === 0
            ? part
            : text +
              (delimiters.length === 0 ? '' : (delimiters[(index - 1) % delimiters.length] ?? '')) +
              part,
        '',
      );
    if (parsed.has('s')) for (const lines of columns) yield* emit(process, `${join(lines)}\n`);
    else
      for (let row = 0; row < Math.max(...columns.map((lines) => lines.length)); row++)
        yield* emit(process, `${join(columns.map((lines) => lines[row] ?? ''))}\n`);
    return 0;
  },
);
