/**
 * The columns of `ps -o`, with their headings and widths (procps-ng 4.0), and the order of `--sort`.
 */
import { second } from '../../clock/clock.ts';
import { inodeOf } from '../../linux/namespace/inode.ts';
import type { ShellProcess } from '../command.ts';
import { memory, startOf, stateOf, terminalOf, user } from './cells.ts';

interface Format {
  readonly heading: string;
  readonly width: number;
  readonly right: boolean;
  readonly value: (one: ShellProcess, self: ShellProcess) => number | string;
}

const left = (heading: string, width: number, value: Format['value']): Format => ({
  heading,
  width,
  right: false,
  value,
});
const right = (heading: string, width: number, value: Format['value']): Format => ({
  heading,
  width,
  right: true,
  value,
});

const words: Format['value'] = (one) => one.arguments.join(' ');
const owner = left('USER', 8, user);
const uid = right('UID', 5, ({ credentials }) => credentials.uid);
const percent = { cpu: right('%CPU', 4, () => '0.0'), memory: right('%MEM', 4, () => '0.0') };
const time = right('TIME', 8, () => '00:00:00');
const state = left('S', 1, (one, self) => stateOf(one, self).slice(0, 1));

const formats: ReadonlyMap<string, Format> = new Map([
  ['pid', right('PID', 7, ({ pid }) => pid)],
  ['ppid', right('PPID', 7, ({ parent }) => parent?.pid ?? 0)],
  ['user', owner],
  ['euser', { ...owner, heading: 'EUSER' }],
  ['ruser', { ...owner, heading: 'RUSER' }],
  ['uid', uid],
  ['euid', { ...uid, heading: 'EUID' }],
  ['stat', left('STAT', 4, stateOf)],
  ['s', state],
  ['state', state],
  ['tty', left('TT', 8, terminalOf)],
  ['tt', left('TT', 8, terminalOf)],
  ['tname', left('TTY', 8, terminalOf)],
  ['time', time],
  ['cputime', time],
  ['etime', right('ELAPSED', 11, (one) => elapsed(ageOf(one)))],
  ['etimes', right('ELAPSED', 7, ageOf)],
  ['comm', left('COMMAND', 15, ({ name }) => name)],
  ['ucmd', left('CMD', 15, ({ name }) => name)],
  ['args', left('COMMAND', 27, words)],
  ['command', left('COMMAND', 27, words)],
  ['cmd', left('CMD', 27, words)],
  ['pcpu', percent.cpu],
  ['%cpu', percent.cpu],
  ['pmem', percent.memory],
  ['%mem', percent.memory],
  ['vsz', right('VSZ', 6, () => memory.virtual)],
  ['rss', right('RSS', 5, () => memory.resident)],
  ['start_time', left('START', 5, startOf)],
  ['stime', left('STIME', 5, startOf)],
  ['nlwp', right('NLWP', 4, ({ threads }) => threads)],
  ['ni', right('NI', 3, () => 0)],
  ['netns', right('NETNS', 10, ({ place }) => inodeOf(place))],
]);

/** Names that ps has and this one lacks. */
const others = new Set(
  'pgid sid sess lstart start wchan flags pri group gid egid psr lwp tid label cgroup pidns mntns'.split(' '),
);

export interface Column {
  readonly format: Format;
  readonly heading: string;
}

/** @returns the columns of `pid,comm=NAME`; else the words of a complaint */
export function readColumns(text: string): readonly Column[] | string {
  const columns: Column[] = [];
  // A heading of one's own reaches to the end.
  const [, list = '', heading] = /^([^=]*)(?:=([^]*))?$/.exec(text) ?? [];
  const names = list.split(/[ ,]+/).filter((name) => name !== '');
  for (const [at, name] of names.entries()) {
    const format = formats.get(name);
    if (format === undefined)
      return others.has(name)
        ? `not simulated: ps -o ${name}\n`
        : `error: unknown user-defined format specifier "${name}"`;
    columns.push({
      format,
      heading: at === names.length - 1 && heading !== undefined ? heading : format.heading,
    });
  }
  return columns;
}

export function headingOf(columns: readonly Column[]): string | undefined {
  if (columns.every(({ heading }) => heading === '')) return undefined;
  return lineOf(columns, ({ heading }) => heading);
}

export function rowOf(columns: readonly Column[], one: ShellProcess, self: ShellProcess): string {
  return lineOf(columns, ({ format }) => String(format.value(one, self)));
}

function lineOf(columns: readonly Column[], textOf: (column: Column) => string): string {
  return columns
    .map((column, at) => {
      const text = textOf(column);
      const width = Math.max(column.format.width, column.heading.length);
      if (column.format.right) return text.padStart(width);
      return at === columns.length - 1 ? text : text.slice(0, width).padEnd(width);
    })
    .join(' ');
}

/** @returns how `--sort KEY,-KEY` orders; else the words of a complaint */
export function readOrder(text: string): ((one: ShellProcess, other: ShellProcess) => number) | string {
  const keys: { readonly format: Format; readonly sign: number }[] = [];
  for (const word of text.split(',')) {
    const format = formats.get(word.replace(/^[+-]/, ''));
    if (format === undefined) return `error: unknown sort specifier`;
    keys.push({ format, sign: word.startsWith('-') ? -1 : 1 });
  }
  return (one, other) => {
    for (const { format, sign } of keys) {
      const [first, second] = [format.value(one, one), format.value(other, other)];
      if (first !== second) return first < second ? -sign : sign;
    }
    return one.pid - other.pid;
  };
}

/** In seconds. */
function ageOf({ clock, startedAt }: ShellProcess): number {
  return Math.floor((clock.now - startedAt) / second);
}

function elapsed(seconds: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const [days, hours] = [Math.floor(seconds / 86_400), Math.floor((seconds % 86_400) / 3600)];
  const clock = `${two((seconds % 3600) / 60)}:${two(seconds % 60)}`;
  if (days > 0) return `${String(days)}-${two(hours)}:${clock}`;
  return hours > 0 ? `${two(hours)}:${clock}` : clock;
}
