/** A connection as a figure tells it: its two ends, what was translated, how far it is. */
import type { ConnectionView } from '../../engine/lab/view/connections.ts';

/** One end in both halves. Where they differ, this kernel translates it. */
export interface ConnectionEnd {
  /** As the packets of the one who began carry it: `10.96.10.50:80`. */
  readonly original: string;
  /** As the answers carry it. */
  readonly reply: string;
  readonly translated: boolean;
}

export interface ConnectionEnds {
  /** Who began: source of the original, destination of the reply. */
  readonly near: ConnectionEnd;
  /** Who was called: destination of the original, source of the reply. */
  readonly far: ConnectionEnd;
}

export function endsOf({ protocol, original, reply }: ConnectionView): ConnectionEnds {
  const isEcho = protocol.startsWith('icmp');
  const text = (address: string, port: number) => {
    if (port === 0) return address;
    return isEcho ? `${address} id ${String(port)}` : `${address}:${String(port)}`;
  };
  const end = (one: string, other: string): ConnectionEnd => ({
    original: one,
    reply: other,
    translated: one !== other,
  });
  return {
    near: end(
      text(original.source, original.sourcePort),
      // The identifier of an echo is the same both ways and stands in the source port of each half.
      text(reply.destination, isEcho ? reply.sourcePort : reply.destinationPort),
    ),
    far: end(
      text(original.destination, original.destinationPort),
      text(reply.source, isEcho ? 0 : reply.sourcePort),
    ),
  };
}

/** What the difference between the halves says; nothing is translated where there is none. */
export function translationWords({ near, far }: ConnectionEnds): string {
  const said = [
    ...(far.translated ? [`sent to ${far.original}, delivered to ${far.reply}`] : []),
    ...(near.translated ? [`sent by ${near.original}, seen there as ${near.reply}`] : []),
  ];
  return said.length === 0 ? 'nothing translated' : said.join('; ');
}

/** The same for two kernels' looks: the original tuple names a connection as long as it lives. */
export function connectionKey({ protocol, original, zone }: ConnectionView): string {
  const { source, sourcePort, destination, destinationPort } = original;
  return [protocol, source, sourcePort, destination, destinationPort, zone].join(' ');
}

/** `[UNREPLIED]` and `[ASSURED]` in words. */
export function answerWords({ replied, assured }: ConnectionView): string {
  if (!replied) return 'no answer yet';
  return assured ? 'answered, assured' : 'answered';
}

/** Of TCP as connection tracking sees it from the middle (nf_conntrack_proto_tcp.c). */
export const tcpMeanings: readonly (readonly [state: string, meaning: string])[] = [
  ['SYN_SENT', 'The first packet went by; the answer has not.'],
  ['SYN_RECV', 'Answered; the third packet of the handshake is missing.'],
  ['ESTABLISHED', 'The handshake is complete. Kept for five days without a packet, unless told otherwise.'],
  ['FIN_WAIT', 'One side has closed.'],
  ['CLOSE_WAIT', 'One side has closed, and the other side knows.'],
  ['LAST_ACK', 'Both sides have closed; the last acknowledgement is missing.'],
  ['TIME_WAIT', 'Closed. Kept for two minutes, in case a late packet comes.'],
  ['CLOSE', 'Reset: one side refused or gave up.'],
];

/** Whether an entry holds the words somewhere. Empty words are in every one. */
export function holds(connection: ConnectionView, words: string): boolean {
  const { near, far } = endsOf(connection);
  const text = [connection.text, near.original, near.reply, far.original, far.reply].join(' ').toLowerCase();
  return text.includes(words.trim().toLowerCase());
}
