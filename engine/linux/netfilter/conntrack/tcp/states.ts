/**
 * The states of a TCP connection as a firewall in the middle sees them, and the table that moves between them
 * (tcp_conntracks of net/netfilter/nf_conntrack_proto_tcp.c).
 *
 * `invalid`: the packet belongs to no connection of this state. `ignore`: it may or may not; let it pass and watch
 * what the other side says to it.
 */

export const tcpStates = [
  'NONE',
  'SYN_SENT',
  'SYN_RECV',
  'ESTABLISHED',
  'FIN_WAIT',
  'CLOSE_WAIT',
  'LAST_ACK',
  'TIME_WAIT',
  'CLOSE',
  'SYN_SENT2',
] as const;

export type TcpState = (typeof tcpStates)[number];
export type Step = TcpState | 'invalid' | 'ignore';

/** What of a segment's flags decides. */
export type Segment = 'syn' | 'synack' | 'fin' | 'ack' | 'rst' | 'none';

const abbreviations: Readonly<Record<string, Step>> = {
  NO: 'NONE',
  SS: 'SYN_SENT',
  SR: 'SYN_RECV',
  ES: 'ESTABLISHED',
  FW: 'FIN_WAIT',
  CW: 'CLOSE_WAIT',
  LA: 'LAST_ACK',
  TW: 'TIME_WAIT',
  CL: 'CLOSE',
  S2: 'SYN_SENT2',
  iv: 'invalid',
  ig: 'ignore',
};

/** One row: the step for each present state, in the order of `tcpStates`. */
function row(text: string): Readonly<Record<TcpState, Step>> {
  const steps = text.split(' ').map((word) => abbreviations[word] ?? 'invalid');
  return Object.fromEntries(tcpStates.map((state, index) => [state, steps[index] ?? 'invalid'])) as Record<
    TcpState,
    Step
  >;
}

//              NO SS SR ES FW CW LA TW CL S2
const nothing = row('iv iv iv iv iv iv iv iv iv iv');
const closing = row('iv CL CL CL CL CL CL CL CL CL');
const finishing = row('iv iv FW FW LA LA LA TW CL iv');

export const transitions: Readonly<
  Record<'original' | 'reply', Readonly<Record<Segment, Readonly<Record<TcpState, Step>>>>>
> = {
  original: {
    syn: row('SS SS ig ig ig ig ig SS SS S2'),
    synack: row('iv iv SR iv iv iv iv iv iv SR'),
    fin: finishing,
    ack: row('ES iv ES ES CW CW TW TW CL iv'),
    rst: closing,
    none: nothing,
  },
  reply: {
    syn: row('iv S2 iv iv iv iv iv SS iv S2'),
    synack: row('iv SR ig ig ig ig ig ig ig SR'),
    fin: finishing,
    ack: row('iv ig SR ES CW CW TW TW CL ig'),
    rst: closing,
    none: nothing,
  },
};
