/**
 * kubectl's commands as a tree, and how a command line finds its command: cobra's Command.Find, stripFlags and
 * legacyArgs. Names, aliases and flags come from `options.ts`, which was made from the real program.
 *
 * A flag of the root may stand anywhere; a flag of `config` (--kubeconfig) is the root's too.
 */
import { type Flag, parseFlag } from './flag.ts';
import { options } from './options.ts';

export interface CommandNode {
  /** The words behind `kubectl`, as `create deployment`. */
  readonly path: string;
  readonly name: string;
  readonly aliases: readonly string[];
  /** Its own and the root's. */
  readonly flags: readonly Flag[];
  readonly children: readonly CommandNode[];
}

interface Line {
  readonly path: string;
  readonly aliases: readonly string[];
  readonly own: readonly string[];
}

const lines: readonly Line[] = options
  .trim()
  .split('\n')
  .map((line) => {
    const [path = '', aliases = '', ...own] = line.split(';');
    return { path, aliases: aliases === '' ? [] : aliases.split(','), own };
  });

const globalFlags: readonly Flag[] = (lines[0]?.own ?? []).map((text) => parseFlag(text, true));

function nodeOf({ path, aliases, own }: Line): CommandNode {
  const flags = own.map((text) => parseFlag(text));
  const depth = path === '' ? 1 : path.split(' ').length + 1;
  const below = path === '' ? '' : `${path} `;
  return {
    path,
    name: path.split(' ').at(-1) ?? '',
    aliases,
    flags:
      path === ''
        ? flags
        : [...flags, ...globalFlags.filter((one) => flags.every(({ name }) => name !== one.name))],
    children: lines
      .filter((one) => one.path !== '' && one.path.startsWith(below) && one.path.split(' ').length === depth)
      .map(nodeOf),
  };
}

let made: CommandNode | undefined;

export function rootCommand(): CommandNode {
  return (made ??= nodeOf(lines[0] ?? { path: '', aliases: [], own: [] }));
}

export interface Found {
  readonly node: CommandNode;
  /** The arguments without the command's own words. */
  readonly rest: readonly string[];
}

/** The deepest command that the words name. */
export function findCommand(words: readonly string[], node = rootCommand()): Found {
  const at = firstPlain(words, node);
  const word = plainWord(words, node);
  const child = node.children.find(({ name, aliases }) => name === word || aliases.includes(word ?? ''));
  if (at === undefined || child === undefined) return { node, rest: words };
  return findCommand([...words.slice(0, at), ...words.slice(at + 1)], child);
}

/** The command that words of help name, as far as they do. */
export function commandAt(words: readonly string[]): CommandNode | undefined {
  let node = rootCommand();
  for (const [index, word] of words.entries()) {
    const child = node.children.find(({ name, aliases }) => name === word || aliases.includes(word));
    if (child === undefined) return index === 0 ? undefined : node;
    node = child;
  }
  return node;
}

/** The first word that names a command or an argument. */
export function plainWord(words: readonly string[], node: CommandNode): string | undefined {
  const at = firstPlain(words, node);
  return at === undefined ? undefined : words[at];
}

/** Where the first word stands that is neither a flag nor a flag's value. */
function firstPlain(words: readonly string[], { flags }: CommandNode): number | undefined {
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '--') return undefined;
    if (word === '' || !word.startsWith('-')) {
      if (word !== '') return index;
      continue;
    }
    if (word.includes('=')) continue;
    const flag = word.startsWith('--')
      ? flags.find(({ name }) => name === word.slice(2))
      : word.length === 2
        ? flags.find(({ short }) => short === word[1])
        : undefined;
    // A flag that is not known takes the next word with it.
    const takesNext =
      flag === undefined ? word.startsWith('--') || word.length === 2 : flag.bare === undefined;
    if (takesNext) index++;
  }
  return undefined;
}
