/**
 * uniq: runs of equal lines as one, counted or picked; what to compare may leave out fields, characters and case.
 */
import type { Running } from '../../linux/process/wait.ts';
import { eachLine } from './each-line.ts';
import { emit, tool } from './tool.ts';

export const uniq = tool(
  'uniq',
  {
    short: 'cdDuif:s:w:z',
    long: {
      count: 'c',
      repeated: 'd',
      unique: 'u',
      'ignore-case': 'i',
      'skip-fields': 'f',
      'skip-chars': 's',
      'check-chars': 'w',
      'zero-terminated': 'z',
    },
    absent: 'Dz',
  },
  function* (process, parsed) {
    const key = (line: string): string => {
      let text = line;
      for (let skip = Number(parsed.value('f') ?? 0); skip > 0; skip--)
        text = text.replace(/^[ \t]*[^ \t]+/, '');
      text = text.slice(Number(parsed.value('s') ?? 0));
      if (parsed.has('w')) text = text.slice(0, Number(parsed.value('w')));
      return parsed.has('i') ? text.toLowerCase() : text;
    };
    let current: string | undefined;
    let count = 0;
    const finish = function* (): Running<void> {
      if (current === undefined) return;
      if (parsed.has('d') && count < 2) return;
      if (parsed.has('u') && count > 1) return;
      yield* emit(process, `${parsed.has('c') ? `${count.toString().padStart(7)} ` : ''}${current}\n`);
    };
    const status = yield* eachLine(process, parsed.operands.slice(0, 1), function* (line) {
      if (current !== undefined && key(line) === key(current)) {
        count++;
        return;
      }
      yield* finish();
      current = line;
      count = 1;
    });
    yield* finish();
    return status;
  },
);
