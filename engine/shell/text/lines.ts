/**
 * Small filters of lines: uniq, cut, tr, wc, tac, rev, nl, fold, paste, column, seq, comm, join's absence.
 */
import type { Running } from '../../linux/process/wait.ts';
import type { Command, ShellProcess } from '../command.ts';
import { inColumns } from './ls.ts';
import { fillFormat } from './printf.ts';
import {
  byteLength,
  emit,
  nextLine,
  openInput,
  type Parsed,
  readInput,
  readOperands,
  splitLines,
  tool,
  UsageError,
} from './tool.ts';

/** Each line of the operands (or standard input), as it comes. */
function* eachLine(
  process: ShellProcess,
  operands: readonly string[],
  body: (line: string) => Running<void>,
): Running<number> {
  let status = 0;
  for (const name of operands.length === 0 ? ['-'] : operands) {
    const opened = openInput(process, name);
    if ('error' in opened) {
      process.complain(`${process.name}: ${name}: ${opened.error}\n`);
      status = 1;
      continue;
    }
    for (let line = yield* nextLine(opened.stream); line !== undefined; line = yield* nextLine(opened.stream))
      yield* body(line.replace(/\n$/, ''));
  }
  return status;
}

const uniq = tool(
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

function ranges(list: string, what: string): (index: number) => boolean {
  const parts = list.split(/[, ]/).map((part) => {
    const match = /^(\d*)(-?)(\d*)$/.exec(part);
    const [, from = '', dash = '', to = ''] = match ?? [];
    if (match === null)
      throw new UsageError(
        `invalid ${what} value '${part}'\nTry 'cut --help' for more information.`.replace(
          'field value',
          'field value',
        ),
        1,
      );
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

const cut = tool(
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

const classes: Readonly<Record<string, RegExp>> = {
  alnum: /[A-Za-z0-9]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  digit: /[0-9]/,
  lower: /[a-z]/,
  upper: /[A-Z]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t\n\v\f\r]/,
  xdigit: /[0-9A-Fa-f]/,
  print: /[ -~]/,
  graph: /[!-~]/,

  cntrl: /[\x00-\x1f\x7f]/,
};

function trSet(text: string): string[] {
  const set: string[] = [];
  let at = 0;
  const one = (): string => {
    const escape = /^\\([0-7]{1,3}|[^])/.exec(text.slice(at));
    if (escape === null) return text[at++] ?? '';
    at += escape[0].length;
    const code = escape[1] ?? '';
    if (/^[0-7]/.test(code)) return String.fromCharCode(parseInt(code, 8));
    return { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v', '\\': '\\' }[code] ?? code;
  };
  while (at < text.length) {
    const named = /^\[:(\w+):\]/.exec(text.slice(at));
    if (named !== null) {
      const members = classes[named[1] ?? ''];
      if (members === undefined) throw new UsageError(`invalid character class '${named[1] ?? ''}'`, 1);
      for (let code = 0; code < 128; code++)
        if (members.test(String.fromCharCode(code))) set.push(String.fromCharCode(code));
      at += named[0].length;
      continue;
    }
    const first = one();
    if (text[at] === '-' && at + 1 < text.length) {
      at++;
      const last = one();
      if (last < first)
        throw new UsageError(
          `range-endpoints of '${first}-${last}' are in reverse collating sequence order`,
          1,
        );
      for (let code = first.charCodeAt(0); code <= last.charCodeAt(0); code++)
        set.push(String.fromCharCode(code));
    } else set.push(first);
  }
  return set;
}

const tr = tool(
  'tr',
  { short: '+cCdst', long: { complement: 'c', delete: 'd', 'squeeze-repeats': 's', 'truncate-set1': 't' } },
  function* (process, parsed) {
    const [first, second, extra] = parsed.operands;
    const hint = "\nTry 'tr --help' for more information.";
    if (first === undefined) throw new UsageError(`missing operand${hint}`, 1);
    const deletes = parsed.has('d');
    const squeezes = parsed.has('s');
    if (second === undefined && !deletes && !squeezes)
      throw new UsageError(
        `missing operand after '${first}'\nTwo strings must be given when translating.${hint}`,
        1,
      );
    if (deletes && squeezes && second === undefined)
      throw new UsageError(
        `missing operand after '${first}'\nTwo strings must be given when both deleting and squeezing repeats.${hint}`,
        1,
      );
    if (deletes && !squeezes && second !== undefined)
      throw new UsageError(
        `extra operand '${second}'\nOnly one string may be given when deleting without squeezing repeats.${hint}`,
        1,
      );
    if (extra !== undefined) throw new UsageError(`extra operand '${extra}'${hint}`, 1);
    const from = trSet(first);
    const complement = parsed.has('c') || parsed.has('C');
    const inFirst = new Set(from);
    const to = second === undefined || deletes ? [] : trSet(second);
    const map = new Map<string, string>();
    if (!complement)
      for (const [index, char] of from.entries())
        map.set(char, to[index] ?? (parsed.has('t') ? char : (to.at(-1) ?? char)));
    const isIn = (char: string): boolean => inFirst.has(char) !== complement;
    const squeezed = new Set(second === undefined ? [] : trSet(second));
    const squeezable = (char: string): boolean => (second === undefined ? isIn(char) : squeezed.has(char));
    let last: string | undefined;
    for (;;) {
      const text = process.stdin.read();
      if (text === undefined) return 0;
      if (text === '') {
        yield { on: [process.stdin.readable] };
        continue;
      }
      let result = '';
      for (const char of text) {
        if (deletes && isIn(char)) continue;
        const out =
          deletes || second === undefined
            ? char
            : complement
              ? isIn(char)
                ? (to.at(-1) ?? char)
                : char
              : (map.get(char) ?? char);
        if (squeezes && out === last && squeezable(out)) continue;
        result += out;
        last = out;
      }
      yield* emit(process, result);
    }
  },
);

const wc = tool(
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

const tac = tool('tac', { short: 'brs:', absent: 'brs' }, function* (process, parsed) {
  const { texts, status } = yield* readOperands(process, 'tac', parsed.operands);
  for (const { text } of texts)
    yield* emit(process, (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).reverse().join(''));
  return status;
});

const rev = tool('rev', { short: '' }, function* (process, parsed) {
  return yield* eachLine(process, parsed.operands, (line) =>
    emit(process, `${[...line].reverse().join('')}\n`),
  );
});

const nl = tool('nl', { short: 'b:w:s:v:n:i:', absent: 'ni' }, function* (process, parsed) {
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

const fold = tool(
  'fold',
  { short: 'w:sb', long: { width: 'w', spaces: 's', bytes: 'b' } },
  function* (process, parsed) {
    const width = Number(parsed.value('w') ?? 80);
    return yield* eachLine(process, parsed.operands, function* (line) {
      let rest = line;
      while (rest.length > width) {
        const space = parsed.has('s') ? rest.lastIndexOf(' ', width - 1) + 1 : 0;
        const at = space > 0 ? space : width;
        yield* emit(process, `${rest.slice(0, at)}\n`);
        rest = rest.slice(at);
      }
      yield* emit(process, `${rest}\n`);
    });
  },
);

const paste = tool(
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

const seq = tool(
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
const seqWithNegatives: Command = {
  ...seq,
  program(process) {
    const words = process.arguments.slice(1);
    const at = words.findIndex((word) => /^-?[\d.]/.test(word));
    if (at >= 0 && !words.slice(0, at).some((word) => /^-[fs]$/.test(word)))
      process.arguments = ['seq', ...words.slice(0, at), '--', ...words.slice(at)];
    return seq.program(process);
  },
};

const column = tool(
  'column',
  {
    short: 'ts:o:c:xnJN:L',
    long: { table: 't', separator: 's', 'output-separator': 'o', 'output-width': 'c' },
    absent: 'xJNn',
  },
  function* (process, parsed) {
    const { texts, status } = yield* readOperands(process, 'column', parsed.operands);
    const lines = texts.flatMap(({ text }) => splitLines(text)).filter((line) => line.trim() !== '');
    if (!parsed.has('t')) {
      yield* emit(process, inColumns(lines, Number(parsed.value('c') ?? 80)));
      return status;
    }
    const separators = parsed.value('s');
    const rows = lines.map((line) =>
      separators === undefined
        ? line.trim().split(/[ \t]+/)
        : line.split(new RegExp(`[${separators.replace(/[\\\]^-]/g, '\\$&')}]`)),
    );
    const widths: number[] = [];
    for (const row of rows)
      for (const [index, cell] of row.entries())
        widths[index] = Math.max(widths[index] ?? 0, [...cell].length);
    const between = parsed.value('o') ?? '  ';
    for (const row of rows) {
      const cells = row.map((cell, index) =>
        index === widths.length - 1
          ? cell
          : cell + ' '.repeat(Math.max(0, (widths[index] ?? 0) - [...cell].length)),
      );
      yield* emit(process, `${cells.join(between)}\n`);
    }
    return status;
  },
);

const comm = tool('comm', { short: '123' }, function* (process, parsed) {
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

export const lineTools: readonly Command[] = [
  uniq,
  cut,
  tr,
  wc,
  tac,
  rev,
  nl,
  fold,
  paste,
  seqWithNegatives,
  column,
  comm,
];
