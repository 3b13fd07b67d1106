/**
 * Backwards: tac turns the order of lines round, rev the order of the characters in each.
 */
import { eachLine } from './each-line.ts';
import { emit, readOperands, tool } from './tool.ts';

export const tac = tool('tac', { short: 'brs:', absent: 'brs' }, function* (process, parsed) {
  const { texts, status } = yield* readOperands(process, 'tac', parsed.operands);
  for (const { text } of texts)
    yield* emit(process, (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).reverse().join(''));
  return status;
});

export const rev = tool('rev', { short: '' }, function* (process, parsed) {
  return yield* eachLine(process, parsed.operands, (line) =>
    emit(process, `${[...line].reverse().join('')}\n`),
  );
});
