/**
 * cut: parts of each line by characters or by fields between a delimiter.
 *
 * Bytes are taken for characters.
 */
import type { Running } from '../../linux/process/wait.ts';
import type { ShellProcess } from '../command.ts';
import { eachLine } from './each-line.ts';
import { emit, type Parsed, tool, UsageError } from './tool.ts';

function ranges(list: string, what: string): (index: number) => boolean {
  const parts = list.split(/[, ]/).map((part) => {
    const match = /^(\d*)(-?)(\d*)$/.exec(part);
    const [, from = '', dash = '', to = ''] = match ?? [];
    if (match === null)
      throw new UsageError(`invalid ${what} value '${part}'\nTry 'cut --help' for more information.`, 1);
    if (from === '' && to === '')
      throw new UsageError(
        dash === ''
          ? `${what === 'field' ? 'fields' : 'byte/character positions'} are numbered from 1\nTry 'cut --help' for more information.`
          : "invalid range with no endpoint: -\nTry 'cut --help' for more information.",
        1,
      );
    if (from === '0' || to === '0')
      throw new UsageError(
        `${what === 'field' ? 'fields' : 'byte/character positions'} are numbered from 1\nTry 'cut --help' for more information.`,
        1,
      );
    const low = from === '' ? 1 : Number(from);
    const high = dash === '' ? low : to === '' ? Number.POSITIVE_INFINITY : Number(to);
    if (high < low)
      throw new UsageError("invalid decreasing range\nTry 'cut --help' for more information.", 1);
    return [low, high] as const;
  });
  return (index) => parts.some(([low, high]) => index >= low && index <= high);
}

function* runCut(process: ShellProcess, parsed: Parsed): Running<number> {
  const list = parsed.value('f') ?? parsed.value('c') ?? parsed.value('b');
  if (list === undefined)
    throw new UsageError(
      "you must specify a list of bytes, characters, or fields\nTry 'cut --help' for more information.",
      1,
    );
  const fields = parsed.has('f');
  const delimiter = parsed.value('d') ?? '\t';
  if (delimiter.length > 1)
    throw new UsageError(
      "the delimiter must be a single character\nTry 'cut --help' for more information.",
      1,
    );
  if (parsed.has('d') && !fields)
    throw new UsageError(
      "an input delimiter may be specified only when operating on fields\nTry 'cut --help' for more information.",
      1,
    );
  const among = ranges(list, fields ? 'field' : 'byte/character position');
  const wanted = (index: number): boolean => among(index) !== parsed.has('V');
  return yield* eachLine(process, parsed.operands, function* (line) {
    if (!fields) {
      yield* emit(
        process,
        `${[...line].filter((_char, index) => wanted(index + 1)).join(parsed.value('O') ?? '')}\n`,
      );
      return;
    }
    if (!line.includes(delimiter)) {
      if (!parsed.has('s')) yield* emit(process, `${line}\n`);
      return;
    }
    yield* emit(
      process,
      `${line
        .split(delimiter)
        .filter((_field, index) => wanted(index + 1))
        .join(parsed.value('O') ?? delimiter)}\n`,
    );
  });
}

export const cut = tool(
  'cut',
  {
    short: 'b:c:f:d:szVO:',
    long: {
      bytes: 'b',
      characters: 'c',
      fields: 'f',
      delimiter: 'd',
      'only-delimited': 's',
      complement: 'V',
      'output-delimiter': 'O',
    },
    absent: 'z',
  },
  runCut,
);
