/**
 * Completion: what Tab offers at a cursor. The word before it is completed by whoever knows the command (a completer
 * registered by its name), else as a command name, a variable or a file.
 */
import type { ShellProcess } from '../command.ts';
import { resolvePath } from './resolve-path.ts';

export interface CompletionRequest {
  /** The words of the simple command at the cursor, unquoted; the last one is being completed and may be empty. */
  readonly words: readonly string[];
  /** The shell's process: its place, files, directory and environment. */
  readonly process: ShellProcess;
}

/** Whole words that could stand for the last one; undefined when it has no opinion and files are meant. */
export type Completer = (request: CompletionRequest) => readonly string[] | undefined;

export interface Completions {
  /** Where in the line the completed word begins. */
  readonly start: number;
  /** Whole words, sorted; directories end with a slash. */
  readonly candidates: readonly string[];
  /** What all candidates begin with: at least what was typed. */
  readonly common: string;
}

/** Who completes the words of a command. */
export interface CompletionTable {
  find(command: string): Completer | undefined;
}

export class CompletionRegistry implements CompletionTable {
  readonly #completers = new Map<string, Completer>();

  register(command: string, completer: Completer): void {
    this.#completers.set(command, completer);
  }

  find(command: string): Completer | undefined {
    return this.#completers.get(command);
  }
}

export interface CompletionContext {
  readonly registry: CompletionTable;
  readonly commands: readonly string[];
  readonly variables: readonly string[];
  readonly process: ShellProcess;
  readonly home: string;
}

export function complete(line: string, cursor: number, context: CompletionContext): Completions {
  const before = line.slice(0, cursor);
  const { words, start } = currentCommand(before);
  const last = words.at(-1) ?? '';
  const found = candidates(words, last, context);
  const sorted = [...new Set(found)].filter((word) => word.startsWith(last)).sort((a, b) => (a < b ? -1 : 1));
  return { start, candidates: sorted, common: commonStart(sorted, last) };
}

function candidates(words: readonly string[], last: string, context: CompletionContext): readonly string[] {
  const variable = /^(.*\$\{?)(\w*)$/.exec(last);
  if (variable !== null) {
    const open = variable[1] ?? '';
    return context.variables.map((name) => open + name + (open.endsWith('{') ? '}' : ''));
  }
  if (words.length === 1 && !last.includes('/')) return context.commands;
  const completer = words.length > 1 ? context.registry.find(words[0] ?? '') : undefined;
  return completer?.({ words, process: context.process }) ?? fileNames(last, context);
}

/** Files whose path begins with `word`. */
export function fileNames(
  word: string,
  context: Pick<CompletionContext, 'process' | 'home'>,
): readonly string[] {
  const slash = word.lastIndexOf('/') + 1;
  const typed = word.slice(0, slash);
  const path = resolvePath(
    context.process.directory,
    typed === '' ? '.' : typed.replace(/^~(?=\/)/, context.home),
  );
  const hidden = word.slice(slash).startsWith('.');
  return context.process.files
    .names(path)
    .filter((name) => hidden || !name.startsWith('.'))
    .map(
      (name) =>
        `${typed}${name}${context.process.files.isDirectory(path === '/' ? `/${name}` : `${path}/${name}`) ? '/' : ''}`,
    );
}

/** The words of the simple command the cursor stands in, and where the last begins. */
function currentCommand(before: string): { words: string[]; start: number } {
  let words: string[] = [];
  let word = '';
  let start = 0;
  let inWord = false;
  let quote = '';
  for (let at = 0; at < before.length; at++) {
    const char = before[at] ?? '';
    if (quote !== '') {
      if (char === quote) quote = '';
      else word += char;
      continue;
    }
    if (/[\s;|&(){}<>`]/.test(char) && !(char === '{' && before[at - 1] === '$')) {
      if (inWord) words.push(word);
      word = '';
      inWord = false;
      if (/[;|&(`\n]/.test(char)) words = [];
      if (/[<>]/.test(char)) words.push(char);
      continue;
    }
    if (!inWord) start = at;
    inWord = true;
    if (char === '"' || char === "'") quote = char;
    else if (char === '\\') word += before[++at] ?? '';
    else word += char;
  }
  if (!inWord) start = before.length;
  words.push(word);
  while (
    words.length > 1 &&
    (/^\w+=/.test(words[0] ?? '') ||
      ['sudo', 'time', 'then', 'do', 'else', 'watch', 'xargs', '!'].includes(words[0] ?? ''))
  )
    words.shift();
  return { words, start };
}

function commonStart(words: readonly string[], typed: string): string {
  const [first = typed] = words;
  let size = first.length;
  for (const word of words) {
    let same = 0;
    while (same < size && word[same] === first[same]) same++;
    size = same;
  }
  return first.slice(0, size);
}
