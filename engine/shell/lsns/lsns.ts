/**
 * lsns(8) of util-linux 2.38, for network namespaces: who stands where. See README.md.
 */
import { inodeOf } from '../../linux/namespace/inode.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { Command, ShellProcess } from '../command.ts';
import { notSimulated, Stop, statusOf } from '../iproute2/stop.ts';
import { getopt } from '../options/getopt.ts';
import { longOptions, usage } from './usage.ts';

const columnNames = [
  'NS',
  'TYPE',
  'PATH',
  'NPROCS',
  'PID',
  'PPID',
  'COMMAND',
  'UID',
  'USER',
  'NETNSID',
  'NSFS',
  'PNS',
  'ONS',
] as const;
type ColumnName = (typeof columnNames)[number];

const rightAligned: ReadonlySet<string> = new Set([
  'NS',
  'NPROCS',
  'PID',
  'PPID',
  'UID',
  'NETNSID',
  'PNS',
  'ONS',
]);
const types = ['mnt', 'net', 'ipc', 'user', 'pid', 'uts', 'cgroup', 'time'];

export const lsns: Command = {
  name: 'lsns',
  path: '/usr/bin/lsns',

  *program(process) {
    return statusOf(process, () => list(process));
  },
};

function list(process: ShellProcess): number {
  const { items, operands } = getopt(process.arguments.slice(1), 'JlnT::p:ruWt:o:hV', longOptions);
  const given = new Map<string, string>();
  for (const item of items) {
    if (item.kind === 'error')
      throw new Stop(1, `lsns: ${item.message}\nTry 'lsns --help' for more information.\n`);
    given.set(item.name, item.value ?? '');
  }
  if (given.has('h')) {
    process.print(usage);
    return 0;
  }
  if (given.has('V')) {
    process.print('lsns from util-linux 2.38.1\n');
    return 0;
  }
  if (given.has('T')) throw notSimulated('lsns -T');
  const type = given.get('t');
  if (type !== undefined && !types.includes(type))
    throw new Stop(1, `lsns: unknown namespace type: ${type}\n`);
  if (type !== 'net') throw notSimulated('lsns of other than network namespaces (-t net)');
  const columns = columnsOf(given);
  const rows = namespacesOf(process)
    .filter(({ namespace }) => operands.length === 0 || operands.includes(String(inodeOf(namespace))))
    .filter(({ members }) => {
      const task = given.get('p');
      return task === undefined || members.some(({ pid }) => String(pid) === task);
    });
  if (given.has('J')) printJson(process, rows, columns);
  else printTable(process, rows, columns, given);
  return 0;
}

function columnsOf(given: ReadonlyMap<string, string>): readonly ColumnName[] {
  if (given.has('output-all')) return columnNames;
  const text = given.get('o');
  const usual: readonly ColumnName[] = ['NS', 'TYPE', 'NPROCS', 'PID', 'USER', 'NETNSID', 'NSFS', 'COMMAND'];
  if (text === undefined) return usual;
  const names = text.replace(/^\+/, '').split(',');
  const found = names.map((word) => {
    const name = columnNames.find((each) => each === word.toUpperCase());
    if (name === undefined) throw new Stop(1, `lsns: unknown column: ${text}\n`);
    return name;
  });
  return text.startsWith('+') ? [...usual, ...found] : found;
}

interface Row {
  readonly namespace: NetworkNamespace;
  /** By pid. */
  readonly members: readonly ShellProcess[];
}

/** Those that somebody stands in, by inode. */
function namespacesOf(process: ShellProcess): readonly Row[] {
  const rows = new Map<NetworkNamespace, ShellProcess[]>();
  for (const one of process.table.list()) {
    const members = rows.get(one.place);
    if (members === undefined) rows.set(one.place, [one]);
    else members.push(one);
  }
  return [...rows]
    .map(([namespace, members]) => ({ namespace, members: members.sort((a, b) => a.pid - b.pid) }))
    .sort((one, other) => inodeOf(one.namespace) - inodeOf(other.namespace));
}

function cell(process: ShellProcess, { namespace, members }: Row, column: ColumnName): string {
  const [lowest] = members;
  if (lowest === undefined) return '';
  const { machine } = process.place;
  switch (column) {
    case 'NS':
      return String(inodeOf(namespace));
    case 'TYPE':
      return 'net';
    case 'PATH':
      return `/proc/${String(lowest.pid)}/ns/net`;
    case 'NPROCS':
      return String(members.length);
    case 'PID':
      return String(lowest.pid);
    case 'PPID':
      return String(lowest.parent?.pid ?? 0);
    case 'COMMAND':
      return lowest.arguments.join(' ');
    case 'UID':
      return String(lowest.credentials.uid);
    case 'USER':
      return lowest.credentials.uid === 0 ? 'root' : String(lowest.credentials.uid);
    case 'NETNSID':
      return String(process.place.peerIds.get(namespace) ?? 'unassigned');
    case 'NSFS': {
      const isNamed = machine.namespaces.get(namespace.name) === namespace;
      return isNamed ? `/run/netns/${namespace.name}` : '';
    }
    case 'PNS':
      return '0';
    case 'ONS':
      return '4026531837';
  }
}

function printTable(
  process: ShellProcess,
  rows: readonly Row[],
  columns: readonly ColumnName[],
  given: ReadonlyMap<string, string>,
): void {
  const branches = given.has('l') || given.has('r') ? rows.map((row) => ({ row, branch: '' })) : tree(rows);
  const cells = branches.map(({ row, branch }) =>
    columns.map((column) => (column === 'COMMAND' ? branch : '') + cell(process, row, column)),
  );
  const lines = given.has('n') ? cells : [[...columns], ...cells];
  if (given.has('r')) {
    for (const line of lines) process.print(`${line.join(' ')}\n`);
    return;
  }
  const widths = columns.map((_, at) => Math.max(0, ...lines.map((line) => line[at]?.length ?? 0)));
  for (const line of lines) {
    const padded = line.map((text, at) => {
      const width = widths[at] ?? 0;
      if (rightAligned.has(columns[at] ?? '')) return text.padStart(width);
      return at === columns.length - 1 ? text : text.padEnd(width);
    });
    process.print(`${padded.join(' ')}\n`);
  }
}

interface Branch {
  readonly row: Row;
  readonly branch: string;
}

/** A namespace stands below the one that the parent of its first process is in. */
function tree(rows: readonly Row[]): Branch[] {
  const above = (row: Row): Row | undefined => {
    const parent = row.members[0]?.parent;
    return rows.find((one) => one !== row && parent !== undefined && one.namespace === parent.place);
  };
  const below = (row: Row, lead: string): Branch[] => {
    const children = rows.filter((one) => above(one) === row);
    return children.flatMap((child, at) => {
      const isLast = at === children.length - 1;
      const branch = `${lead}${isLast ? '└─' : '├─'}`;
      return [{ row: child, branch }, ...below(child, `${lead}${isLast ? '  ' : '│ '}`)];
    });
  };
  const roots = rows.filter((row) => above(row) === undefined);
  return roots.flatMap((row) => [{ row, branch: '' }, ...below(row, '')]);
}

const numeric: ReadonlySet<string> = new Set(['NS', 'NPROCS', 'PID', 'PPID', 'UID', 'PNS', 'ONS']);

function printJson(process: ShellProcess, rows: readonly Row[], columns: readonly ColumnName[]): void {
  const objects = rows.map((row) => {
    const fields = columns.map((column) => {
      const value = cell(process, row, column);
      const text = numeric.has(column) ? value : value === '' ? 'null' : JSON.stringify(value);
      return `         "${column.toLowerCase()}": ${text}`;
    });
    return `{\n${fields.join(',\n')}\n      }`;
  });
  process.print(`{\n   "namespaces": [\n      ${objects.join(',')}\n   ]\n}\n`);
}
