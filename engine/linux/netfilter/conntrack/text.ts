/**
 * A connection as one line of `conntrack -L`, in libnetfilter_conntrack's words (conntrack/snprintf_default.c), and of
 * /proc/net/nf_conntrack, in the kernel's (ct_seq_show of nf_conntrack_standalone.c), which differ little.
 *
 * Protocols that have no name are `unknown`, and show no ports.
 */
import type { Time } from '../../../clock/clock.ts';
import { second } from '../../../clock/clock.ts';
import type { Address } from '../../../net/address/address.ts';
import type { FlowTuple } from '../../../net/flow/flow.ts';
import { ipProtocol } from '../../../net/packet/transport.ts';
import {
  type Connection,
  type ConnectionChange,
  type Counter,
  type Direction,
  status,
} from './connection.ts';

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

export interface TextOptions {
  /** As the kernel's file: the network protocol first, `zone` always, one more user. */
  readonly proc?: boolean;
  /** As an event: without users, with counters only at the end. */
  readonly event?: ConnectionChange;
  /** Who caused the event by hand: then the mark is shown even when it is 0. */
  readonly byHand?: boolean;
  /** Put the network protocol first: `-o extended`. */
  readonly extended?: boolean;
  /** Show no timeout: a connection that ran out. */
  readonly expired?: boolean;
  readonly id?: boolean;
  /** `use`: 1 of a listing, 2 of one that was asked for or changed. */
  readonly users?: number;
  /** The wall clock at virtual time 0, in milliseconds since 1970: show when it began and ended. */
  readonly epoch?: number | undefined;
}

export function secondsLeft(connection: Connection, now: Time): number {
  return Math.max(0, Math.floor((connection.expires - now) / second));
}

function addressText({ family, text, words }: Address, proc: boolean): string {
  if (family === 4 || !proc) return text;
  const groups = words.flatMap((word) => [word >>> 16, word & 0xffff]);
  return groups.map((group) => group.toString(16).padStart(4, '0')).join(':');
}

function tupleText(tuple: FlowTuple, proc: boolean): string {
  const { protocol, source, destination, sourcePort, destinationPort } = tuple;
  const ends = `src=${addressText(source, proc)} dst=${addressText(destination, proc)}`;
  switch (protocol) {
    case ipProtocol.tcp:
    case ipProtocol.udp:
    case ipProtocol.sctp:
    case udplite:
      return `${ends} sport=${String(sourcePort)} dport=${String(destinationPort)}`;
    case dccp:
      return proc ? ends : `${ends} sport=0 dport=0`;
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

function counterText(counter: Counter | undefined): string {
  return counter === undefined ? '' : ` packets=${String(counter.packets)} bytes=${String(counter.bytes)}`;
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** asctime(3) */
function when(milliseconds: number): string {
  const date = new Date(milliseconds);
  const clock = date.toISOString().slice(11, 19);
  return `${days[date.getUTCDay()] ?? ''} ${months[date.getUTCMonth()] ?? ''} ${String(date.getUTCDate()).padStart(2)} ${clock} ${String(date.getUTCFullYear())}`;
}

/** A number that stays the same while the connection lives (nf_ct_get_id; the kernel's is a keyed hash). */
export function idOf({ original }: Connection): number {
  const { source, destination, sourcePort, destinationPort, protocol, zone } = original;
  let hash = protocol + zone * 251;
  for (const word of [...source.words, ...destination.words, (sourcePort << 16) ^ destinationPort])
    hash = Math.imul(hash ^ word, 0x9e37_79b1) ^ (hash >>> 13);
  return hash >>> 0;
}

/** Seconds it has lived; undefined when nobody noted when it began. */
export function age({ startedAt, stoppedAt }: Connection, now: Time): number | undefined {
  return startedAt === undefined ? undefined : Math.floor(((stoppedAt ?? now) - startedAt) / second);
}

export function connectionText(connection: Connection, now: Time, options: TextOptions = {}): string {
  const { original, reply, zone, zoneOf, mark, counters } = connection;
  const { proc = false, event } = options;
  const { protocol } = original;
  const name = proc && protocol === dccp ? 'unknown' : protocolName(protocol);
  const parts = [`${name.padEnd(8)} ${String(protocol)}`];
  if (proc || options.extended === true)
    parts[0] = `${original.family === 4 ? 'ipv4     2' : 'ipv6     10'} ${parts[0] ?? ''}`;
  if (options.expired !== true) parts.push(String(secondsLeft(connection, now)));
  const state = connection.tcp?.state ?? connection.sctp?.state;
  if (state !== undefined) parts.push(state);
  if (proc && protocol === gre) parts.push('timeout=30, stream_timeout=180');
  const counted = event === undefined || event === 'destroy';
  const side = (tuple: FlowTuple, direction: Direction): void => {
    parts.push(tupleText(tuple, proc));
    if (zoneOf === direction)
      parts.push(`zone-${direction === 'original' ? 'orig' : 'reply'}=${String(zone)}`);
    if (counted && counters !== undefined) parts.push(counterText(counters[direction]).slice(1));
  };
  side(original, 'original');
  if (!connection.has(status.seenReply)) parts.push('[UNREPLIED]');
  side(reply, 'reply');
  if (connection.has(status.assured)) parts.push('[ASSURED]');
  if (event === undefined || mark !== 0 || (options.byHand === true && event === 'new'))
    parts.push(`mark=${String(mark)}`);
  if (zoneOf === undefined && (proc || zone !== 0)) parts.push(`zone=${String(zone)}`);
  const lived = counted ? age(connection, now) : undefined;
  if (lived !== undefined) parts.push(`delta-time=${String(lived)}`);
  const { epoch } = options;
  if (epoch !== undefined && counted)
    for (const [label, at] of [
      ['start', connection.startedAt],
      ['stop', connection.stoppedAt],
    ] as const)
      if (at !== undefined) parts.push(`[${label}=${when(epoch + at / 1000)}]`);
  if (event === undefined) parts.push(`use=${String(options.users ?? (proc ? 2 : 1))}`);
  if (options.id === true) parts.push(`id=${String(idOf(connection))}`);
  return parts.join(' ');
}
