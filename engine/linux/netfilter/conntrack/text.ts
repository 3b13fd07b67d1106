/**
 * A connection as one line of `conntrack -L`, in libnetfilter_conntrack's words (conntrack/snprintf_default.c).
 *
 * Protocols the library has no name for are `unknown`, and show no ports.
 */
import type { Time } from '../../../clock/clock.ts';
import { second } from '../../../clock/clock.ts';
import type { FlowTuple } from '../../../net/flow/flow.ts';
import { ipProtocol } from '../../../net/packet/transport.ts';
import { type Connection, type Counter, status } from './connection.ts';

const names = new Map<number, string>([
  [ipProtocol.icmp, 'icmp'],
  [ipProtocol.tcp, 'tcp'],
  [ipProtocol.udp, 'udp'],
  [ipProtocol.icmpv6, 'icmpv6'],
  [ipProtocol.sctp, 'sctp'],
  [33, 'dccp'],
  [47, 'gre'],
  [136, 'udplite'],
]);

export interface TextOptions {
  /** `use` as the asker sees it: 1 from `conntrack`, 2 from /proc, whose reader holds a reference itself. */
  readonly use?: number;
  /** Leave out mark and use, as events do. */
  readonly event?: boolean;
  /** Put the network protocol first: `-o extended` and /proc. */
  readonly extended?: boolean;
  /** Show the zone even when it is 0, as /proc does. */
  readonly zone?: boolean;
  /** Show no timeout: a connection that ran out. */
  readonly expired?: boolean;
}

export function secondsLeft(connection: Connection, now: Time): number {
  return Math.max(0, Math.floor((connection.expires - now) / second));
}

function tupleText(tuple: FlowTuple): string {
  const ends = `src=${tuple.source.text} dst=${tuple.destination.text}`;
  switch (tuple.protocol) {
    case ipProtocol.tcp:
    case ipProtocol.udp:
    case ipProtocol.sctp:
      return `${ends} sport=${String(tuple.sourcePort)} dport=${String(tuple.destinationPort)}`;
    case ipProtocol.icmp:
    case ipProtocol.icmpv6: {
      const type = tuple.destinationPort >> 8;
      return `${ends} type=${String(type)} code=${String(tuple.destinationPort & 255)} id=${String(tuple.sourcePort)}`;
    }
    default:
      return ends;
  }
}

function counterText(counter: Counter | undefined): string {
  return counter === undefined ? '' : ` packets=${String(counter.packets)} bytes=${String(counter.bytes)}`;
}

export function connectionText(connection: Connection, now: Time, options: TextOptions = {}): string {
  const { original, reply } = connection;
  const number = String(original.protocol);
  const parts = [`${(names.get(original.protocol) ?? 'unknown').padEnd(8)} ${number}`];
  if (options.extended === true)
    parts[0] = `${original.family === 4 ? 'ipv4     2' : 'ipv6     10'} ${parts[0] ?? ''}`;
  if (options.expired !== true) parts.push(String(secondsLeft(connection, now)));
  if (connection.tcp !== undefined) parts.push(connection.tcp.state);
  parts.push(tupleText(original) + counterText(connection.counters?.original));
  if (!connection.has(status.seenReply)) parts.push('[UNREPLIED]');
  parts.push(tupleText(reply) + counterText(connection.counters?.reply));
  if (connection.has(status.assured)) parts.push('[ASSURED]');
  if (options.event !== true || connection.mark !== 0) parts.push(`mark=${String(connection.mark)}`);
  if (options.zone === true || connection.zone !== 0) parts.push(`zone=${String(connection.zone)}`);
  if (options.event !== true) parts.push(`use=${String(options.use ?? 1)}`);
  return parts.join(' ');
}
