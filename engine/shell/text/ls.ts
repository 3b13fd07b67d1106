/**
 * ls: names in columns on a terminal, one a line else; -l with what a file tree knows: whether a file may be executed or
 * written, how many directories a directory holds, sizes.
 *
 * Left out: links, owners (all is root's) and times (all is as old as the world).
 */
import { ansiDate } from './date-format.ts';
import { inColumns } from './in-columns.ts';
import { absolutePath, byteLength, tool } from './tool.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { ShellProcess } from '../command.ts';

interface Entry {
  readonly name: string;
  readonly path: string;
}

interface Style {
  readonly long: boolean;
  readonly numeric: boolean;
  readonly owner: boolean;
  readonly group: boolean;
  readonly all: boolean;
  readonly almost: boolean;
  readonly classify: boolean;
  readonly slash: boolean;
  readonly columns: number | undefined;
  readonly human: boolean;
  readonly reverse: boolean;
  readonly bySize: boolean;
}

export const ls = tool(
  'ls',
  {
    short: 'lAa1dRrtShFpnoGgiskCxU!::',
    long: {
      all: 'a',
      'almost-all': 'A',
      directory: 'd',
      recursive: 'R',
      reverse: 'r',
      'human-readable': 'h',
      classify: 'F',
      size: 's',
      color: '!',
    },
    absent: 'iskx',
    failure: 2,
  },

  function* (process, parsed): Running<number> {
    const style: Style = {
      long: ['l', 'n', 'o', 'g'].some((letter) => parsed.has(letter)),
      numeric: parsed.has('n'),
      owner: !parsed.has('g'),
      group: !parsed.has('o') && !parsed.has('G'),
      all: parsed.has('a'),
      almost: parsed.has('A'),
      classify: parsed.has('F'),
      slash: parsed.has('p'),
      columns:
        parsed.has('1') || (process.stdout.terminal === undefined && !parsed.has('C'))
          ? undefined
          : (process.stdout.terminal?.columns ?? 80),
      human: parsed.has('h'),
      reverse: parsed.has('r'),
      bySize: parsed.has('S'),
    };
    const names =
      parsed.operands.length === 0 ? ['.'] : [...parsed.operands].sort((a, b) => (a < b ? -1 : 1));
    let status = 0;
    const files: Entry[] = [];
    const directories: Entry[] = [];
    for (const name of names) {
      const path = absolutePath(process, name);
      if (!process.files.has(path)) {
        process.complain(`ls: cannot access '${name}': No such file or directory\n`);
        status = 2;
      } else if (process.files.isDirectory(path) && !parsed.has('d')) directories.push({ name, path });
      else files.push({ name, path });
    }
    if (files.length > 0) process.print(list(process, files, style));
    let first = files.length === 0;
    const titled = names.length > 1 || parsed.has('R');
    const queue = [...directories];
    for (let directory = queue.shift(); directory !== undefined; directory = queue.shift()) {
      const { name } = directory;
      const entries = contents(process, directory, style);
      process.print(
        `${first ? '' : '\n'}${titled ? `${directory.name}:\n` : ''}${style.long ? `total ${total(process, entries, style)}\n` : ''}${list(process, entries, style)}`,
      );
      first = false;
      if (parsed.has('R'))
        queue.unshift(
          ...entries
            .filter((entry) => !/^\.\.?$/.test(entry.name) && process.files.isDirectory(entry.path))
            .map((entry) => ({ name: `${name}/${entry.name}`, path: entry.path })),
        );
    }
    return status;
  },
);

function contents(process: ShellProcess, directory: Entry, style: Style): Entry[] {
  const join = (name: string): string => (directory.path === '/' ? `/${name}` : `${directory.path}/${name}`);
  const names = process.files
    .names(directory.path)
    .filter((name) => style.all || style.almost || !name.startsWith('.'));
  const entries = names.map((name) => ({ name, path: join(name) }));
  if (style.bySize) entries.sort((a, b) => size(process, b) - size(process, a));
  if (style.all)
    entries.unshift(
      { name: '.', path: directory.path },
      { name: '..', path: absolutePath(process, `${directory.path}/..`) },
    );
  return style.reverse ? entries.reverse() : entries;
}

function size(process: ShellProcess, entry: Entry): number {
  return process.files.isDirectory(entry.path)
    ? 4096
    : process.files.isGenerated(entry.path)
      ? 0
      : byteLength(process.files.text(entry.path) ?? '');
}

function total(process: ShellProcess, entries: readonly Entry[], style: Style): string {
  const kilobytes = entries.reduce((sum, entry) => sum + Math.ceil(size(process, entry) / 4096) * 4, 0);
  return style.human ? human(kilobytes * 1024) : kilobytes.toString();
}

function list(process: ShellProcess, entries: readonly Entry[], style: Style): string {
  const shown = entries.map((entry) => entry.name + mark(process, entry, style));
  if (style.long) return longList(process, entries, shown, style);
  if (style.columns === undefined) return shown.map((name) => `${name}\n`).join('');
  return inColumns(shown, style.columns);
}

function mark(process: ShellProcess, entry: Entry, style: Style): string {
  if ((style.classify || style.slash) && process.files.isDirectory(entry.path)) return '/';
  return style.classify && process.files.isExecutable(entry.path) ? '*' : '';
}

function longList(
  process: ShellProcess,
  entries: readonly Entry[],
  shown: readonly string[],
  style: Style,
): string {
  const sizes = entries.map((entry) =>
    style.human ? human(size(process, entry)) : size(process, entry).toString(),
  );
  const links = entries.map((entry) => linkCount(process, entry).toString());
  const width = Math.max(0, ...sizes.map((text) => text.length));
  const linkWidth = Math.max(0, ...links.map((text) => text.length));
  const name = style.numeric ? '0' : 'root';
  const owners = `${style.owner ? `${name} ` : ''}${style.group ? `${name} ` : ''}`;
  const date = lastChange(process);
  return entries
    .map(
      (entry, index) =>
        `${mode(process, entry)} ${(links[index] ?? '').padStart(linkWidth)} ${owners}${(sizes[index] ?? '').padStart(width)} ${date} ${shown[index] ?? ''}${arrow(process, entry)}\n`,
    )
    .join('');
}

/** Where a symbolic link of the kernel's leads. */
export function linkOf(process: ShellProcess, path: string): string | undefined {
  const content = process.files.get(path);
  return typeof content === 'object' && 'read' in content ? content.link : undefined;
}

function arrow(process: ShellProcess, { path }: Entry): string {
  const link = linkOf(process, path);
  return link === undefined ? '' : ` -> ${link}`;
}

function mode(process: ShellProcess, { path }: Entry): string {
  if (process.files.isDirectory(path)) {
    if (/^\/proc\/(sys|net)\//.test(path)) return 'dr-xr-xr-x';
    return path === '/tmp' ? 'drwxrwxrwt' : 'drwxr-xr-x';
  }
  if (process.files.isExecutable(path)) return '-rwxr-xr-x';
  const content = process.files.get(path);
  if (linkOf(process, path) !== undefined) return 'lrwxrwxrwx';
  const isFixed = typeof content === 'object' && 'read' in content && content.write === undefined;
  return isFixed ? '-r--r--r--' : '-rw-r--r--';
}

/** A directory is named by its parent, by itself, and by each directory in it. */
function linkCount(process: ShellProcess, { path }: Entry): number {
  if (!process.files.isDirectory(path)) return 1;
  const below = path === '/' ? path : `${path}/`;
  return 2 + process.files.names(path).filter((name) => process.files.isDirectory(below + name)).length;
}

/** The hour, or the year when that was more than half a year ago. */
function lastChange(process: ShellProcess): string {
  const { epoch, wallTime } = process.place.environment;
  const halfYear = 31_556_952_000 / 2;
  return ansiDate(wallTime - epoch > halfYear ? '%b %e  %Y' : '%b %e %H:%M', epoch);
}

function human(bytes: number): string {
  if (bytes < 1024) return bytes.toString();
  const units = ['K', 'M', 'G', 'T'];
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value < 10 ? (Math.ceil(value * 10) / 10).toFixed(1) : Math.ceil(value)}${units[unit] ?? ''}`;
}
