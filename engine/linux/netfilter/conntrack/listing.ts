/**
 * What `conntrack` can show of a connection beside its usual line (libnetfilter_conntrack, conntrack/snprintf_default.c),
 * and the line of /proc/net/nf_conntrack (ct_seq_show of nf_conntrack_standalone.c), which differs little.
 */
import type { Time } from '../../../clock/clock.ts';
import type { Address } from '../../../net/address/address.ts';
import type { FlowTuple } from '../../../net/flow/flow.ts';
import type { Connection, ConnectionChange } from './connection.ts';
import { ageText, connectionText, dccp, gre, tupleText, usual, zoneText } from './text.ts';

export interface ListingOptions {
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

/** All groups in full. */
function paddedText({ family, text, words }: Address): string {
  if (family === 4) return text;
  const groups = words.flatMap((word) => [word >>> 16, word & 0xffff]);
  return groups.map((group) => group.toString(16).padStart(4, '0')).join(':');
}

function procTuple(tuple: FlowTuple): string {
  const ends = `src=${paddedText(tuple.source)} dst=${paddedText(tuple.destination)}`;
  return tuple.protocol === dccp ? ends : tupleText(tuple, ends);
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

export function listingText(connection: Connection, now: Time, options: ListingOptions = {}): string {
  const { original, mark, zone, zoneOf } = connection;
  const { proc = false, event, epoch } = options;
  const { protocol, family } = original;
  const plain = usual(connection, now);
  const name = proc && protocol === dccp ? `unknown  ${String(dccp)}` : plain.head;
  const network = family === 4 ? 'ipv4     2' : 'ipv6     10';
  const counted = event === undefined || event === 'destroy';
  const showsMark = event === undefined || mark !== 0 || (options.byHand === true && event === 'new');
  const at = (label: string, time: Time | undefined): string =>
    epoch === undefined || !counted || time === undefined ? '' : `[${label}=${when(epoch + time / 1000)}]`;
  return connectionText(connection, now, {
    head: proc || options.extended === true ? `${network} ${name}` : name,
    timeout: options.expired === true ? '' : plain.timeout,
    afterState: proc && protocol === gre ? 'timeout=30, stream_timeout=180' : '',
    tuple: proc ? procTuple : plain.tuple,
    counted,
    tail: [
      showsMark ? `mark=${String(mark)}` : '',
      proc && zoneOf === undefined ? `zone=${String(zone)}` : zoneText(connection),
      counted ? ageText(connection, now) : '',
      at('start', connection.startedAt),
      at('stop', connection.stoppedAt),
      event === undefined ? `use=${String(options.users ?? (proc ? 2 : 1))}` : '',
      options.id === true ? `id=${String(idOf(connection))}` : '',
    ],
  });
}
