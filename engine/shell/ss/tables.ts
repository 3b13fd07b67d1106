/**
 * Which tables of sockets ss can be asked for, and which states of each it shows unless told (default_dbs of
 * misc/ss.c). Of some there is never a socket in this world; they show their heads.
 */
import type { SocketState } from './sockets.ts';

export type SocketTableName =
  | 'tcp'
  | 'udp'
  | 'raw'
  | 'unix_stream'
  | 'unix_dgram'
  | 'unix_seqpacket'
  | 'packet_raw'
  | 'packet_dgram'
  | 'mptcp'
  | 'sctp'
  | 'dccp'
  | 'tipc'
  | 'vsock_stream'
  | 'vsock_dgram'
  | 'xdp';

/** By option and by the name that -A takes. */
export const emptyTables: Readonly<Record<string, readonly SocketTableName[]>> = {
  x: ['unix_stream', 'unix_dgram', 'unix_seqpacket'],
  unix: ['unix_stream', 'unix_dgram', 'unix_seqpacket'],
  unix_stream: ['unix_stream'],
  unix_dgram: ['unix_dgram'],
  unix_seqpacket: ['unix_seqpacket'],
  0: ['packet_raw', 'packet_dgram'],
  packet: ['packet_raw', 'packet_dgram'],
  packet_raw: ['packet_raw'],
  packet_dgram: ['packet_dgram'],
  M: ['mptcp'],
  mptcp: ['mptcp'],
  S: ['sctp'],
  sctp: ['sctp'],
  d: ['dccp'],
  dccp: ['dccp'],
  tipc: ['tipc'],
  vsock: ['vsock_stream', 'vsock_dgram'],
  vsock_stream: ['vsock_stream'],
  vsock_dgram: ['vsock_dgram'],
  xdp: ['xdp'],
};

/** SS_CONN: neither listening nor closed, nor what the kernel keeps in short (TIME-WAIT, SYN-RECV). */
const connected: readonly SocketState[] = [
  'ESTAB',
  'SYN-SENT',
  'FIN-WAIT-1',
  'FIN-WAIT-2',
  'CLOSE-WAIT',
  'LAST-ACK',
  'CLOSING',
];

export function statesOfTable(table: SocketTableName): readonly SocketState[] {
  switch (table) {
    case 'udp':
      return ['ESTAB'];
    case 'raw':
    case 'packet_raw':
    case 'packet_dgram':
    case 'xdp':
      return ['UNCONN'];
    default:
      return connected;
  }
}
