/**
 * wc: lines, words, characters and bytes, in columns as wide as coreutils makes them.
 */
import { byteLength, emit, readOperands, tool } from './tool.ts';

export const wc = tool(
  'wc',
  { short: 'clmwL', long: { bytes: 'c', lines: 'l', chars: 'm', words: 'w', 'max-line-length': 'L' } },
  function* (process, parsed) {
    const { texts, status } = yield* readOperands(process, 'wc', parsed.operands);
    const any = parsed.options.length > 0;
    const columns = (text: string): number[] => {
      const numbers: number[] = [];
      if (!any || parsed.has('l')) numbers.push(text.split('\n').length - 1);
      if (!any || parsed.has('w')) numbers.push(text.split(/\s+/).filter((word) => word !== '').length);
      if (parsed.has('m')) numbers.push([...text].length);
      if (!any || parsed.has('c')) numbers.push(byteLength(text));
      if (parsed.has('L'))
        numbers.push(
          Math.max(0, ...text.split('\n').map((line) => [...line.replaceAll('\t', '        ')].length)),
        );
      return numbers;
    };
    const rows = texts.map(({ name, text }) => ({ name, numbers: columns(text) }));
    if (parsed.operands.length > 1) {
      const width = rows[0]?.numbers.length ?? 0;
      rows.push({
        name: 'total',
        numbers: Array.from({ length: width }, (_column, index) =>
          rows.reduce((sum, row) => sum + (row.numbers[index] ?? 0), 0),
        ),
      });
    }
    const single = (rows[0]?.numbers.length ?? 0) === 1 && rows.length === 1;
    const sizes = texts.reduce((sum, { text }) => sum + byteLength(text), 0);
    const width = single
      ? 1
      : parsed.operands.length === 0 || parsed.operands.includes('-')
        ? 7
        : sizes.toString().length;
    for (const { name, numbers } of rows)
      yield* emit(
        process,
        `${numbers.map((number) => number.toString().padStart(width)).join(' ')}${parsed.operands.length === 0 ? '' : ` ${name}`}\n`,
      );
    return status;
  },
);
