/**
 * ss of iproute2 6.1.0. See README.md.
 */
import type { Address } from '../../net/address/address.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import { isCapable } from '../../linux/process/process.ts';
import type { Running } from '../../linux/process/wait.ts';
import { nameOf } from '../../linux/resolver/lookup.ts';
import type { Command, ShellProcess } from '../command.ts';
import { getopt } from '../options/getopt.ts';
import { optionTable } from '../options/option-table.ts';
import { serviceName } from '../services/services.ts';
import { columns, type Column, layOut } from './columns.ts';
import { connectionInfo } from './connection-info.ts';
import { allStates, parseRowFilter, type RowTest, statesNamed } from './filter.ts';
import { emptyTables, type SocketTableName, statesOfTable } from './tables.ts';
import { isOfFamily, type SocketRow, socketRows, type SocketState } from './sockets.ts';
import { usage, version } from './usage.ts';

const long = optionTable(
  'help:h version:V numeric:n resolve:r all:a listening:l options:o extended:e memory:m processes:p ' +
    'threads:T info:i tipcinfo summary:s tos cgroup bpf:b events:E context:Z contexts:z ipv4:4 ipv6:6 ' +
    'packet:0 tcp:t mptcp:M sctp:S udp:u dccp:d raw:w unix:x tipc vsock xdp kill:K no-header:H oneline:O ' +
    'inet-sockopt net:N= family:f= query:A= socket:A= diag:D= filter:F=',
);

const notSimulated: Readonly<Record<string, string>> = {
  D: '-D',
  E: '-E, events',
  F: '-F, filters in files',
  K: '-K, killing sockets',
  m: '-m, socket memory',
  T: '-T, threads',
  tos: '--tos',
  cgroup: '--cgroup',
  'inet-sockopt': '--inet-sockopt',
};

export const ss: Command = {
  name: 'ss',
  path: '/usr/bin/ss',
  *program(process) {
    const { items, operands } = getopt(
      process.arguments.slice(1),
      'dhaletuwxnro460spTbEf:mMiA:D:F:vVzZN:KHSO',
      long,
    );
    const flags = new Set<string>();
    const tables = new Set<SocketTableName>();
    let missing: string | undefined;
    let { place } = process;
    for (const item of items) {
      if (item.kind === 'error') {
        process.complain(`ss: ${item.message}\n${usage}`);
        return 255;
      }
      const { name, value = '' } = item;
      if (name === 'h') {
        process.print(usage);
        return 0;
      }
      if (name === 'v' || name === 'V') {
        process.print(version);
        return 0;
      }
      missing ??= notSimulated[name];
      if (name === 'A') {
        // The first -A forgets what was asked for before.
        if (!flags.has('A')) tables.clear();
        flags.add('A');
        for (const table of value.split(',')) {
          if (table === 'tcp' || table === 'udp' || table === 'raw') tables.add(table);
          else if (table === 'inet' || table === 'all')
            for (const kind of ['tcp', 'udp', 'raw'] as const) tables.add(kind);
          else if (table in emptyTables) for (const empty of emptyTables[table] ?? []) tables.add(empty);
          else if (table === 'netlink') {
            process.complain('ss: not simulated: netlink sockets\n');
            return 1;
          } else {
            process.complain(`ss: "${table}" is illegal socket table id\n${usage}`);
            return 255;
          }
        }
      } else if (name === 'f') {
        const family = {
          inet: '4',
          inet6: '6',
          unix: 'x',
          link: '0',
          vsock: 'vsock',
          tipc: 'tipc',
          xdp: 'xdp',
        }[value];
        if (family === undefined) {
          process.complain(`ss: "${value}" is invalid family\n${usage}`);
          return 255;
        }
        for (const empty of emptyTables[family] ?? []) tables.add(empty);
        flags.add(family);
      } else if (name === 'N') {
        const other = place.machine.namespaces.get(value);
        if (other === undefined) {
          process.complain(`Cannot open network namespace "${value}": No such file or directory\n`);
          return 1;
        }
        place = other;
      } else if (name === 'Z' || name === 'z') {
        process.complain('ss: SELinux is not enabled.\n');
        return 1;
      } else if (name in emptyTables) {
        for (const empty of emptyTables[name] ?? []) tables.add(empty);
      } else if (name === 't') tables.add('tcp');
      else if (name === 'u') tables.add('udp');
      else if (name === 'w') tables.add('raw');
      else flags.add(name);
    }
    if (missing !== undefined) {
      process.complain(`ss: not simulated: ${missing}\n`);
      return 1;
    }
    if (flags.has('s')) {
      process.print(summary(place));
      return 0;
    }
    const filter = readFilter(process, operands);
    if (typeof filter === 'number') return filter;
    yield* list(process, place, flags, tables, filter);
    return 0;
  },
};

interface Filter {
  readonly states: ReadonlySet<SocketState> | undefined;
  readonly test: RowTest;
}

/** @returns the exit status after a complaint */
function readFilter(process: ShellProcess, operands: readonly string[]): Filter | number {
  let states: Set<SocketState> | undefined;
  let at = 0;
  while (operands[at] === 'state' || operands[at] === 'exclude') {
    const name = operands[at + 1];
    if (name === undefined) {
      process.complain('Command line is not complete. Try option "help"\n');
      return 255;
    }
    const named = statesNamed(name);
    if (named === undefined) {
      process.complain(`ss: wrong state name: ${name}\n`);
      return 255;
    }
    if (operands[at] === 'state') states = new Set([...(states ?? []), ...named]);
    else states = new Set([...(states ?? allStates)].filter((state) => !named.includes(state)));
    at += 2;
  }
  const rest = operands.slice(at);
  if (rest.length === 0) return { states, test: () => true };
  const test = parseRowFilter(rest, (name) => process.place.devices.get(name) !== undefined);
  if (test === 'syntax') {
    process.complain(`ss: bison bellows (while parsing filter): "syntax error!" Sorry.\n${usage}`);
    return 255;
  }
  if (typeof test === 'object' && 'device' in test) {
    process.complain('Cannot parse device.\n');
    return 1;
  }
  if (typeof test === 'object' && 'missing' in test) {
    process.complain(`ss: not simulated: ${test.missing}\n`);
    return 1;
  }
  if (test === 'place') {
    process.complain('Cannot parse dst/src address.\n');
    return 1;
  }
  if (typeof test === 'object') {
    const reason =
      'port' in test
        ? `"${test.port}" does not look like a port.`
        : `an inet prefix is expected rather than "${test.prefix}".`;
    process.complain(`Error: ${reason}\nCannot parse dst/src address.\n`);
    return 1;
  }
  return { states, test };
}

function* list(
  process: ShellProcess,
  place: NetworkNamespace,
  flags: ReadonlySet<string>,
  wanted: ReadonlySet<SocketTableName>,
  filter: Filter,
): Running<void> {
  const kinds: ReadonlySet<SocketTableName> = wanted.size === 0 ? new Set(['tcp', 'udp', 'raw']) : wanted;
  // Told no table, or by -A, it takes the same states of all.
  const named = wanted.size > 0 && !flags.has('A');
  const states =
    filter.states ??
    new Set<SocketState>(
      flags.has('a')
        ? allStates
        : flags.has('l')
          ? (['LISTEN', 'UNCONN'] as const)
          : named
            ? [...kinds].flatMap(statesOfTable)
            : statesOfTable('tcp'),
    );
  const order = { udp: 0, raw: 1, tcp: 2 } as const;
  const rows = socketRows(place)
    .filter(
      (row) => isOfFamily(row, flags) && kinds.has(row.kind) && states.has(row.state) && filter.test(row),
    )
    // Each family is asked for by itself, and tells of those that listen first.
    .sort((one, other) => order[one.kind] - order[other.kind] || one.family - other.family);
  const shown: Column[] = [];
  if (kinds.size > 1) shown.push(columns.netid);
  if (states.size > 1) shown.push(columns.state);
  shown.push(columns.receiveQueue, columns.sendQueue, columns.localAddress, columns.localPort);
  shown.push(columns.peerAddress, columns.peerPort, columns.process);
  const texts: string[][] = flags.has('H') ? [] : [shown.map((column) => column.head)];
  for (const row of rows) {
    const text: string[] = [];
    if (kinds.size > 1) text.push(row.kind);
    if (states.size > 1) text.push(row.state);
    // `%-6d`: without a head the width shows.
    text.push(String(row.receiveQueue).padEnd(6), String(row.sendQueue).padEnd(6));
    text.push(
      `${yield* addressText(process, flags, row, row.local, row.device)}:`,
      portText(flags, row.localPort, row.kind),
    );
    text.push(
      `${yield* addressText(process, flags, row, row.peer, undefined)}:`,
      portText(flags, row.peerPort, row.kind),
    );
    text.push(details(process, flags, row));
    texts.push(text);
  }
  if (flags.has('e')) process.complain('Failed to open cgroup2 mount\n'.repeat(rows.length));
  process.print(layOut(shown, texts, process.stdout.terminal?.columns, !flags.has('H')));
}

function* addressText(
  process: ShellProcess,
  flags: ReadonlySet<string>,
  row: SocketRow,
  address: Address,
  device: string | undefined,
): Running<string> {
  const name = flags.has('r') && !address.isUnspecified ? yield* nameOf(process, address) : undefined;
  return `${name ?? plainText(row, address)}${device === undefined ? '' : `%${device}`}`;
}

/** inet_addr_print */
function plainText({ family, v6only }: SocketRow, address: Address): string {
  if (family === 4) return address.text;
  if (address.isUnspecified && !v6only) return '*';
  return address.family === 4 ? `[::ffff:${address.text}]` : `[${address.text}]`;
}

function portText(flags: ReadonlySet<string>, port: number, kind: SocketRow['kind']): string {
  if (port === 0) return '*';
  if (flags.has('n') || kind === 'raw') return String(port);
  return serviceName(port, kind) ?? String(port);
}

/** The last column: who holds it, timers, numbers. */
function details(process: ShellProcess, flags: ReadonlySet<string>, row: SocketRow): string {
  let text = '';
  const { holder } = row;
  const visible =
    isCapable(process.credentials, 'sys_ptrace') || holder?.credentials.uid === process.credentials.uid;
  if (flags.has('p') && holder !== undefined && holder.pid > 0 && visible)
    text += ` users:(("${holder.name}",pid=${String(holder.pid)},fd=${String(row.descriptor)}))`;
  if (flags.has('o') && row.timer !== undefined)
    text += ` timer:(${row.timer.name},${timeText(row.timer.left)},${String(row.timer.retries)})`;
  if (flags.has('e')) {
    if (row.uid !== 0) text += ` uid:${String(row.uid)}`;
    text += ` ino:${String(row.inode)} sk:${row.inode.toString(16)} cgroup:unreachable:1`;
    if (row.family === 6 && (row.state === 'LISTEN' || row.state === 'UNCONN'))
      text += ` v6only:${row.v6only ? '1' : '0'}`;
    text += ' <->';
  }
  if (flags.has('i') && row.connection !== undefined) {
    const info = connectionInfo(row.connection);
    text += flags.has('O') ? info.replace('\n\t', '') : info;
  }
  return text;
}

/** `59sec`, `1min2sec`, `200ms`, `1.200ms` (print_ms_timer). */
function timeText(micros: number): string {
  const milliseconds = Math.max(0, Math.floor(micros / 1000));
  const minutes = Math.floor(milliseconds / 60_000);
  const seconds = Math.floor((milliseconds % 60_000) / 1000);
  const rest = milliseconds % 1000;
  let text = minutes > 0 ? `${String(minutes)}min` : '';
  if (seconds > 0) text += `${String(seconds)}${rest > 0 && minutes === 0 && seconds < 10 ? '.' : 'sec'}`;
  if (rest > 0 && minutes === 0 && seconds < 10)
    text += `${String(rest).padStart(seconds > 0 ? 3 : 1, '0')}ms`;
  return text === '' ? '0ms' : text;
}

function summary(place: NetworkNamespace): string {
  const rows = socketRows(place);
  const count = (test: RowTest) => rows.filter(test).length;
  const tcp = count((row) => row.kind === 'tcp' && row.state !== 'TIME-WAIT');
  const established = count((row) => row.state === 'ESTAB' && row.kind === 'tcp');
  const waiting = count((row) => row.state === 'TIME-WAIT');
  const udp = count((row) => row.kind === 'udp');
  const raw = count((row) => row.kind === 'raw');
  const line = (name: string, kind?: SocketRow['kind']) => {
    const here = rows.filter((row) => row.state !== 'TIME-WAIT' && (kind === undefined || row.kind === kind));
    const v4 = here.filter(({ family }) => family === 4).length;
    return `${name}\t  ${String(here.length).padEnd(9)} ${String(v4).padEnd(9)} ${String(here.length - v4).padEnd(9)}\n`;
  };
  return (
    `Total: ${String(tcp + udp + raw)}\n` +
    `TCP:   ${String(tcp + waiting)} (estab ${String(established)}, closed ${String(waiting)}, orphaned 0, timewait ${String(waiting)})\n\n` +
    'Transport Total     IP        IPv6\n' +
    line('RAW', 'raw') +
    line('UDP', 'udp') +
    line('TCP', 'tcp') +
    line('INET') +
    `FRAG\t  ${'0'.padEnd(9)} ${'0'.padEnd(9)} ${'0'.padEnd(9)}\n` +
    '\n'
  );
}
