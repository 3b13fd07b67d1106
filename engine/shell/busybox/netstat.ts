/**
 * busybox netstat (networking/netstat.c): sockets and the routing table, without `-i`, `-p` and `-s`.
 */
import { nameOf } from '../../linux/resolver/lookup.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { Address } from '../../net/address/address.ts';
import type { ShellProcess } from '../command.ts';
import { getopt } from '../options/getopt.ts';
import { serviceName } from '../services/services.ts';
import { type SocketRow, socketRows, type SocketState } from '../ss/sockets.ts';
import { applet } from './applet.ts';
import { routeList } from './route-list.ts';
import { usageOf } from './usage.ts';

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

const kindLetters = { tcp: 't', udp: 'u', raw: 'w' } as const;

export const busyboxNetstat = applet('netstat', '/bin/netstat', function* run(process, words) {
  yield { on: [], until: process.clock.now };
  const flags = new Set<string>();
  for (const item of getopt(words, 'laentuwxr').items) {
    if (item.kind === 'error') {
      process.complain(`netstat: ${item.message}\n${usageOf('netstat')}`);
      return 1;
    }
    flags.add(item.name);
  }
  const numeric = flags.has('n');
  if (flags.has('r')) {
    process.print(routeList(process, numeric, true));
    return 0;
  }
  const all = !['t', 'u', 'w', 'x'].some((flag) => flags.has(flag));
  const what = flags.has('a') ? 'servers and established' : flags.has('l') ? 'only servers' : 'w/o servers';
  const kinds = (['tcp', 'udp', 'raw'] as const).filter((kind) => all || flags.has(kindLetters[kind]));
  if (kinds.length > 0)
    process.print(
      `Active Internet connections (${what})\nProto Recv-Q Send-Q Local Address           Foreign Address         State       \n`,
    );
  for (const kind of kinds)
    for (const row of socketRows(process.place)) {
      const server = row.state === 'LISTEN' || row.state === 'UNCONN';
      if (row.kind !== kind || (!flags.has('a') && server !== flags.has('l'))) continue;
      process.print(`${yield* line(process, row, numeric)}\n`);
    }
  if (all || flags.has('x'))
    process.print(
      `Active UNIX domain sockets (${what})\nProto RefCnt Flags       Type       State         I-Node Path\n`,
    );
  return 0;
});

function* line(process: ShellProcess, row: SocketRow, numeric: boolean): Running<string> {
  const local = yield* place(process, row.kind, row.local, row.localPort, numeric);
  const peer = yield* place(process, row.kind, row.peer, row.peerPort, numeric);
  const queue = (length: number) => String(length).padStart(6);
  const sending = queue(row.state === 'LISTEN' ? 0 : row.sendQueue);
  // One buffer for all numbers: where the state should be, the protocol that was written last is.
  const state = row.kind === 'raw' ? String(row.localPort) : stateNames[row.state];
  return `${row.kind}   ${queue(row.receiveQueue)} ${sending} ${local} ${peer} ${state.padEnd(12)}`;
}

function* place(
  process: ShellProcess,
  kind: SocketRow['kind'],
  address: Address,
  port: number,
  numeric: boolean,
): Running<string> {
  const service = numeric || kind === 'raw' ? undefined : serviceName(port, kind);
  const name = numeric || address.isUnspecified ? undefined : yield* nameOf(process, address);
  return `${name ?? address.text}:${port === 0 ? '*' : (service ?? String(port))}`.slice(0, 23).padEnd(23);
}
