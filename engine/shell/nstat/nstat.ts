/**
 * nstat(8) of iproute2 6.1: what the protocols of a namespace have counted since it was last asked. See README.md.
 */
import type { FileTree } from '../../linux/file/file-tree.ts';
import type { Command, ShellProcess } from '../command.ts';
import { notSimulated, Stop, statusOf } from '../iproute2/stop.ts';
import { getopt, type LongOption } from '../options/getopt.ts';
import { type Counter, readCounters } from './counters.ts';

const usage = `Usage: nstat [OPTION] [ PATTERN [ PATTERN ] ]
   -h, --help          this message
   -a, --ignore        ignore history
   -d, --scan=SECS     sample every statistics every SECS
   -j, --json          format output in JSON
   -n, --nooutput      do history only
   -p, --pretty        pretty print
   -r, --reset         reset history
   -s, --noupdate      don't update history
   -t, --interval=SECS report average over the last SECS
   -V, --version       output version information
   -z, --zeros         show entries with zero activity
`;

const longOptions: readonly LongOption[] = [
  ['help', 'h'],
  ['ignore', 'a'],
  ['scan', 'd'],
  ['json', 'j'],
  ['nooutput', 'n'],
  ['pretty', 'p'],
  ['reset', 'r'],
  ['noupdate', 's'],
  ['interval', 't'],
  ['version', 'V'],
  ['zeros', 'z'],
].map(([name = '', is = '']) => ({ name, is, argument: 'dt'.includes(is) ? 'required' : 'none' }));

/** What was told last, by user: the file /tmp/.nstat.uUID of those who share files. */
const histories = new WeakMap<FileTree, Map<number, ReadonlyMap<string, number>>>();

export const nstat: Command = {
  name: 'nstat',
  path: '/usr/sbin/nstat',

  *program(process) {
    return statusOf(process, () => run(process));
  },
};

function run(process: ShellProcess): number {
  const { items, operands } = getopt(process.arguments.slice(1), 'h?vVzrnasd:t:jp', longOptions);
  const given = new Set<string>();
  for (const item of items) {
    if (item.kind === 'error') throw new Stop(255, `nstat: ${item.message}\n${usage}`);
    given.add(item.name);
  }
  if (given.has('V') || given.has('v')) {
    process.print('nstat utility, iproute2-6.1.0\n');
    return 0;
  }
  if (given.has('h') || given.has('?')) throw new Stop(255, usage);
  for (const letter of ['d', 't']) if (given.has(letter)) throw notSimulated(`nstat -${letter}`);
  const all = readCounters(process.files);
  const patterns = operands.map(patternOf);
  const history = given.has('a') || given.has('r') ? new Map<string, number>() : historyOf(process, all);
  const shown = all.flatMap(({ name, value }) => {
    if (patterns.length > 0 && !patterns.some((pattern) => pattern.test(name))) return [];
    const grown = value - (history.get(name) ?? 0);
    return grown === 0 && !given.has('z') ? [] : [{ name, grown }];
  });
  if (!given.has('n')) process.print(given.has('j') ? json(shown, given.has('p')) : table(shown));
  if (!given.has('s')) {
    const byUser = histories.get(process.files) ?? new Map<number, ReadonlyMap<string, number>>();
    byUser.set(process.credentials.uid, new Map(all.map(({ name, value }) => [name, value])));
    histories.set(process.files, byUser);
  }
  return 0;
}

/** Nothing when a counter has gone back: those were another namespace's. */
function historyOf(
  { files, credentials }: ShellProcess,
  all: readonly Counter[],
): ReadonlyMap<string, number> {
  const history = histories.get(files)?.get(credentials.uid) ?? new Map<string, number>();
  return all.some(({ name, value }) => value < (history.get(name) ?? 0)) ? new Map() : history;
}

/** fnmatch(3), upper and lower case alike. */
function patternOf(text: string): RegExp {
  const escaped = text.replace(/[.+^${}()|\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.').replaceAll('[!', '[^')}$`, 'i');
}

interface Shown {
  readonly name: string;
  readonly grown: number;
}

function table(shown: readonly Shown[]): string {
  const lines = shown.map(({ name, grown }) => `${name.padEnd(32)}${String(grown).padEnd(16)}   0.0\n`);
  return `#kernel\n${lines.join('')}`;
}

function json(shown: readonly Shown[], isPretty: boolean): string {
  const object = { kernel: Object.fromEntries(shown.map(({ name, grown }) => [name, grown])) };
  return `${JSON.stringify(object, undefined, isPretty ? 4 : undefined)}\n`;
}
