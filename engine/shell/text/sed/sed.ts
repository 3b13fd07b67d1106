/**
 * sed as a program (GNU sed 4.9): options, scripts, files in turn, editing in place; line by line, so that it streams.
 *
 * Left out: -z, the commands e and v, special replacement cases inside a group.
 */
import type { Running } from '../../../linux/process/wait.ts';
import type { ShellProcess } from '../../command.ts';
import { absolutePath, openInput, type Parsed, tool, UsageError } from '../tool.ts';
import { SedRun } from './execute.ts';
import { parseSed, type SedCommand, SedError } from './parser.ts';
import { usage } from './usage.ts';

export const sed = tool(
  'sed',
  {
    short: 'nEre:f:i::suzl:',
    long: {
      quiet: 'n',
      silent: 'n',
      expression: 'e',
      file: 'f',
      'regexp-extended': 'E',
      'in-place': 'i',
      separate: 's',
      unbuffered: 'u',
      'null-data': 'z',
    },
    absent: 'z',
    usage,
  },
  function* (process, parsed) {
    const operands = [...parsed.operands];
    const scripts: string[] = [];
    for (const { letter, value } of parsed.options) {
      if (letter === 'e') scripts.push(value);
      if (letter === 'f') {
        const text = process.files.text(absolutePath(process, value));
        if (text === undefined)
          throw new UsageError(`couldn't open file ${value}: No such file or directory`, 1);
        scripts.push(text.replace(/\n$/, ''));
      }
    }
    if (scripts.length === 0) {
      const script = operands.shift();
      if (script === undefined) {
        process.complain(usage);
        return 1;
      }
      scripts.push(script);
    }
    try {
      const script = scripts.join('\n');
      const silent = parsed.has('n') || script.startsWith('#n\n');
      const commands = parseSed(script, parsed.has('E') || parsed.has('r'));
      return yield* runFiles(process, commands, operands, { silent, parsed });
    } catch (error) {
      if (error instanceof SedError) throw new UsageError(error.message, 1);
      throw error;
    }
  },
  '/usr/bin/sed',
);

interface How {
  readonly silent: boolean;
  readonly parsed: Parsed;
}

function* runFiles(
  process: ShellProcess,
  commands: readonly SedCommand[],
  operands: readonly string[],
  how: How,
): Running<number> {
  const names = operands.length === 0 ? ['-'] : operands;
  const separate = how.parsed.has('i') || how.parsed.has('s');
  let status = 0;
  let run: SedRun | undefined;
  for (const [index, name] of names.entries()) {
    const opened = openInput(process, name);
    if ('error' in opened) {
      process.complain(
        opened.error === 'Is a directory'
          ? how.parsed.has('i')
            ? `sed: couldn't edit ${name}: not a regular file\n`
            : `sed: read error on ${name}: Is a directory\n`
          : `sed: can't read ${name}: ${opened.error}\n`,
      );
      status = how.parsed.has('i') ? 4 : 2;
      continue;
    }
    const last = separate || index === names.length - 1;
    if (run === undefined || separate) run = new SedRun(process, commands, how.silent, how.parsed.has('i'));
    const quit = yield* run.file(opened.stream, last, name);
    if (how.parsed.has('i')) {
      const path = absolutePath(process, name);
      const suffix = how.parsed.value('i') ?? '';
      if (suffix !== '')
        process.files.write(
          suffix.includes('*') ? absolutePath(process, suffix.replaceAll('*', name)) : path + suffix,
          process.files.text(path) ?? '',
        );
      process.files.write(path, run.collected);
    }
    if (quit !== undefined) return quit;
  }
  return status;
}
