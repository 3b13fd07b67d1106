/**
 * conntrack(8) of conntrack-tools 1.4.7. See README.md.
 */
import type { Connection } from '../../linux/netfilter/conntrack/connection.ts';
import { connectionText, type TextOptions } from '../../linux/netfilter/conntrack/text.ts';
import { isCapable, waitFor } from '../../linux/process/process.ts';
import { type Running, WaitQueue } from '../../linux/process/wait.ts';
import type { Command, ShellProcess } from '../command.ts';
import { fits } from './filter.ts';
import { help } from './help.ts';
import {
  ConntrackNotSimulated,
  type ConntrackOptions,
  ConntrackUsage,
  readConntrackOptions,
} from './options.ts';

const version = 'conntrack v1.4.7 (conntrack-tools)';

export const conntrack: Command = {
  name: 'conntrack',
  path: '/usr/sbin/conntrack',
  *program(process) {
    let options: ConntrackOptions;
    try {
      options = readConntrackOptions(process.arguments.slice(1));
    } catch (error) {
      if (error instanceof ConntrackNotSimulated) {
        process.complain(`not simulated: ${error.message}\n`);
        return 1;
      }
      if (!(error instanceof ConntrackUsage)) throw error;
      return misused(process, error.message);
    }
    if (options.letter === 'h') {
      process.print(help);
      return 0;
    }
    if (options.letter === 'V') {
      process.print(`${version}\n`);
      return 0;
    }
    if (!isCapable(process.credentials, 'net_admin')) {
      process.complain(`${version}: Operation failed: Operation not permitted\n`);
      return 1;
    }
    if (options.table !== 'conntrack') return otherTable(process, options);
    return options.letter === 'E' ? yield* follow(process, options) : once(process, options);
  },
};

function misused(process: ShellProcess, message: string): number {
  process.complain(
    `${version}: ${message}\nTry \`conntrack -h' or 'conntrack --help' for more information.\n`,
  );
  return 2;
}

/** There are no expectations, and nothing stays dying or unconfirmed between two packets. */
function otherTable(process: ShellProcess, { letter, table }: ConntrackOptions): number {
  switch (letter) {
    case 'L':
      process.complain(
        `${version}: 0 ${table === 'expect' ? 'expectations' : 'flow entries'} have been shown.\n`,
      );
      return 0;
    case 'F':
      process.complain(`${version}: expectation table has been emptied.\n`);
      return 0;
    case 'C':
      process.print('0\n');
      return 0;
    default:
      process.complain(`not simulated: conntrack -${letter} ${table}\n`);
      return 1;
  }
}

function once(process: ShellProcess, options: ConntrackOptions): number {
  const { conntrack: table } = process.place.netfilter;
  const found = (): readonly Connection[] => table.list().filter((connection) => fits(connection, options));
  const show = (connections: readonly Connection[]): void => {
    for (const connection of connections) process.print(`${lineOf(connection, table.now, options)}\n`);
  };
  const tell = (count: number, what: string): void => {
    process.complain(`${version}: ${String(count)} flow entries have been ${what}.\n`);
  };
  switch (options.letter) {
    case 'L': {
      const connections = found();
      show(connections);
      if (options.zero) for (const { counters } of connections) zero(counters);
      tell(connections.length, 'shown');
      return 0;
    }
    case 'D': {
      const connections = found();
      show(connections);
      for (const connection of connections) table.delete(connection);
      tell(connections.length, 'deleted');
      return connections.length === 0 ? 1 : 0;
    }
    case 'U': {
      const { mark } = options;
      const connections = table
        .list()
        .filter((connection) =>
          fits(connection, mark === undefined ? options : { ...options, mark: undefined }),
        );
      if (mark !== undefined)
        for (const connection of connections) {
          connection.mark = ((connection.mark & ~mark.mask) | mark.value) >>> 0;
          table.changed(connection);
        }
      show(connections);
      tell(connections.length, 'updated');
      return connections.length === 0 ? 1 : 0;
    }
    case 'G':
      return get(process, options, found());
    case 'F':
      table.flush();
      process.complain(`${version}: connection tracking table has been emptied.\n`);
      return 0;
    case 'C':
      process.print(`${String(table.count)}\n`);
      return 0;
    case 'S':
      printStatistics(process);
      return 0;
    default:
      if (options.protocol === undefined)
        return misused(process, "You need to supply the `--protonum' option for this command");
      process.complain('not simulated: conntrack -I\n');
      return 1;
  }
}

function zero(counters: Connection['counters']): void {
  for (const counter of counters === undefined ? [] : [counters.original, counters.reply]) {
    counter.packets = 0;
    counter.bytes = 0;
  }
}

function get(
  process: ShellProcess,
  { addresses, protocol }: ConntrackOptions,
  found: readonly Connection[],
): number {
  if (protocol === undefined)
    return misused(process, "You need to supply the `--protonum' option for this command");
  if (!addresses.has('s') || !addresses.has('d')) {
    if (!addresses.has('r') || !addresses.has('q'))
      return misused(process, "you have to specify `--src' and `--dst'");
  }
  const [connection] = found;
  if (connection === undefined) {
    process.complain(`${version}: Operation failed: such conntrack doesn't exist\n`);
    return 1;
  }
  process.print(`${connectionText(connection, process.place.netfilter.conntrack.now)}\n`);
  process.complain(`${version}: 1 flow entries have been shown.\n`);
  return 0;
}

/** A node of the laboratory has two processors; all is counted on the first. */
function printStatistics(process: ShellProcess): void {
  const { statistics } = process.place.netfilter.conntrack;
  const line = (cpu: number): string => {
    const count = (value: number): string => String(cpu === 0 ? value : 0);
    return `cpu=${String(cpu)}   \tfound=${count(statistics.found)} invalid=${count(statistics.invalid)} insert=0 insert_failed=${count(statistics.insertFailed)} drop=${count(statistics.drop)} early_drop=${count(statistics.earlyDrop)} error=0 search_restart=0 clash_resolve=${count(statistics.clashResolved)} chaintoolong=0 \n`;
  };
  process.print(line(0) + line(1));
}

function lineOf(
  connection: Connection,
  now: number,
  { output }: ConntrackOptions,
  more: TextOptions = {},
): string {
  return connectionText(connection, now, { ...more, extended: output.has('extended') });
}

const marks = { new: '    [NEW] ', update: ' [UPDATE] ', destroy: '[DESTROY] ' } as const;
const masks = { new: 'NEW', update: 'UPDATES', destroy: 'DESTROY' } as const;

/** -E: a line for every change, until it is interrupted. */
function* follow(process: ShellProcess, options: ConntrackOptions): Running<number> {
  const { conntrack: table } = process.place.netfilter;
  const { events, output } = options;
  const interrupted = new WaitQueue();
  let shown = 0;
  process.handle('SIGINT');
  process.handle('SIGTERM');
  const stop = table.listen((connection, change) => {
    const wanted = events.size === 0 || events.has('ALL') || events.has(masks[change]);
    if (!wanted || !fits(connection, options)) return;
    const expired = change === 'destroy' && connection.expires <= table.now;
    const time = output.has('timestamp')
      ? `[${(process.place.environment.wallTime / 1000).toFixed(6)}]\t`
      : '';
    process.print(
      `${time}${marks[change]}${lineOf(connection, table.now, options, { event: true, expired })}\n`,
    );
    shown++;
  });
  try {
    while ((yield* waitFor([interrupted])) !== 'signal');
  } finally {
    stop();
  }
  process.complain(`${version}: ${String(shown)} flow events have been shown.\n`);
  return 0;
}
