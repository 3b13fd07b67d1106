/**
 * conntrack(8) of conntrack-tools 1.4.7. See README.md.
 */
import { second } from '../../clock/clock.ts';
import type { Connection, ConnectionChange, Counter } from '../../linux/netfilter/conntrack/connection.ts';
import type { Conntrack } from '../../linux/netfilter/conntrack/conntrack.ts';
import { listingText } from '../../linux/netfilter/conntrack/listing.ts';
import { isCapable, readAll, waitFor } from '../../linux/process/process.ts';
import { type Running, WaitQueue } from '../../linux/process/wait.ts';
import type { Command, ShellProcess } from '../command.ts';
import { resolvePath } from '../bash/resolve-path.ts';
import { create, longestTimeout } from './create.ts';
import { fits } from './filter.ts';
import { help, protocolHelp } from './help.ts';
import {
  ConntrackFailure,
  ConntrackNotSimulated,
  type ConntrackOptions,
  ConntrackUsage,
} from './option-tables.ts';
import { readConntrackOptions } from './options.ts';
import { saveText } from './save.ts';
import { xmlHead, xmlTail, xmlText } from './xml.ts';

const version = 'conntrack v1.4.7 (conntrack-tools)';

export const conntrack: Command = {
  name: 'conntrack',
  path: '/usr/sbin/conntrack',
  *program(process) {
    const options = read(process, process.arguments.slice(1));
    return typeof options === 'number' ? options : yield* run(process, options);
  },
};

function read(process: ShellProcess, words: readonly string[]): ConntrackOptions | number {
  try {
    return readConntrackOptions(words);
  } catch (error) {
    if (error instanceof ConntrackNotSimulated) {
      process.complain(`not simulated: ${error.message}\n`);
      return 1;
    }
    if (error instanceof ConntrackFailure) {
      process.complain(
        error.message === 'save'
          ? `${version}: cannot combine save output with any other output type, use -o save only\n`
          : error.message,
      );
      return error.message === 'save' ? 1 : 2;
    }
    if (!(error instanceof ConntrackUsage)) throw error;
    process.complain(
      `${error.before}${version}: ${error.message}\nTry \`conntrack -h' or 'conntrack --help' for more information.\n`,
    );
    return 2;
  }
}

function* run(process: ShellProcess, options: ConntrackOptions): Running<number> {
  const { letter, protocol, given } = options;
  process.complain(options.warnings);
  if (letter === 'h') {
    process.print(help);
    if (given.has('protonum')) process.print(protocolHelp(protocol));
    return 0;
  }
  if (letter === 'V') {
    process.print(`${version}\n`);
    return 0;
  }
  if (!isCapable(process.credentials, 'net_admin'))
    return failed(process, 'Operation failed: Operation not permitted');
  if (letter === 'R') return yield* load(process, options);
  if (options.table !== 'conntrack') return yield* otherTable(process, options);
  return letter === 'E' ? yield* follow(process, options) : once(process, options);
}

function failed(process: ShellProcess, message: string): number {
  process.complain(`${version}: ${message}\n`);
  return 1;
}

function tell(process: ShellProcess, count: number, what: string, things = 'flow entries'): void {
  process.complain(`${version}: ${String(count)} ${things} have been ${what}.\n`);
}

/** There are no expectations, and nothing stays dying or unconfirmed between two packets. */
function* otherTable(process: ShellProcess, { letter, table }: ConntrackOptions): Running<number> {
  switch (letter) {
    case 'L':
      tell(process, 0, 'shown', table === 'expect' ? 'expectations' : 'flow entries');
      return 0;
    case 'F':
      process.complain(`${version}: expectation table has been emptied.\n`);
      return 0;
    case 'C':
      process.print('0\n');
      return 0;
    case 'S':
      for (const cpu of [0, 1])
        process.print(`cpu=${String(cpu)}   \texpect_new=0 expect_create=0 expect_delete=0 \n`);
      return 0;
    case 'E':
      yield* untilInterrupted(process);
      tell(process, 0, 'shown', 'expectation events');
      return 0;
    case 'I':
      return failed(process, 'Operation failed: master conntrack not found');
    default:
      return failed(process, 'Operation failed: No such file or directory');
  }
}

function once(process: ShellProcess, options: ConntrackOptions): number {
  const { conntrack: table } = process.place.netfilter;
  const found = (): readonly Connection[] => table.list().filter((connection) => fits(connection, options));
  switch (options.letter) {
    case 'L': {
      if (options.statusBits === 0 && !options.unreplied)
        return failed(process, 'Operation failed: invalid parameters');
      const connections = found();
      const text = shown(process, connections, options);
      if (options.given.has('zero')) for (const { counters } of connections) zero(counters);
      finish(process, text, connections.length, 'shown');
      return 0;
    }
    case 'D': {
      const connections = found();
      for (const connection of connections) table.delete(connection, process.pid);
      finish(process, shown(process, connections, options), connections.length, 'deleted');
      return connections.length === 0 ? 1 : 0;
    }
    case 'U':
      return update(process, table, options);
    case 'G': {
      // Asked by its answers alone the library sends no tuple.
      if (!options.given.has('src')) return failed(process, 'Operation failed: invalid parameters');
      const connection = found()[0];
      if (connection === undefined) return failed(process, "Operation failed: such conntrack doesn't exist");
      finish(process, shown(process, [connection], options, 2), 1, 'shown');
      return 0;
    }
    case 'F':
      // The kernel empties it whatever the family.
      table.flush(process.pid);
      process.complain(`${version}: connection tracking table has been emptied.\n`);
      return 0;
    case 'C':
      process.print(`${String(table.count)}\n`);
      return 0;
    case 'S':
      printStatistics(process);
      return 0;
    default: {
      const error = create(table, options, process.pid);
      const exists = error?.startsWith('Such') === true;
      if (error !== undefined && !(exists && options.letter === 'A'))
        return failed(process, `Operation failed: ${error}`);
      tell(process, error === undefined ? 1 : 0, options.letter === 'A' ? 'added' : 'created');
      return 0;
    }
  }
}

/** What is asked for selects by the tuples; mark, status and timeout are what it gets. */
function update(process: ShellProcess, table: Conntrack, options: ConntrackOptions): number {
  const { mark, statusBits, timeout, family } = options;
  const markOf = (connection: Connection): number =>
    mark === undefined ? connection.mark : ((connection.mark & ~mark.mask) | mark.value) >>> 0;
  const statusOf = (connection: Connection): number => connection.status | (statusBits ?? 0);
  const isChanged = (connection: Connection): boolean =>
    timeout !== undefined ||
    markOf(connection) !== connection.mark ||
    statusOf(connection) !== connection.status;
  const connections = table
    .list()
    .filter((connection) => fits(connection, { ...options, mark: undefined, statusBits: undefined }))
    .filter(isChanged);
  if (family === undefined && connections.length > 0) {
    // Without a family the kernel does not understand the tuple.
    process.complain('Operation failed: Operation not supported\n');
    return failed(process, 'Operation failed: Operation not supported');
  }
  let count = 0;
  let text = '';
  for (const connection of connections) {
    connection.mark = markOf(connection);
    connection.status = statusOf(connection);
    if (timeout !== undefined) connection.expires = table.now + Math.min(timeout, longestTimeout) * second;
    table.changed(connection, process.pid);
    // The program shows the first only.
    if (count++ === 0) text = shown(process, [connection], options, 2);
  }
  finish(process, text, count, 'updated');
  return count === 0 ? 1 : 0;
}

function zero(counters: Connection['counters']): void {
  const both: readonly Counter[] = counters === undefined ? [] : [counters.original, counters.reply];
  for (const counter of both) {
    counter.packets = 0;
    counter.bytes = 0;
  }
}

/** A node of the laboratory has two processors; all is counted on the first. */
function printStatistics(process: ShellProcess): void {
  const { statistics } = process.place.netfilter.conntrack;
  const line = (cpu: number): string => {
    const count = (value: number): string => String(cpu === 0 ? value : 0);
    return `cpu=${String(cpu)}   \tfound=${count(statistics.found)} invalid=${count(statistics.invalid)} insert=${count(statistics.insert)} insert_failed=${count(statistics.insertFailed)} drop=${count(statistics.drop)} early_drop=${count(statistics.earlyDrop)} error=0 search_restart=0 clash_resolve=${count(statistics.clashResolved)} chaintoolong=0 \n`;
  };
  process.print(line(0) + line(1));
}

function shown(
  process: ShellProcess,
  connections: readonly Connection[],
  options: ConntrackOptions,
  users = 1,
): string {
  const { letter, output } = options;
  const isXml = output.has('xml') && connections.length > 0;
  const head = isXml && letter !== 'D' ? xmlHead : '';
  const lines = connections.map((connection) => `${lineOf(process, connection, options, { users })}\n`);
  return `${head}${lines.join('')}${isXml && letter === 'L' ? xmlTail : ''}`;
}

/** What stdio(3) hands on at once where there is no terminal. */
const block = 4096;

/** Less than a block waits for the end of the program, when the other stream has said how many there were. */
function finish(process: ShellProcess, text: string, count: number, what: string): void {
  const held = process.stdout.terminal === undefined ? text.length % block : 0;
  const at = text.length - held;
  process.print(text.slice(0, at));
  tell(process, count, what);
  process.print(text.slice(at));
}

interface Occasion {
  readonly users?: number;
  readonly event?: ConnectionChange;
  readonly expired?: boolean;
  readonly byHand?: boolean;
}

function lineOf(
  { place }: ShellProcess,
  connection: Connection,
  { output, letter }: ConntrackOptions,
  { users = 1, event, expired = false, byHand = false }: Occasion,
): string {
  const { environment, netfilter } = place;
  const { now } = netfilter.conntrack;
  const epoch = output.has('ktimestamp') ? environment.epoch : undefined;
  if (output.has('save'))
    return saveText(
      connection,
      now,
      event ?? (letter === 'D' ? 'destroy' : letter === 'U' ? 'update' : 'new'),
    );
  if (output.has('xml')) {
    const seenAt = output.has('timestamp') ? environment.wallTime : undefined;
    return xmlText(connection, now, { event, users, seenAt, epoch });
  }
  const id = output.has('id');
  const extended = output.has('extended');
  return listingText(connection, now, {
    extended,
    id,
    epoch,
    expired,
    byHand,
    users,
    ...(event === undefined ? {} : { event }),
  });
}

function* untilInterrupted(process: ShellProcess): Running<void> {
  const interrupted = new WaitQueue();
  process.handle('SIGINT');
  process.handle('SIGTERM');
  while ((yield* waitFor([interrupted])) !== 'signal');
}

const marks = { new: '    [NEW] ', update: ' [UPDATE] ', destroy: '[DESTROY] ' } as const;
const masks = { new: 'NEW', update: 'UPDATES', destroy: 'DESTROY' } as const;

/** -E: a line for every change, until it is interrupted. */
function* follow(process: ShellProcess, options: ConntrackOptions): Running<number> {
  const { conntrack: table } = process.place.netfilter;
  const { events, output, bufferSize } = options;
  let shown = 0;
  if (bufferSize !== undefined)
    process.complain(
      `NOTICE: Netlink socket buffer size has been set to ${String(Math.max(2304, bufferSize * 2))} bytes.\n`,
    );
  const isXml = output.has('xml');
  const plain = !isXml && !output.has('save');
  const stop = table.listen((connection, change, by) => {
    const wanted = events.size === 0 || events.has('ALL') || events.has(masks[change]);
    if (!wanted || !fits(connection, options)) return;
    const expired = change === 'destroy' && connection.expires <= table.now;
    const time =
      plain && output.has('timestamp') ? `[${(process.place.environment.wallTime / 1000).toFixed(6)}]\t` : '';
    const line = lineOf(process, connection, options, { event: change, expired, byHand: by !== undefined });
    const who = by === undefined ? '' : ` [USERSPACE] portid=${String(by)} progname=conntrack`;
    if (isXml && shown === 0) process.print(xmlHead);
    process.print(`${time}${plain ? marks[change] : ''}${line}${who}\n`);
    shown++;
  });
  try {
    yield* untilInterrupted(process);
  } finally {
    stop();
  }
  if (isXml && shown > 0) process.print(xmlTail);
  tell(process, shown, 'shown', 'flow events');
  return 0;
}

/** -R: each line a command, as `-o save` writes them. Only what goes wrong is told. */
function* load(process: ShellProcess, { file = '' }: ConntrackOptions): Running<number> {
  const path = resolvePath(process.directory, file);
  const text = file === '-' ? yield* readAll(process.stdin) : process.files.text(path);
  if (text === undefined) {
    process.complain(
      `${version}: Failed to open file ${file} for reading\nTry \`conntrack -h' or 'conntrack --help' for more information.\n`,
    );
    return 2;
  }
  const { conntrack: table } = process.place.netfilter;
  for (const line of text.split('\n')) {
    const words = line.trim().split(/\s+/);
    if (words[0] === '' || words[0]?.startsWith('#') === true) continue;
    const options = read(process, words);
    if (typeof options === 'number') return options;
    if (!'IAUDF'.includes(options.letter)) {
      process.complain(`${version}: Cannot use command \`${words[0] ?? ''}' with --load-file\n`);
      return 2;
    }
    if (options.letter === 'I' || options.letter === 'A') create(table, options, process.pid);
    else if (options.letter === 'F') table.flush(process.pid);
    else {
      const matching = table
        .list()
        .filter((connection) => fits(connection, { ...options, statusBits: undefined }));
      for (const connection of options.letter === 'D' ? matching : []) table.delete(connection, process.pid);
    }
  }
  return 0;
}
