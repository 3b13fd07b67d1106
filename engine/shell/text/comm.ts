/**
 * comm: two sorted files in three columns: lines of the first, of the second, of both.
 */
import { emit, readOperands, splitLines, tool } from './tool.ts';

export const comm = tool('comm', { short: '123' }, function* (process, parsed) {
  const { texts } = yield* readOperands(process, 'comm', parsed.operands);
  const [left, right] = texts.map(({ text }) => splitLines(text));
  if (left === undefined || right === undefined) return 1;
  const indent = [0, parsed.has('1') ? 0 : 1, (parsed.has('1') ? 0 : 1) + (parsed.has('2') ? 0 : 1)];
  let [a, b] = [0, 0];
  while (a < left.length || b < right.length) {
    const [x, y] = [left[a], right[b]];
    const which = y === undefined || (x !== undefined && x < y) ? 0 : x === undefined || y < x ? 1 : 2;
    if (!parsed.has((which + 1).toString()))
      yield* emit(process, `${'\t'.repeat(indent[which] ?? 0)}${which === 1 ? (y ?? '') : (x ?? '')}\n`);
    if (which !== 1) a++;
    if (which !== 0) b++;
  }
  return 0;
});
