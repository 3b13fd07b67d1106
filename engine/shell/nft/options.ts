/**
 * nft's command line: options before the command (nft's src/main.c). Letters that exist and are not modelled answer
 * `not simulated`.
 */
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { PrintStyle } from '../../linux/netfilter/nftables/print/value.ts';
import { help, version } from './help.ts';

export interface NftOptions {
  readonly file: string | undefined;
  readonly check: boolean;
  readonly echo: boolean;
  readonly json: boolean;
  readonly style: PrintStyle;
  /** `-D NAME=VALUE`. */
  readonly defines: readonly (readonly [string, string])[];
  /** Folders for `include`. */
  readonly includes: readonly string[];
  readonly words: readonly string[];
}

/** Ends there: what is printed, and the status. */
export interface Ending {
  readonly out?: string;
  readonly complaint?: string;
  readonly status: number;
}

const long: Readonly<Record<string, string>> = {
  help: 'h',
  version: 'v',
  check: 'c',
  file: 'f',
  interactive: 'i',
  includepath: 'I',
  define: 'D',
  json: 'j',
  handle: 'a',
  stateless: 's',
  service: 'S',
  reversedns: 'N',
  terse: 't',
  guid: 'u',
  numeric: 'n',
  'numeric-priority': 'y',
  'numeric-protocol': 'p',
  'numeric-time': 'T',
  echo: 'e',
  debug: 'd',
  optimize: 'o',
};

const withValue = 'fIDd';
const unmodelled = 'iNdoT';

export function readOptions(all: readonly string[], place: NetworkNamespace): NftOptions | Ending {
  const set = new Set<string>();
  const values: [string, string][] = [];
  const words: string[] = [];
  const rest = [...all];
  while (rest.length > 0) {
    const word = rest.shift() ?? '';
    if (word === '--') {
      words.push(...rest.splice(0));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      words.push(word, ...rest.splice(0));
      break;
    }
    const isLong = word.startsWith('--');
    const [name = '', given] = isLong ? word.slice(2).split('=', 2) : [word.slice(1)];
    const letters = isLong ? (long[name] ?? '') : name;
    if (letters === '') return { complaint: `nft: unrecognized option '--${name}'\n`, status: 1 };
    for (let at = 0; at < letters.length; at++) {
      const letter = letters[at] ?? '';
      if (!Object.values(long).includes(letter) && letter !== 'V')
        return { complaint: `nft: invalid option -- '${letter}'\n`, status: 1 };
      set.add(letter);
      if (!withValue.includes(letter)) continue;
      const inline = isLong ? given : letters.slice(at + 1);
      const value = inline === undefined || inline === '' ? rest.shift() : inline;
      if (value === undefined)
        return { complaint: `nft: option requires an argument -- '${letter}'\n`, status: 1 };
      values.push([letter, value]);
      break;
    }
  }
  if (set.has('h')) return { out: help, status: 0 };
  if (set.has('V'))
    return {
      out: `${version}  cli:\t\teditline\n  json:\t\tyes\n  minigmp:\tno\n  libxtables:\tyes\n`,
      status: 0,
    };
  if (set.has('v')) return { out: version, status: 0 };
  for (const letter of unmodelled)
    if (set.has(letter)) return { complaint: `not simulated: nft -${letter}\n`, status: 1 };
  const valueOf = (letter: string) => values.filter(([name]) => name === letter).map(([, value]) => value);
  const defines = valueOf('D').map((text): readonly [string, string] => {
    const [name = '', ...more] = text.split('=');
    return [name, more.join('=')];
  });
  const file = valueOf('f').at(-1);
  if (file === undefined && words.length === 0)
    return { complaint: 'nft: no command specified\n', status: 1 };
  const firstWord = all.length - words.length;
  const late = file === undefined ? all.findIndex((word, at) => at > firstWord && /^-./.test(word)) : -1;
  if (late > 0) return { complaint: lateOption(all, firstWord, late), status: 1 };
  const style: PrintStyle = {
    handles: set.has('a'),
    stateless: set.has('s'),
    terse: set.has('t'),
    numeric: set.has('n'),
    numericProtocol: set.has('p'),
    numericPriority: set.has('y'),
    services: set.has('S'),
    users: set.has('u'),
    interfaceName: (index) => place.devices.byIndex(index)?.name,
  };
  return {
    file,
    check: set.has('c'),
    echo: set.has('e'),
    json: set.has('j'),
    style,
    defines,
    includes: valueOf('I'),
    words,
  };
}

/** The command on one side, the option that came late on the other. */
function lateOption(all: readonly string[], firstWord: number, late: number): string {
  const line = `nft ${all.join(' ')} `;
  const columnOf = (word: number) => `nft ${all.slice(0, word).join(' ')}${word > 0 ? ' ' : ''}`.length;
  const [command, option] = [columnOf(firstWord), columnOf(late)];
  const marks = `${' '.repeat(command - 1)}^${' '.repeat(option - command)}${'~'.repeat(all[late]?.length ?? 0)}`;
  return `Error: syntax error, options must be specified before commands\n${line}\n${marks}\n`;
}
