/**
 * The command line of ipset: options for all commands, the command by any of its names or their beginnings, and what a
 * type of set takes when it is made and when elements are added (lib/ipset.c, lib/args.c, lib/ipset_*.c of ipset 7.17).
 */
import { networksOf, type SetType } from '../../linux/netfilter/ipset/set-type.ts';
import { misuse, syntax } from './error.ts';

const commandNames = [
  ['create', 'n', 'new', '-N'],
  ['add', '-A'],
  ['del', '-D'],
  ['test', '-T'],
  ['destroy', 'x', '-X'],
  ['list', '-L'],
  ['save', '-S'],
  ['restore', '-R'],
  ['flush', '-F'],
  ['rename', 'e', '-E'],
  ['swap', 'w', '-W'],
  ['help', '-h', '-H'],
  ['version', '-v', '-V'],
  ['quit'],
] as const;

export type CommandName = (typeof commandNames)[number][0];

export function commandOf(word: string): CommandName | undefined {
  for (const [name, ...others] of commandNames)
    if (
      (word !== '' && name.startsWith(word)) ||
      others.some((other) => other === word) ||
      (word.startsWith('--') && word.length > 2 && name.startsWith(word.slice(2)))
    )
      return name;
  return undefined;
}

export type OutputMode = 'plain' | 'save' | 'xml';

/** What holds for every command. */
export interface CommonOptions {
  mode: OutputMode | undefined;
  exist: boolean;
  quiet: boolean;
  sorted: boolean;
  resolve: boolean;
  names: boolean;
  terse: boolean;
  file: string | undefined;
}

export function noOptions(): CommonOptions {
  return {
    mode: undefined,
    exist: false,
    quiet: false,
    sorted: false,
    resolve: false,
    names: false,
    terse: false,
    file: undefined,
  };
}

const flags: Readonly<Record<string, 'exist' | 'quiet' | 'sorted' | 'resolve' | 'names' | 'terse'>> = {
  '-!': 'exist',
  '-exist': 'exist',
  '--exist': 'exist',
  '-q': 'quiet',
  '-quiet': 'quiet',
  '--quiet': 'quiet',
  '-s': 'sorted',
  '-sorted': 'sorted',
  '--sorted': 'sorted',
  '-r': 'resolve',
  '-resolve': 'resolve',
  '--resolve': 'resolve',
  '-n': 'names',
  '-name': 'names',
  '--name': 'names',
  '-t': 'terse',
  '-terse': 'terse',
  '--terse': 'terse',
};

/** Takes the common options out of the words. @throws IpsetError */
export function takeCommon(words: readonly string[], options: CommonOptions): string[] {
  const rest: string[] = [];
  const list = [...words];
  for (let word = list.shift(); word !== undefined; word = list.shift()) {
    const flag = flags[word];
    if (flag !== undefined) options[flag] = true;
    else if (/^(-o|--?output)$/.test(word)) {
      const mode = list.shift();
      if (mode === undefined) throw misuse(`Missing mandatory argument to option ${word}`);
      const known = (['plain', 'save', 'xml'] as const).find((name) => name === mode);
      if (known === undefined) throw syntax(`unknown output mode '${mode}'`);
      options.mode = known;
    } else if (/^(-f|--?file)$/.test(word)) {
      options.file = list.shift();
      if (options.file === undefined) throw misuse(`Missing mandatory argument to option ${word}`);
    } else rest.push(word);
  }
  return rest;
}

/** An option of a type: `flag` stands alone. */
export type Kind = 'flag' | 'value';
export type OptionTable = ReadonlyMap<string, Kind>;

const extensions = ['packets', 'bytes', 'comment', 'skbmark', 'skbprio', 'skbqueue'] as const;

/** What `create` takes for a type, in the order the help names it. */
export function createOptions(type: SetType): OptionTable {
  const options = new Map<string, Kind>();
  if (type.method === 'bitmap') options.set('range', 'value');
  if (type.method === 'list') options.set('size', 'value');
  if (type.method === 'hash') {
    if (type.name !== 'hash:mac') options.set('family', 'value');
    if (type.name === 'hash:ip,mark') options.set('markmask', 'value');
    options.set('hashsize', 'value').set('maxelem', 'value');
  }
  if (['hash:ip', 'bitmap:ip', 'hash:ip,port', 'hash:net,net'].includes(type.name))
    options.set('netmask', 'value');
  if (['hash:ip', 'hash:ip,port', 'hash:net,net'].includes(type.name)) options.set('bitmask', 'value');
  options.set('timeout', 'value').set('counters', 'flag').set('comment', 'flag');
  if (type.method === 'hash') options.set('forceadd', 'flag');
  options.set('skbinfo', 'flag');
  if (type.method === 'hash') options.set('bucketsize', 'value').set('initval', 'value');
  return options;
}

/** What `add` takes for a type. */
export function addOptions(type: SetType): OptionTable {
  const options = new Map<string, Kind>([['timeout', 'value']]);
  if (networksOf(type) > 0) options.set('nomatch', 'flag');
  if (type.name === 'hash:net,iface') options.set('wildcard', 'flag');
  if (type.method === 'list') options.set('before', 'value').set('after', 'value');
  for (const name of extensions) options.set(name, 'value');
  return options;
}

/** What `test` and `del` take. */
export function testOptions(type: SetType): OptionTable {
  const options = new Map<string, Kind>();
  if (networksOf(type) > 0) options.set('nomatch', 'flag');
  if (type.method === 'list') options.set('before', 'value').set('after', 'value');
  return options;
}

/** @throws IpsetError */
export function readOptions(words: readonly string[], table: OptionTable): Map<string, string> {
  const given = new Map<string, string>();
  const list = [...words];
  for (let word = list.shift(); word !== undefined; word = list.shift()) {
    if ((word === '-4' || word === '-6') && table.has('family')) {
      given.set('family', word === '-6' ? 'inet6' : 'inet');
      continue;
    }
    const name = word === 'from' ? 'range' : word;
    const kind = table.get(name);
    if (kind === undefined) throw misuse(`Unknown argument: \`${word}'`);
    const isNeighbour = name === 'before' || name === 'after';
    const known = isNeighbour ? given.has('before') || given.has('after') : given.has(name);
    if (known && kind === 'value') throw syntax(`${name} already specified`);
    const value = kind === 'flag' ? '' : list.shift();
    if (value === undefined) throw misuse(`Missing mandatory argument of option \`${name}'`);
    given.set(name, value);
  }
  return given;
}
