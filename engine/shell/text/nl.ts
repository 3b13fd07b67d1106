/**
 * nl: lines with their numbers; empty ones have none unless asked for.
 */
import { eachLine } from './each-line.ts';
import { emit, tool } from './tool.ts';

export const nl = tool('nl', { short: 'b:w:s:v:n:i:', absent: 'ni' }, function* (process, parsed) {
  let number = Number(parsed.value('v') ?? 1);
  const width = Number(parsed.value('w') ?? 6);
  const separator = parsed.value('s') ?? '\t';
  return yield* eachLine(process, parsed.operands, (line) =>
    emit(
      process,
      line === '' && parsed.value('b') !== 'a'
        ? `${' '.repeat(width + separator.length)}\n`
        : `${(number++).toString().padStart(width)}${separator}${line}\n`,
    ),
  );
});
