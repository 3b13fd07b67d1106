/**
 * A connection as one line, in libnetfilter_conntrack's words (conntrack/snprintf_default.c), as a journey's rows show it.
 * What `conntrack` and the kernel's file add to it is in `listing.ts`.
 *
 * Protocols that have no name are `unknown`, and show no ports.
 */
import type { Time } from '../../../clock/clock.ts';
import { second } from '../../../clock/clock.ts';
import type { FlowTuple } from '../../../net/flow/flow.ts';
import { ipProtocol } from '../../../net/packet/transport.ts';
import { type Connection, type Counter, type Direction, status } from './connection.ts';

export const dccp = 33;
export const gre = 47;
export const udplite = 136;

const names = new Map<number, string>([
  [ipProtocol.icmp, 'icmp'],
  [ipProtocol.tcp, 'tcp'],
  [ipProtocol.udp, 'udp'],
  [ipProtocol.icmpv6, 'icmpv6'],
  [ipProtocol.sctp, 'sctp'],
  [dccp, 'dccp'],
  [gre, 'gre'],
  [udplite, 'udplite'],
]);

export function protocolName(protocol: number): string {
  return names.get(protocol) ?? 'unknown';
}

export function secondsLeft(connection: Connection, now: Time): number {
  return Math.max(0, Math.floor((connection.expires - now) / second));
}

/** @param ends `src=` and `dst=` */
export function tupleText(tuple: FlowTuple, ends: string): string {
  const { protocol, sourcePort, destinationPort } = tuple;
  switch (protocol) {
    case ipProtocol.tcp:
    case ipProtocol.udp:
    case ipProtocol.sctp:
    case udplite:
      return `${ends} sport=${String(sourcePort)} dport=${String(destinationPort)}`;
    case dccp:
      return `${ends} sport=0 dport=0`;
    case gre:
      return `${ends} srckey=0x${sourcePort.toString(16)} dstkey=0x${destinationPort.toString(16)}`;
    case ipProtocol.icmp:
    case ipProtocol.icmpv6: {
      const type = destinationPort >> 8;
      return `${ends} type=${String(type)} code=${String(destinationPort & 255)} id=${String(sourcePort)}`;
    }
    default:
      return ends;
  }
}

function counterText(counter: Counter): string {
  return `packets=${String(counter.packets)} bytes=${String(counter.bytes)}`;
}

/** Seconds it has lived; undefined when nobody noted when it began. */
export function age({ startedAt, stoppedAt }: Connection, now: Time): number | undefined {
  return startedAt === undefined ? undefined : Math.floor(((stoppedAt ?? now) - startedAt) / second);
}

export function zoneText({ zone, zoneOf }: Connection): string {
  return zone === 0 || zoneOf !== undefined ? '' : `zone=${String(zone)}`;
}

export function ageText(connection: Connection, now: Time): string {
  const lived = age(connection, now);
  return lived === undefined ? '' : `delta-time=${String(lived)}`;
}

/** What stands at each place; empty: nothing. */
export interface Wording {
  readonly head: string;
  readonly timeout: string;
  readonly afterState: string;
  readonly tuple: (tuple: FlowTuple) => string;
  readonly counted: boolean;
  /** From the mark on. */
  readonly tail: readonly string[];
}

/** A line of `conntrack -L`. */
export function usual(connection: Connection, now: Time): Wording {
  const { protocol } = connection.original;
  return {
    head: `${protocolName(protocol).padEnd(8)} ${String(protocol)}`,
    timeout: String(secondsLeft(connection, now)),
    afterState: '',
    tuple: (tuple) => tupleText(tuple, `src=${tuple.source.text} dst=${tuple.destination.text}`),
    counted: true,
    tail: [`mark=${String(connection.mark)}`, zoneText(connection), ageText(connection, now), 'use=1'],
  };
}

export function connectionText(connection: Connection, now: Time, wording = usual(connection, now)): string {
  const { original, reply, zone, zoneOf, counters } = connection;
  const { head, timeout, afterState, tuple, counted, tail } = wording;
  const side = (of: FlowTuple, direction: Direction): readonly string[] => [
    tuple(of),
    zoneOf === direction ? `zone-${direction === 'original' ? 'orig' : 'reply'}=${String(zone)}` : '',
    counted && counters !== undefined ? counterText(counters[direction]) : '',
  ];
  return [
    head,
    timeout,
    connection.tcp?.state ?? connection.sctp?.state ?? '',
    afterState,
    ...side(original, 'original'),
    connection.has(status.seenReply) ? '' : '[UNREPLIED]',
    ...side(reply, 'reply'),
    connection.has(status.assured) ? '[ASSURED]' : '',
    ...tail,
  ]
    .filter((part) => part !== '')
    .join(' ');
}
