/**
 * How IPVS follows a TCP connection (net/netfilter/ipvs/ip_vs_proto_tcp.c: tcp_states and tcp_timeouts). It watches
 * flags only, no sequence numbers, and from one side where answers go another way (`inputOnly`).
 *
 * Left out: the tables of net.ipv4.vs.secure_tcp.
 */
import type { Tcp } from '../../net/packet/transport.ts';

export const tcpStates = [
  'NONE',
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT',
  'TIME_WAIT',
  'CLOSE',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
  'SYNACK',
] as const;

export type TcpState = (typeof tcpStates)[number];

/** Seconds. */
export const tcpTimeouts: Readonly<Record<TcpState, number>> = {
  NONE: 2,
  ESTABLISHED: 900,
  SYN_SENT: 120,
  SYN_RECV: 60,
  FIN_WAIT: 120,
  TIME_WAIT: 120,
  CLOSE: 10,
  CLOSE_WAIT: 60,
  LAST_ACK: 30,
  LISTEN: 120,
  SYNACK: 120,
};

export type StateDirection = 'input' | 'output' | 'inputOnly';

const codes = ['NO', 'ES', 'SS', 'SR', 'FW', 'TW', 'CL', 'CW', 'LA', 'LI', 'SA'];

/** Rows: SYN, FIN, ACK, RST. Columns: the present state. */
const tables: Readonly<Record<StateDirection, readonly string[]>> = {
  //      NO ES SS SR FW TW CL CW LA LI SA
  input: [
    'SR ES ES SR SR SR SR SR SR SR SR',
    'CL CW SS TW TW TW CL CW LA LI TW',
    'ES ES SS ES FW TW CL CW CL LI ES',
    'CL CL CL SR CL CL CL CL LA LI SR',
  ],
  output: [
    'SS ES SS SR SS SS SS SS SS LI SR',
    'TW FW SS TW FW TW CL TW LA LI TW',
    'ES ES SS ES FW TW CL CW LA ES ES',
    'CL CL SS CL CL TW CL CL CL CL CL',
  ],
  inputOnly: [
    'SR ES ES SR SR SR SR SR SR SR SR',
    'CL FW SS TW FW TW CL CW LA LI TW',
    'ES ES SS ES FW TW CL CW CL LI ES',
    'CL CL CL SR CL CL CL CL LA LI CL',
  ],
};

export function nextTcpState(state: TcpState, direction: StateDirection, { flags }: Tcp): TcpState {
  const row = flags.rst ? 3 : flags.syn ? 0 : flags.fin ? 1 : flags.ack ? 2 : -1;
  const cells = tables[direction][row];
  if (cells === undefined) return 'CLOSE';
  return tcpStates[codes.indexOf(cells.split(' ')[tcpStates.indexOf(state)] ?? '')] ?? 'CLOSE';
}
