/**
 * netstat of net-tools 2.10. See README.md.
 */
import { second } from '../../clock/clock.ts';
import type { Running } from '../../linux/process/wait.ts';
import { nameOf } from '../../linux/resolver/lookup.ts';
import { type Address, anyV6 } from '../../net/address/address.ts';
import type { Command, ShellProcess } from '../command.ts';
import { getopt } from '../options/getopt.ts';
import { optionTable } from '../options/option-table.ts';
import { routeListing } from '../route/list.ts';
import { serviceName } from '../services/services.ts';
import { isOfFamily, type SocketRow, socketRows, type SocketState } from '../ss/sockets.ts';
import { groupTable } from './groups.ts';
import { extendedInterfaces, interfaceTable } from './tables.ts';
import { statistics } from './statistics.ts';
import { usage, version } from './usage.ts';

const long = optionTable(
  'route:r interfaces:i groups:g statistics:s masquerade:M verbose:v wide:W numeric:n numeric-hosts:hosts ' +
    'numeric-ports:ports numeric-users:users symbolic:N extend:e programs:p timers:o continuous:c listening:l ' +
    'all:a fib:F cache:C context:Z tcp:t udp:u udplite:U sctp:S raw:w l2cap:2 rfcomm:f ax25 ipx netrom ' +
    'x25 rose unix:x inet:4 inet6:6 version:V help:h',
);

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

/** What -A takes, as the options that mean the same. */
const addressFamilies: ReadonlyMap<string, string> = new Map([
  ['inet', '4'],
  ['inet6', '6'],
  ['unix', 'x'],
]);

/** IPv4 has none any more. */
const routeCache = `Kernel IP routing cache
Source          Destination     Gateway         Flags   MSS Window  irtt Iface
`;

export const netstat: Command = {
  name: 'netstat',
  path: '/usr/bin/netstat',
  *program(process) {
    const { items } = getopt(process.arguments.slice(1), 'A:CFMacdefghilnNoprsStuUvVWwx246Z', long);
    const flags = new Set<string>();
    let tables = 0;
    for (const item of items) {
      if (item.kind === 'error') {
        process.complain(`netstat: ${item.message}\n${usage}`);
        return 3;
      }
      const family = item.name === 'A' ? addressFamilies.get(item.value ?? '') : undefined;
      if (item.name === 'A' && family === undefined) {
        process.complain(`Unknown address family \`${item.value ?? ''}'.\n`);
        return 1;
      }
      if (/^[riMs]$/.test(item.name)) tables++;
      // -ee tells more than -e.
      flags.add(family ?? (item.name === 'e' && flags.has('e') ? 'ee' : item.name));
      if (item.name === 'h' || item.name === 'V') break;
    }
    if (flags.has('h')) {
      // The list of families goes to standard error, the rest does not.
      const families = usage.indexOf('    inet (DARPA');
      process.print(usage.slice(0, families));
      process.complain(usage.slice(families));
      return 0;
    }
    if (flags.has('V')) {
      process.print(version);
      return 0;
    }
    // One table at a time, and once.
    if (tables > 1) {
      process.complain(usage);
      return 3;
    }
    if (flags.has('Z')) {
      process.complain('SELinux is not enabled on this machine.\n');
      return 1;
    }
    if (flags.has('2') || flags.has('f')) {
      process.complain(
        "netstat: feature `AF BLUETOOTH' not supported.\nPlease recompile `net-tools' with newer kernel source or full configuration.\n",
      );
      return 1;
    }
    const foreign = ['ax25', 'ipx', 'netrom', 'x25', 'rose'].find((family) => flags.has(family));
    if (foreign !== undefined) {
      process.complain(`netstat: no support for \`AF ${foreign.toUpperCase()}' on this system.\n`);
      return 1;
    }
    if (flags.has('M')) {
      process.complain("netstat: no support for `ip_masquerade' on this system.\n");
      return 1;
    }
    if (flags.has('s')) {
      if (flags.has('x') || (flags.has('4') && flags.has('6'))) {
        const family = flags.has('x') ? 'unix' : 'inet,inet6';
        process.complain(`netstat: No statistics support for specified address family: ${family}\n`);
        return 1;
      }
      process.print(statistics(process, flags));
      return 0;
    }
    if (flags.has('c')) {
      process.complain('netstat: not simulated: -c\n');
      return 1;
    }
    if (flags.has('r') && flags.has('C')) process.print(routeCache);
    else if (flags.has('r') && flags.has('6')) {
      process.complain('netstat: not simulated: -6 with -r, the IPv6 routing table\n');
      return 1;
    } else if (flags.has('r')) {
      const style = flags.has('ee') ? 'all' : flags.has('e') ? 'plain' : 'extended';
      const { text, empty } = routeListing(process, style, flags.has('n'));
      process.print(text);
      if (empty) return 1;
    } else if (flags.has('i'))
      process.print(
        flags.has('e')
          ? extendedInterfaces(process, flags.has('a'))
          : interfaceTable(process, flags.has('a')),
      );
    else {
      const family = flags.has('4') || flags.has('6');
      if (!flags.has('g') || family) yield* connectionTable(process, flags);
      if (flags.has('g')) process.print(groupTable(process, flags));
    }
    if (flags.has('S')) {
      process.complain("netstat: no support for `AF INET (sctp)' on this system.\n");
      return 1;
    }
    return 0;
  },
};

function* connectionTable(process: ShellProcess, flags: ReadonlySet<string>): Running<void> {
  const asked = ['t', 'u', 'U', 'S', 'w', 'x'].some((flag) => flags.has(flag));
  const kinds = (['tcp', 'udp', 'raw'] as const).filter((kind) =>
    flags.has(kind === 'raw' ? 'w' : kind.charAt(0)),
  );
  const shown = asked ? kinds : (['tcp', 'udp', 'raw'] as const);
  const what = flags.has('a') ? 'servers and established' : flags.has('l') ? 'only servers' : 'w/o servers';
  if (!asked || ['t', 'u', 'U', 'S', 'w'].some((flag) => flags.has(flag))) {
    let head = `Active Internet connections (${what})\n`;
    head += 'Proto Recv-Q Send-Q Local Address           Foreign Address         State      ';
    if (flags.has('e')) head += ' User       Inode     ';
    if (flags.has('p')) head += ' PID/Program name    ';
    if (flags.has('o')) head += ' Timer';
    process.print(`${head}\n`);
  }
  // /proc/net/tcp is read before /proc/net/tcp6.
  const rows = socketRows(process.place)
    .filter((row) => isOfFamily(row, flags))
    .sort((one, other) => one.family - other.family);
  for (const kind of shown)
    for (const row of rows) {
      if (row.kind !== kind) continue;
      const server = row.state === 'LISTEN' || row.state === 'UNCONN';
      if (!flags.has('a') && server !== flags.has('l')) continue;
      process.print(`${yield* line(process, flags, row)}\n`);
    }
  const family = flags.has('4') || flags.has('6');
  if (flags.has('x') || (!asked && !family))
    process.print(
      `Active UNIX domain sockets (${what})\nProto RefCnt Flags       Type       State         I-Node   Path\n`,
    );
}

const placeWidth = 23;

function* place(
  process: ShellProcess,
  flags: ReadonlySet<string>,
  kind: SocketRow['kind'],
  address: Address,
  port: number,
): Running<string> {
  const numeric = flags.has('n') || flags.has('hosts');
  const service =
    flags.has('n') || flags.has('ports') || kind === 'raw' ? undefined : serviceName(port, kind);
  const portText = port === 0 ? '*' : (service ?? String(port));
  const name = numeric || address.isUnspecified ? undefined : yield* nameOf(process, address);
  const room = placeWidth - 1 - portText.length;
  const shown = name ?? (address === anyV6 && !numeric ? '[::]' : address.text);
  return `${flags.has('W') ? shown : shown.slice(0, room)}:${portText}`.padEnd(placeWidth);
}

function* line(process: ShellProcess, flags: ReadonlySet<string>, row: SocketRow): Running<string> {
  const listening = row.state === 'LISTEN';
  const protocol = row.family === 4 ? row.kind : `${row.kind}6`;
  let text = `${protocol.padEnd(4)}  ${String(row.receiveQueue).padStart(6)} ${String(listening ? 0 : row.sendQueue).padStart(6)} `;
  text += `${yield* place(process, flags, row.kind, row.local, row.localPort)} `;
  text += `${yield* place(process, flags, row.kind, row.peer, row.peerPort)} `;
  const state =
    row.kind === 'udp' && row.state === 'ESTAB'
      ? 'ESTABLISHED'
      : row.kind === 'raw'
        ? '7'
        : stateNames[row.state];
  text += state.padEnd(11);
  if (flags.has('e')) {
    const user = flags.has('n') || flags.has('users') || row.uid !== 0 ? String(row.uid) : 'root';
    text += ` ${user.padEnd(10)} ${String(row.inode).padEnd(10)}`;
  }
  if (flags.has('p')) {
    const { holder } = row;
    const program =
      holder === undefined || holder.pid === 0
        ? '-'
        : `${String(holder.pid)}/${commandName(process, holder.pid) ?? holder.name}`;
    text += ` ${program.slice(0, 20).padEnd(20)}`;
  }
  if (flags.has('o')) text += timerText(row.timer);
  return text;
}

function timerText(timer: SocketRow['timer']): string {
  if (timer === undefined) return ' off (0.00/0/0)';
  return ` ${timer.name} (${(timer.left / second).toFixed(2)}/${String(timer.retries)}/0)`;
}

/** netstat looks at the command line, not at the name the kernel has. */
function commandName(process: ShellProcess, pid: number): string | undefined {
  return process.place.machine.processes.get(pid)?.arguments[0]?.replace(/^.*\//, '');
}
