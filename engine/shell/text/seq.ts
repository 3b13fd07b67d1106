/**
 * seq: numbers from one to another by steps, in a format, all as wide as the widest.
 */
import type { Command } from '../command.ts';
import { fillFormat } from './printf.ts';
import { emit, tool, UsageError } from './tool.ts';

const positive = tool(
  'seq',
  { short: '+f:s:w', long: { format: 'f', separator: 's', 'equal-width': 'w' } },
  function* (process, parsed) {
    const words = parsed.operands;
    if (words.length === 0)
      throw new UsageError("missing operand\nTry 'seq --help' for more information.", 1);
    if (words.length > 3)
      throw new UsageError(`extra operand '${words[3] ?? ''}'\nTry 'seq --help' for more information.`, 1);
    for (const word of words)
      if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(word))
        throw new UsageError(
          `invalid floating point argument: '${word}'\nTry 'seq --help' for more information.`,
          1,
        );
    const [first = '1', step = '1', last = ''] =
      words.length === 1 ? ['1', '1', words[0]] : words.length === 2 ? [words[0], '1', words[1]] : words;
    const by = Number(step);
    if (by === 0)
      throw new UsageError(
        `invalid Zero increment value: '${step}'\nTry 'seq --help' for more information.`,
        1,
      );
    const decimals = Math.max(...[first, step].map((word) => (word.split('.')[1] ?? '').length));
    const width = parsed.has('w')
      ? Math.max(...[first, last].map((word) => Number(word).toFixed(decimals).length))
      : 0;
    const separator = (parsed.value('s') ?? '\n').replaceAll('\\n', '\n').replaceAll('\\t', '\t');
    const format = parsed.value('f');
    let text = '';
    let any = false;
    for (let index = 0; ; index++) {
      const value = Number(first) + index * by;
      if (by > 0 ? value > Number(last) + 1e-9 : value < Number(last) - 1e-9) break;
      let shown = value.toFixed(decimals);
      if (width > 0)
        shown = value < 0 ? `-${shown.slice(1).padStart(width - 1, '0')}` : shown.padStart(width, '0');
      if (format !== undefined)
        shown = fillFormat(format, {
          text: () => shown,
          number: () => value,
          integer: () => BigInt(Math.trunc(value)),
        }).text;
      text += any ? separator + shown : shown;
      any = true;
      if (text.length > 8192) {
        yield* emit(process, text);
        text = '';
      }
    }
    if (any) yield* emit(process, `${text}\n`);
    return 0;
  },
  '/usr/bin/seq',
);

/** Negative numbers are operands, not options. */
export const seq: Command = {
  ...positive,
  program(process) {
    const words = process.arguments.slice(1);
    const at = words.findIndex((word) => /^-?[\d.]/.test(word));
    if (at >= 0 && !words.slice(0, at).some((word) => /^-[fs]$/.test(word)))
      process.arguments = ['seq', ...words.slice(0, at), '--', ...words.slice(at)];
    return positive.program(process);
  },
};
