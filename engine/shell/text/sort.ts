/**
 * sort (GNU coreutils 9.1) in the C locale: keys, numeric, human, version, reverse, unique, stable, check.
 */
import { emit, readOperands, splitLines, tool, UsageError, absolutePath } from './tool.ts';
import type { Command } from '../command.ts';

interface Key {
  readonly from: Position;
  readonly to: Position | undefined;
  readonly flags: string;
}

interface Position {
  readonly field: number;
  readonly char: number;
  readonly blanks: boolean;
}

function position(text: string): { position: Position; flags: string } {
  const match = /^(\d+)(?:\.(\d+))?([bdfghinrRMV]*)$/.exec(text);
  if (match === null)
    throw new UsageError(`invalid number at field start: invalid count at start of '${text}'`, 2);
  if (match[1] === '0')
    throw new UsageError(
      `-: invalid field specification '${text}'`.replace('-: ', 'field number is zero: '),
      2,
    );
  return {
    position: {
      field: Number(match[1]),
      char: Number(match[2] ?? 0),
      blanks: (match[3] ?? '').includes('b'),
    },
    flags: match[3] ?? '',
  };
}

function readKey(text: string): Key {
  const [from = '', to] = text.split(',');
  const start = position(from);
  const end = to === undefined ? undefined : position(to);
  return { from: start.position, to: end?.position, flags: start.flags + (end?.flags ?? '') };
}

export function compareVersions(one: string, other: string): number {
  const parts = (text: string): string[] => text.match(/\d+|\D+/g) ?? [];
  const [a, b] = [parts(one), parts(other)];
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const [x, y] = [a[at], b[at]];
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1;
    const order = /^\d/.test(x) && /^\d/.test(y) ? Number(x) - Number(y) : x < y ? -1 : x > y ? 1 : 0;
    if (order !== 0) return order;
  }
  return 0;
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

function numeric(text: string): number {
  return Number(/^\s*(-?\d*\.?\d*)/.exec(text)?.[1] ?? '') || 0;
}

function human(text: string): number {
  const match = /^\s*(-?\d*\.?\d*)([KMGTPE]?)/i.exec(text);
  return (Number(match?.[1]) || 0) * 1024 ** (1 + 'KMGTPE'.indexOf((match?.[2] ?? '').toUpperCase() || ' '));
}

function general(text: string): number {
  const value = parseFloat(text);
  return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
}

function compareBy(flags: string): (one: string, other: string) => number {
  const plain = (a: string, b: string): number => compareCodePoints(a, b);
  let order = plain;
  if (flags.includes('n')) order = (a, b) => numeric(a) - numeric(b);
  else if (flags.includes('h')) order = (a, b) => human(a) - human(b);
  else if (flags.includes('g')) order = (a, b) => (general(a) === general(b) ? 0 : general(a) - general(b));
  else if (flags.includes('V')) order = compareVersions;
  else if (flags.includes('M'))
    order = (a, b) =>
      months.indexOf(a.trim().slice(0, 3).toUpperCase()) - months.indexOf(b.trim().slice(0, 3).toUpperCase());
  else {
    const map = (text: string): string => {
      let result = flags.includes('b') ? text.replace(/^\s+/, '') : text;
      if (flags.includes('d')) result = result.replace(/[^A-Za-z0-9\s]/g, '');
      return flags.includes('f') ? result.toUpperCase() : result;
    };
    if (/[bdf]/.test(flags)) order = (a, b) => plain(map(a), map(b));
  }
  return flags.includes('r') ? (a, b) => order(b, a) : order;
}

/** strcmp over UTF-8 bytes orders as code points do. */
function compareCodePoints(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function extract(line: string, key: Key, separator: string | undefined, flags: string): string {
  const starts: number[] = [];
  const ends: number[] = [];
  if (separator === undefined) {
    for (const match of line.matchAll(/[ \t]*[^ \t]+|[ \t]+$/g)) {
      starts.push(match.index);
      ends.push(match.index + match[0].length);
    }
  } else {
    let at = 0;
    for (const field of line.split(separator)) {
      starts.push(at);
      ends.push(at + field.length);
      at += field.length + separator.length;
    }
  }
  const skip = (at: number, wanted: boolean): number => {
    let index = at;
    while (wanted && /[ \t]/.test(line[index] ?? '')) index++;
    return index;
  };
  const start = starts[key.from.field - 1] ?? line.length;
  const from = skip(start, key.from.blanks || flags.includes('b')) + Math.max(0, key.from.char - 1);
  if (key.to === undefined) return line.slice(from);
  const last = starts[key.to.field - 1];
  if (last === undefined) return line.slice(from);
  const to =
    key.to.char === 0 ? (ends[key.to.field - 1] ?? line.length) : skip(last, key.to.blanks) + key.to.char;
  return line.slice(from, to);
}

export const sort: Command = tool(
  'sort',
  {
    short: 'bdfghinMrRsuVcCmo:k:t:zS:T:',
    long: {
      'ignore-leading-blanks': 'b',
      'dictionary-order': 'd',
      'ignore-case': 'f',
      'general-numeric-sort': 'g',
      'human-numeric-sort': 'h',
      'month-sort': 'M',
      'numeric-sort': 'n',
      'random-sort': 'R',
      reverse: 'r',
      stable: 's',
      unique: 'u',
      'version-sort': 'V',
      check: 'c',
      merge: 'm',
      output: 'o',
      key: 'k',
      'field-separator': 't',
      'zero-terminated': 'z',
    },
    absent: 'Rz',
    failure: 2,
  },
  function* (process, parsed) {
    const { texts, status } = yield* readOperands(process, 'sort: cannot read', parsed.operands);
    if (status !== 0) {
      return 2;
    }
    const global = parsed.options
      .map(({ letter }) => letter)
      .filter((letter) => 'bdfghnMrV'.includes(letter))
      .join('');
    const keys = parsed.options.filter(({ letter }) => letter === 'k').map(({ value }) => readKey(value));
    const separator = parsed.value('t') === '\\0' ? '\0' : parsed.value('t');
    if (separator !== undefined && separator.length !== 1)
      throw new UsageError(separator === '' ? 'empty tab' : `multi-character tab '${separator}'`, 2);
    const comparisons = (keys.length === 0 ? [undefined] : keys).map((key) => {
      const flags =
        key === undefined || key.flags.replace(/b/g, '') === '' ? global + (key?.flags ?? '') : key.flags;
      const order = compareBy(flags);
      return (a: string, b: string): number =>
        key === undefined
          ? order(a, b)
          : order(extract(a, key, separator, flags), extract(b, key, separator, flags));
    });
    const byKeys = (a: string, b: string): number => {
      for (const compare of comparisons) {
        const order = compare(a, b);
        if (order !== 0) return order;
      }
      return 0;
    };
    const lastResort = global.includes('r')
      ? (a: string, b: string): number => compareCodePoints(b, a)
      : compareCodePoints;
    const total =
      parsed.has('s') || parsed.has('u')
        ? byKeys
        : (a: string, b: string): number => byKeys(a, b) || lastResort(a, b);
    const lines = texts.flatMap(({ text }) => splitLines(text));
    if (parsed.has('c') || parsed.has('C')) {
      for (const [index, line] of lines.entries()) {
        const before = lines[index - 1];
        if (before === undefined || (parsed.has('u') ? total(before, line) < 0 : total(before, line) <= 0))
          continue;
        if (parsed.has('c'))
          process.complain(`sort: ${parsed.operands[0] ?? '-'}:${index + 1}: disorder: ${line}\n`);
        return 1;
      }
      return 0;
    }
    lines.sort(total);
    const wanted = parsed.has('u')
      ? lines.filter((line, index) => index === 0 || byKeys(lines[index - 1] ?? '', line) !== 0)
      : lines;
    const text = wanted.map((line) => `${line}\n`).join('');
    const output = parsed.value('o');
    if (output === undefined) yield* emit(process, text);
    else {
      const error = process.files.write(absolutePath(process, output), text);
      if (error !== undefined) throw new UsageError(`open failed: ${output}: ${error}`, 2);
    }
    return 0;
  },
);
