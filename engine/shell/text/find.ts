/**
 * find: walks the file tree; -name, -iname, -path, -type, -maxdepth, -mindepth, -empty, -delete's absence, `!`.
 *
 * Left out: -exec, -o, times, sizes, owners.
 */
import type { Running } from '../../linux/process/wait.ts';
import { matchesPattern } from '../bash/pattern.ts';
import type { Command, ShellProcess } from '../command.ts';
import { absolutePath, emit } from './tool.ts';

interface Found {
  readonly name: string;
  readonly path: string;
  readonly depth: number;
}

type Test = (found: Found) => boolean;

interface Search {
  readonly tests: readonly Test[];
  readonly least: number;
  readonly most: number;
}

/** @returns what is wrong with the expression as text */
function readExpression(process: ShellProcess, words: readonly string[]): Search | string {
  const tests: Test[] = [];
  let least = 0;
  let most = Number.POSITIVE_INFINITY;
  let negated = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '!' || word === '-not') {
      negated = !negated;
      continue;
    }
    if (word === '-print' || word === '-a') continue;
    if (word === '-empty') {
      tests.push(({ path }) =>
        process.files.isDirectory(path)
          ? process.files.names(path).length === 0
          : process.files.text(path) === '',
      );
      continue;
    }
    if (!['-name', '-iname', '-path', '-type', '-maxdepth', '-mindepth'].includes(word))
      return /^-(exec|o|or|mtime|size|user|delete|perm|newer|regex|print0)/.test(word)
        ? `not simulated: ${word}`
        : `unknown predicate \`${word}'`;
    const value = words[++at];
    if (value === undefined) return `missing argument to \`${word}'`;
    if (word === '-maxdepth') most = Number(value);
    else if (word === '-mindepth') least = Number(value);
    else tests.push(oneTest(process, word, value, negated));
    negated = false;
  }
  return { tests, least, most };
}

function oneTest(process: ShellProcess, word: string, value: string, negated: boolean): Test {
  const test: Test = ({ name, path }) => {
    const last = name.replace(/(.)\/+$/, '$1').replace(/^.*\/(?=.)/, '');
    if (word === '-type')
      return value === 'd'
        ? process.files.isDirectory(path)
        : value === 'f' && !process.files.isDirectory(path);
    if (word === '-path') return matchesPattern(value, name);
    return word === '-iname'
      ? matchesPattern(value.toLowerCase(), last.toLowerCase())
      : matchesPattern(value, last);
  };
  return (found) => test(found) !== negated;
}

function* walk(process: ShellProcess, found: Found, search: Search): Running<void> {
  if (found.depth >= search.least && search.tests.every((test) => test(found)))
    yield* emit(process, `${found.name}\n`);
  if (found.depth >= search.most || !process.files.isDirectory(found.path)) return;
  for (const child of process.files.names(found.path)) {
    const name = `${found.name.replace(/\/$/, '')}/${child}`;
    yield* walk(
      process,
      { name, path: `${found.path === '/' ? '' : found.path}/${child}`, depth: found.depth + 1 },
      search,
    );
  }
}

export const find: Command = {
  name: 'find',
  path: '/usr/bin/find',
  *program(process) {
    const words = process.arguments.slice(1);
    const first = words.findIndex((word) => /^[-!(]/.test(word));
    const starts = first < 0 ? words : words.slice(0, first);
    const search = readExpression(process, first < 0 ? [] : words.slice(first));
    if (typeof search === 'string') {
      process.complain(`find: ${search}\n`);
      return 1;
    }
    let status = 0;
    for (const name of starts.length === 0 ? ['.'] : starts) {
      const path = absolutePath(process, name);
      if (process.files.has(path)) yield* walk(process, { name, path, depth: 0 }, search);
      else {
        process.complain(`find: '${name}': No such file or directory\n`);
        status = 1;
      }
    }
    return status;
  },
};
