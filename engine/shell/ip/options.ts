/**
 * The options before the object (ip/ip.c, main): each may be shortened, in the order in which the real tool asks.
 */
import { type Arguments, invalid, matches } from '../iproute2/arguments.ts';
import { colorOption } from '../iproute2/color.ts';
import { Stop, wrongUsage } from '../iproute2/stop.ts';
import type { IpOptions } from './context.ts';
import { ipUsage } from './usage/objects.ts';

const version = 'ip utility, iproute2-6.1.0, libbpf 1.1.2\n';

type Setter = (options: IpOptions, words: Arguments) => void;

const families: readonly (readonly [string, IpOptions['family']])[] = [
  ['inet', 4],
  ['inet6', 6],
  ['link', 'link'],
  ['bridge', 'bridge'],
  ['mpls', 'mpls'],
];

/** What an option wants after it; the usage when there is nothing. */
function wordOrUsage(words: Arguments): string {
  if (words.following === undefined) throw new Stop(wrongUsage, ipUsage);
  return words.next();
}

function setNamespace(options: IpOptions, words: Arguments): void {
  if (words.following === undefined)
    throw new Stop(wrongUsage, 'Cannot open network namespace "(null)": No such file or directory\n');
  options.namespace = words.next();
}

function skipBuffer(_options: IpOptions, words: Arguments): void {
  const word = wordOrUsage(words);
  if (!/^(0x[\da-f]+|\d+)$/i.test(word)) throw new Stop(wrongUsage, `Invalid rcvbuf size '${word}'\n`);
}

function setFamily(options: IpOptions, words: Arguments): void {
  const word = wordOrUsage(words);
  if (word === 'help') throw new Stop(wrongUsage, ipUsage);
  const found = families.find(([name]) => name === word);
  if (found === undefined) throw invalid('invalid protocol family', word);
  options.family = found[1];
}

const nothing: Setter = () => undefined;

const table: readonly (readonly [string, Setter])[] = [
  ['-loops', (_options, words) => void wordOrUsage(words)],
  ['-family', setFamily],
  ['-4', (options) => (options.family = 4)],
  ['-6', (options) => (options.family = 6)],
  ['-0', (options) => (options.family = 'link')],
  ['-M', (options) => (options.family = 'mpls')],
  ['-B', (options) => (options.family = 'bridge')],
  ['-human', (options) => (options.human = true)],
  ['-human-readable', (options) => (options.human = true)],
  ['-iec', (options) => (options.iec = true)],
  ['-stats', (options) => options.statistics++],
  ['-statistics', (options) => options.statistics++],
  ['-details', (options) => options.details++],
  ['-resolve', (options) => (options.resolve = true)],
  ['-oneline', (options) => (options.oneline = true)],
  ['-timestamp', (options) => (options.timestamp = 'long')],
  ['-tshort', (options) => (options.timestamp = 'short')],
  ['-Version', nothing],
  ['-force', (options) => (options.force = true)],
  ['-batch', (options, words) => (options.batch = wordOrUsage(words))],
  ['-brief', (options) => (options.brief = true)],
  ['-json', (options) => (options.json = true)],
  ['-rcvbuf', skipBuffer],
  ['-help', nothing],
  ['-netns', setNamespace],
  ['-Numeric', (options) => (options.numeric = true)],
  ['-all', (options) => (options.all = true)],
  ['-pretty', (options) => options.pretty++],
];

export function defaultOptions(): IpOptions {
  return {
    family: undefined,
    statistics: 0,
    details: 0,
    resolve: false,
    oneline: false,
    brief: false,
    json: false,
    pretty: 0,
    numeric: false,
    human: false,
    iec: false,
    force: false,
    all: false,
    batch: undefined,
    timestamp: 'none',
    color: 'never',
    namespace: undefined,
  };
}

/** @returns the version text when that was all that was asked for */
export function readOptions(words: Arguments, options: IpOptions): string | undefined {
  for (let { word } = words; word?.startsWith('-') === true; word = words.word) {
    if (word === '--') {
      words.skip();
      break;
    }
    const option = word.startsWith('--') ? word.slice(1) : word;
    const color = colorOption(option);
    const found = table.find(([name]) => matches(option, name));
    if (found !== undefined && found[0] === '-Version') return version;
    if (found !== undefined && found[0] === '-help') throw new Stop(wrongUsage, ipUsage);
    if (found !== undefined) found[1](options, words);
    else if (color !== undefined) options.color = color;
    else throw new Stop(wrongUsage, `Option "${option}" is unknown, try "ip -help".\n`);
    words.skip();
  }
  return undefined;
}
