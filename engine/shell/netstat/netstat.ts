/**
 * netstat of net-tools 2.10. See README.md.
 */
import type { Command, ShellProcess } from '../command.ts';
import { getopt, type LongOption } from '../options/getopt.ts';
import { serviceName } from '../services/services.ts';
import { type SocketRow, socketRows, type SocketState } from '../ss/sockets.ts';
import { interfaceTable, routeTable } from './tables.ts';
import { usage } from './usage.ts';

const long: readonly LongOption[] = (
  'route:r interfaces:i groups:g statistics:s masquerade:M verbose:v wide:W numeric:n numeric-hosts:n numeric-ports:n ' +
  'numeric-users:n symbolic:N extend:e programs:p timers:o continuous:c listening:l all:a fib:F cache:C context:Z tcp:t ' +
  'udp:u udplite:U sctp:S raw:w l2cap rfcomm unix:x inet:4 inet6:6 version:V help:h'
)
  .split(' ')
  .map((entry) => {
    const [name = '', letter] = entry.split(':');
    return { name, argument: 'none', is: letter ?? name };
  });

const stateNames: Readonly<Record<SocketState, string>> = {
  ESTAB: 'ESTABLISHED',
  'SYN-SENT': 'SYN_SENT',
  'SYN-RECV': 'SYN_RECV',
  'FIN-WAIT-1': 'FIN_WAIT1',
  'FIN-WAIT-2': 'FIN_WAIT2',
  'TIME-WAIT': 'TIME_WAIT',
  UNCONN: '',
  'CLOSE-WAIT': 'CLOSE_WAIT',
  'LAST-ACK': 'LAST_ACK',
  LISTEN: 'LISTEN',
  CLOSING: 'CLOSING',
};

export const netstat: Command = {
  name: 'netstat',
  path: '/usr/bin/netstat',
  *program(process) {
    const { items } = getopt(process.arguments.slice(1), 'A:CFMacdeghilnNoprsStuUvVWwx46Z', long);
    const flags = new Set<string>();
    for (const item of items) {
      if (item.kind === 'error') {
        process.complain(`netstat: ${item.message}\n${usage}`);
        return 3;
      }
      flags.add(item.name);
    }
    if (flags.has('h')) {
      process.complain(usage);
      return 4;
    }
    for (const flag of ['g', 's', 'M', 'C', 'c', 'A'])
      if (flags.has(flag)) {
        process.complain(`netstat: not simulated: -${flag}\n`);
        return 1;
      }
    if (flags.has('r')) process.print(routeTable(process));
    else if (flags.has('i')) process.print(interfaceTable(process, flags.has('a')));
    else process.print(connectionTable(process, flags));
    yield { on: [], until: process.clock.now };
    return 0;
  },
};

function connectionTable(process: ShellProcess, flags: ReadonlySet<string>): string {
  const kinds = (['tcp', 'udp', 'raw'] as const).filter((kind) =>
    flags.has(kind === 'raw' ? 'w' : kind.charAt(0)),
  );
  const shown = kinds.length === 0 ? (['tcp', 'udp', 'raw'] as const) : kinds;
  const what = flags.has('a') ? 'servers and established' : flags.has('l') ? 'only servers' : 'w/o servers';
  let text = `Active Internet connections (${what})\n`;
  text += 'Proto Recv-Q Send-Q Local Address           Foreign Address         State      ';
  if (flags.has('e')) text += ' User       Inode     ';
  if (flags.has('p')) text += ' PID/Program name    ';
  if (flags.has('o')) text += ' Timer';
  text += '\n';
  for (const kind of shown)
    for (const row of socketRows(process.place)) {
      if (row.kind !== kind) continue;
      const server = row.state === 'LISTEN' || row.state === 'UNCONN';
      if (!flags.has('a') && server !== flags.has('l')) continue;
      text += `${line(process, flags, row)}\n`;
    }
  return text;
}

function line(process: ShellProcess, flags: ReadonlySet<string>, row: SocketRow): string {
  const place = (address: string, port: number) => {
    const named = flags.has('n') || row.kind === 'raw' ? undefined : serviceName(port, row.kind);
    return `${address}:${port === 0 ? '*' : (named ?? String(port))}`;
  };
  const listening = row.state === 'LISTEN';
  let text = `${row.kind.padEnd(4)}  ${String(row.receiveQueue).padStart(6)} ${String(listening ? 0 : row.sendQueue).padStart(6)} `;
  text += `${place(row.local.text, row.localPort).padEnd(23)} ${place(row.peer.text, row.peerPort).padEnd(23)} `;
  const state =
    row.kind === 'udp' && row.state === 'ESTAB'
      ? 'ESTABLISHED'
      : row.kind === 'raw'
        ? '7'
        : stateNames[row.state];
  text += state.padEnd(11);
  if (flags.has('e')) text += ` ${'root'.padEnd(10)} ${String(row.inode).padEnd(10)}`;
  if (flags.has('p')) {
    const { holder } = row;
    const program =
      holder === undefined || holder.pid === 0
        ? '-'
        : `${String(holder.pid)}/${commandName(process, holder.pid) ?? holder.name}`;
    text += ` ${program.slice(0, 20).padEnd(20)}`;
  }
  if (flags.has('o')) text += ' off (0.00/0/0)';
  return text;
}

/** netstat looks at the command line, not at the name the kernel has. */
function commandName(process: ShellProcess, pid: number): string | undefined {
  return process.place.machine.processes.get(pid)?.arguments[0]?.replace(/^.*\//, '');
}
