/**
 * nstat(8) of iproute2 6.1: what the protocols of a namespace have counted since it was last asked. See README.md.
 */
import type { Command, ShellProcess } from '../command.ts';
import { notSimulated, Stop, statusOf } from '../iproute2/stop.ts';
import { getopt } from '../options/getopt.ts';
import { optionTable } from '../options/option-table.ts';
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

const longOptions = optionTable(
  'help:h ignore:a scan:d= json:j nooutput:n pretty:p reset:r noupdate:s interval:t= version:V zeros:z',
);

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
  const path = process.environment.get('NSTAT_HISTORY') ?? `/tmp/.nstat.u${String(process.credentials.uid)}`;
  if (!given.has('s') || process.files.get(path) === undefined) {
    const refused = process.files.openForWriting(path, 'append');
    if (refused !== undefined) throw new Stop(255, `nstat: open history file: ${refused}\n`);
  }
  const isFresh = given.has('a') || given.has('r');
  const history = isFresh ? { source: 'kernel', counters: [] } : readHistory(process.files.text(path) ?? '');
  const shown = grownSince(all, history.counters).filter(
    ({ name, value }) =>
      (value !== 0 || given.has('z')) &&
      (patterns.length === 0 || patterns.some((pattern) => pattern.test(name))),
  );
  if (!given.has('n'))
    process.print(given.has('j') ? json(shown, given.has('p')) : table(history.source, shown));
  if (!given.has('s'))
    process.files.write(
      path,
      table(
        'kernel',
        all.filter(({ value }) => given.has('z') || value !== 0),
      ),
    );
  return 0;
}

/** fnmatch(3), upper and lower case alike. */
function patternOf(text: string): RegExp {
  const escaped = text.replace(/[.+^${}()|\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.').replaceAll('[!', '[^')}$`, 'i');
}

/** What was told last (load_good_table). */
function readHistory(text: string): { readonly source: string; readonly counters: readonly Counter[] } {
  let source = 'kernel';
  const counters: Counter[] = [];
  for (const line of text.split('\n').filter((one) => one !== '')) {
    if (line.startsWith('#')) {
      source = line.slice(1);
      continue;
    }
    const [, name, value] = /^\s*(\S+)\s+(\d+)/.exec(line) ?? [];
    if (name === undefined) throw new Stop(254, 'nstat.c:146: error parsing history file\n');
    counters.push({ name, value: Number(value) });
  }
  return { source, counters };
}

interface Grown extends Counter {
  readonly hasGoneBack: boolean;
}

/**
 * Both lists have one order; what the history has and the kernel has not, a type of ICMP that another namespace saw, hides
 * the rest of the history (dump_incr_db).
 */
function grownSince(all: readonly Counter[], history: readonly Counter[]): readonly Grown[] {
  let at = 0;
  return all.map(({ name, value }) => {
    const before = history[at];
    if (before?.name !== name) return { name, value, hasGoneBack: false };
    at++;
    return { name, value: Math.max(0, value - before.value), hasGoneBack: value < before.value };
  });
}

function table(source: string, shown: readonly (Counter & Partial<Grown>)[]): string {
  const lines = shown.map(
    ({ name, value, hasGoneBack }) =>
      `${name.padEnd(32)}${String(value).padEnd(16)}   0.0${hasGoneBack === true ? ' (overflow)' : ''}\n`,
  );
  return `#${source}\n${lines.join('')}`;
}

function json(shown: readonly Counter[], isPretty: boolean): string {
  const object = { kernel: Object.fromEntries(shown.map(({ name, value }) => [name, value])) };
  return `${JSON.stringify(object, undefined, isPretty ? 4 : undefined)}\n`;
}
