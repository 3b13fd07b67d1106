/**
 * head and tail. head ends as soon as it has enough, which ends what writes to it; tail -f is not simulated.
 */
import type { Input } from '../../linux/process/stream.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { Command, ShellProcess } from '../command.ts';
import { emit, nextLine, openInput, type Parsed, readInput, splitLines, tool, UsageError } from './tool.ts';

function amount(text: string, what: 'lines' | 'bytes'): { sign: string; count: number } {
  const match = /^([-+]?)(\d+)([bkKMG]?)B?$/.exec(text);
  if (match === null) throw new UsageError(`invalid number of ${what}: '${text}'`, 1);
  const unit = { b: 512, k: 1024, K: 1024, M: 1024 ** 2, G: 1024 ** 3 }[match[3] ?? ''] ?? 1;
  return { sign: match[1] ?? '', count: Number(match[2]) * unit };
}

/** `-5` and `-n5` mean the same. */
function oldStyle(words: readonly string[]): string[] {
  return words.map((word, index) => (index === 0 && /^-\d+$/.test(word) ? `-n${word.slice(1)}` : word));
}

function* each(
  process: ShellProcess,
  parsed: Parsed,
  body: (name: string) => Running<void>,
): Running<number> {
  const names = parsed.operands.length === 0 ? ['-'] : parsed.operands;
  const titled = parsed.has('v') || (names.length > 1 && !parsed.has('q'));
  let status = 0;
  let first = true;
  for (const name of names) {
    const opened = openInput(process, name);
    if ('error' in opened) {
      process.complain(
        opened.error === 'Is a directory'
          ? `${process.name}: error reading '${name}': Is a directory\n`
          : `${process.name}: cannot open '${name}' for reading: ${opened.error}\n`,
      );
      status = 1;
      continue;
    }
    if (titled)
      yield* emit(process, `${first ? '' : '\n'}==> ${name === '-' ? 'standard input' : name} <==\n`);
    first = false;
    yield* body(name);
  }
  return status;
}

function withOldStyle(command: Command): Command {
  return {
    ...command,
    program(process) {
      process.arguments = [process.arguments[0] ?? command.name, ...oldStyle(process.arguments.slice(1))];
      return command.program(process);
    },
  };
}

const head = withOldStyle(
  tool(
    'head',
    {
      short: 'n:c:qvz',
      long: { lines: 'n', bytes: 'c', quiet: 'q', silent: 'q', verbose: 'v' },
      absent: 'z',
    },
    function* (process, parsed) {
      const bytes = parsed.options.findLast(({ letter }) => letter === 'n' || letter === 'c')?.letter === 'c';
      const { sign, count } = amount(parsed.value(bytes ? 'c' : 'n') ?? '10', bytes ? 'bytes' : 'lines');
      return yield* each(process, parsed, function* (name) {
        const opened = openInput(process, name);
        if ('error' in opened) return;
        if (bytes) {
          const text = sign === '-' ? yield* readInput(opened.stream) : yield* readSome(opened.stream, count);
          yield* emit(
            process,
            sign === '-' ? text.slice(0, Math.max(0, text.length - count)) : text.slice(0, count),
          );
          return;
        }
        if (sign === '-') {
          const lines = (yield* readInput(opened.stream)).split(/(?<=\n)/);
          yield* emit(process, lines.slice(0, Math.max(0, lines.length - count)).join(''));
          return;
        }
        for (let left = count; left > 0; left--) {
          const line = yield* nextLine(opened.stream);
          if (line === undefined) return;
          yield* emit(process, line);
        }
      });
    },
  ),
);

function* readSome(input: Input, count: number): Running<string> {
  let text = '';
  while (text.length < count) {
    const more = input.read();
    if (more === undefined) break;
    text += more;
    if (more === '') yield { on: [input.readable] };
  }
  return text;
}

const tail = withOldStyle(
  tool(
    'tail',
    {
      short: 'n:c:qvfFs:z',
      long: { lines: 'n', bytes: 'c', quiet: 'q', silent: 'q', verbose: 'v', follow: 'f' },
      absent: 'fFz',
    },
    function* (process, parsed) {
      const bytes = parsed.options.findLast(({ letter }) => letter === 'n' || letter === 'c')?.letter === 'c';
      const { sign, count } = amount(parsed.value(bytes ? 'c' : 'n') ?? '10', bytes ? 'bytes' : 'lines');
      return yield* each(process, parsed, function* (name) {
        const opened = openInput(process, name);
        if ('error' in opened) return;
        if (bytes) {
          const text = yield* readInput(opened.stream);
          yield* emit(
            process,
            sign === '+' ? text.slice(Math.max(0, count - 1)) : text.slice(Math.max(0, text.length - count)),
          );
          return;
        }
        if (sign === '+') {
          for (let number = 1; ; number++) {
            const line = yield* nextLine(opened.stream);
            if (line === undefined) return;
            if (number >= count) yield* emit(process, line);
          }
        }
        const text = yield* readInput(opened.stream);
        const lines = splitLines(text);
        const end = text === '' || text.endsWith('\n') ? '\n' : '';
        const wanted = count === 0 ? [] : lines.slice(-count);
        if (wanted.length > 0) yield* emit(process, wanted.join('\n') + end);
      });
    },
  ),
);

export const headTail: readonly Command[] = [head, tail];
