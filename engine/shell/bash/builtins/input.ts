/**
 * Builtins that read and test: read, mapfile, test, `[`.
 */
import type { Running } from '../../../linux/process/wait.ts';
import { type Builtin, invalidOption, letters } from '../builtin.ts';
import { ExpansionError } from '../jump.ts';
import type { Shell } from '../shell.ts';
import { test } from '../test-expression.ts';
import { isName } from '../variables.ts';

type Own = Builtin<Shell>;

interface ReadOptions {
  raw: boolean;
  array: string | undefined;
  delimiter: string;
  count: number | undefined;
  exactly: boolean;
  prompt: string;
  timeout: number | undefined;
  descriptor: number;
}

const usage =
  'read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]';

function* read(shell: Shell, words: readonly string[]): Running<number> {
  const options: ReadOptions = {
    raw: false,
    array: undefined,
    delimiter: '\n',
    count: undefined,
    exactly: false,
    prompt: '',
    timeout: undefined,
    descriptor: 0,
  };
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') {
      at++;
      break;
    }
    if (!/^-./.test(word)) break;
    for (let index = 1; index < word.length; index++) {
      const letter = word[index] ?? '';
      if ('ers'.includes(letter)) {
        if (letter === 'r') options.raw = true;
        continue;
      }
      if (!'adinNptu'.includes(letter)) return invalidOption(shell, 'read', `-${letter}`, usage);
      const value = word.slice(index + 1) || (words[++at] ?? '');
      setOption(options, letter, value);
      break;
    }
  }
  const names = words.slice(at);
  for (const name of names)
    if (!isName(name.replace(/\[.*\]$/, ''))) {
      shell.complain(`read: \`${name}': not a valid identifier`);
      return 1;
    }
  const input = shell.descriptors.get(options.descriptor);
  if (input === undefined) {
    shell.complain(`read: ${options.descriptor}: invalid file descriptor: Bad file descriptor`);
    return 1;
  }
  if (options.prompt !== '' && input.terminal !== undefined) shell.output(2)?.write(options.prompt);
  const line = yield* readUntil(shell, options);
  store(shell, line.text, names, options);
  return line.status;
}

function setOption(options: ReadOptions, letter: string, value: string): void {
  if (letter === 'a') options.array = value;
  else if (letter === 'd') options.delimiter = value.slice(0, 1) || '\0';
  else if (letter === 'n' || letter === 'N') {
    options.count = Number(value);
    options.exactly = letter === 'N';
  } else if (letter === 'p') options.prompt = value;
  else if (letter === 't') options.timeout = Number(value);
  else if (letter === 'u') options.descriptor = Number(value);
}

/** What was read with its escapes still in it. A pipe is read by the line, so that what follows is left to others. */
function* readUntil(shell: Shell, options: ReadOptions): Running<{ text: string; status: number }> {
  const input = shell.descriptors.get(options.descriptor);
  const until =
    options.timeout === undefined ? undefined : shell.process.clock.now + options.timeout * 1_000_000;
  let text = '';
  for (;;) {
    if (input === undefined) return { text, status: 1 };
    const wanted = options.count === undefined ? undefined : options.count - text.length;
    if (wanted !== undefined && wanted <= 0) return { text, status: 0 };
    const piece =
      wanted === undefined && options.delimiter === '\n'
        ? input.readLine()
        : input.readUpTo(wanted ?? Number.POSITIVE_INFINITY, options.delimiter);
    if (piece === undefined) return { text, status: 1 };
    if (piece === '') {
      if (until !== undefined && shell.process.clock.now >= until) return { text, status: 142 };
      yield until === undefined ? { on: [input.readable] } : { on: [input.readable], until };
      yield* shell.seeSignals();
      continue;
    }
    if (piece.endsWith(options.delimiter) && !options.exactly) {
      text += piece.slice(0, -1);
      if (options.raw || !/(^|[^\\])(\\\\)*\\$/.test(text)) return { text, status: 0 };
      text = options.delimiter === '\n' ? text.slice(0, -1) : text + options.delimiter;
    } else {
      text += piece;
      if (wanted === undefined && options.delimiter === '\n') {
        if (input.terminal === undefined) return { text, status: 1 };
      }
    }
  }
}

/** Characters with whether a backslash protected them. */
function characters(text: string, raw: boolean): { char: string; plain: boolean }[] {
  if (raw) return [...text].map((char) => ({ char, plain: true }));
  return [...text.matchAll(/\\([^])|([^])/gu)].map((match) => ({
    char: match[1] ?? match[2] ?? '',
    plain: match[1] === undefined,
  }));
}

function store(shell: Shell, line: string, names: readonly string[], options: ReadOptions): void {
  const ifs = shell.variables.get('IFS') ?? ' \t\n';
  const set = (name: string, value: string): void => {
    const element = /^(\w+)\[(.*)\]$/.exec(name);
    if (element === null) shell.setVariable(name, value);
    else shell.setElement(element[1] ?? '', element[2] ?? '', value);
  };
  const all = characters(line, options.raw);
  if (names.length === 0 && options.array === undefined) {
    set('REPLY', all.map(({ char }) => char).join(''));
    return;
  }
  if (options.array !== undefined) {
    const variable = shell.variables.obtain(options.array);
    variable.value = undefined;
    variable.indexed = new Map(splitAll(all, ifs, Number.POSITIVE_INFINITY).entries());
    return;
  }
  const fields = options.exactly ? [all.map(({ char }) => char).join('')] : splitAll(all, ifs, names.length);
  for (const [index, name] of names.entries()) set(name, fields[index] ?? '');
}

/** Split by IFS; the last field takes the rest, without white space at its end. */
function splitAll(all: readonly { char: string; plain: boolean }[], ifs: string, limit: number): string[] {
  const isSeparator = (at: number): boolean => all[at]?.plain === true && ifs.includes(all[at].char);
  const isSpace = (at: number): boolean => isSeparator(at) && /\s/.test(all[at]?.char ?? '');
  const fields: string[] = [];
  let at = 0;
  while (isSpace(at)) at++;
  while (at < all.length) {
    if (fields.length === limit - 1) {
      let end = all.length;
      while (end > at && isSpace(end - 1)) end--;
      // One separator at the very end belongs to the field before it.
      if (
        end > at &&
        isSeparator(end - 1) &&
        !all.slice(at, end - 1).some((_one, index) => isSeparator(at + index) && !isSpace(at + index))
      )
        end--;
      fields.push(
        all
          .slice(at, end)
          .map(({ char }) => char)
          .join(''),
      );
      return fields;
    }
    let end = at;
    while (end < all.length && !isSeparator(end)) end++;
    fields.push(
      all
        .slice(at, end)
        .map(({ char }) => char)
        .join(''),
    );
    at = end;
    while (isSpace(at)) at++;
    if (isSeparator(at) && !isSpace(at) && !(end < at && !isSpace(end))) at++;
    while (isSpace(at)) at++;
  }
  return fields;
}

function* mapfile(shell: Shell, words: readonly string[]): Running<number> {
  const parsed = letters(
    words.filter((word) => word !== '-t'),
    '',
  );
  if ('unknown' in parsed) {
    shell.complain(`not simulated: ${shell.running} ${parsed.unknown}`);
    return 1;
  }
  const trim = words.includes('-t');
  const input = shell.descriptors.get(0);
  const lines: string[] = [];
  for (;;) {
    const line = input?.readLine();
    if (line === undefined || input === undefined) break;
    if (line === '') {
      yield { on: [input.readable] };
      yield* shell.seeSignals();
    } else lines.push(trim ? line.replace(/\n$/, '') : line);
  }
  const variable = shell.variables.obtain(parsed.operands[0] ?? 'MAPFILE');
  variable.value = undefined;
  variable.indexed = new Map(lines.entries());
  return 0;
}

function testing(name: 'test' | '['): Own {
  return function* (shell, words) {
    let operands = words;
    if (name === '[') {
      if (words.at(-1) !== ']') {
        shell.complain("[: missing `]'");
        return 2;
      }
      operands = words.slice(0, -1);
    }
    try {
      return test(shell, operands) ? 0 : 1;
    } catch (error) {
      if (!(error instanceof ExpansionError)) throw error;
      shell.complain(`${name}: ${error.message}`);
      return 2;
    }
  };
}

export const input: readonly (readonly [string, Own])[] = [
  ['read', read],
  ['mapfile', mapfile],
  ['readarray', mapfile],
  ['test', testing('test')],
  ['[', testing('[')],
];
