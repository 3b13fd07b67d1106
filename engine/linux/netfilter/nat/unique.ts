/**
 * Choosing a translated tuple nobody else uses (get_unique_tuple and nf_nat_l4proto_unique_tuple of
 * net/netfilter/nf_nat_core.c).
 *
 * Left out: reuse of an earlier mapping of the same source (find_appropriate_src), which only shows after a port had to
 * be changed; eviction of a closing connection that holds the wanted port (nf_nat_used_tuple_harder).
 */
import { Address } from '../../../net/address/address.ts';
import { type FlowTuple, invert } from '../../../net/flow/flow.ts';
import { ipProtocol } from '../../../net/packet/transport.ts';
import type { Connection } from '../conntrack/connection.ts';
import type { Manipulation, NatRange } from './range.ts';

export interface Chooser {
  /** Uniform in 0 … 2^32 - 1. */
  uint32(): number;
}

/** Would answers to `flow` be taken for another connection's? */
export type IsTaken = (answers: FlowTuple) => boolean;

const mostAttempts = 128;

export function uniqueTuple(
  original: FlowTuple,
  range: NatRange,
  manipulation: Manipulation,
  connection: Connection,
  chooser: Chooser,
  isTaken: IsTaken,
): FlowTuple {
  const byChance = range.random === true || range.randomFully === true;
  const isFree = (flow: FlowTuple): boolean => !isTaken(invert(flow));
  if (manipulation === 'source' && !byChance && isWithin(original, range) && isFree(original))
    return original;

  const flow = withAddress(original, range, manipulation, connection);
  if (!byChance) {
    const { ports } = range;
    if (ports === undefined) {
      if (isFree(flow)) return flow;
    } else {
      const port = portOf(flow, manipulation);
      const fits = port >= ports.first && port <= ports.last;
      if (fits && (ports.first === ports.last || isFree(flow))) return flow;
    }
  }
  return withFreePort(flow, range, manipulation, chooser, isFree);
}

/** Is the source allowed as it is (nf_in_range)? */
function isWithin(flow: FlowTuple, { addresses, ports }: NatRange): boolean {
  if (addresses !== undefined) {
    if (flow.source.compare(addresses.first) < 0 || flow.source.compare(addresses.last) > 0) return false;
  }
  return ports === undefined || (flow.sourcePort >= ports.first && flow.sourcePort <= ports.last);
}

/** find_best_ips_proto: spread over the range by a hash of the ends. */
function withAddress(
  flow: FlowTuple,
  range: NatRange,
  manipulation: Manipulation,
  connection: Connection,
): FlowTuple {
  const { addresses } = range;
  if (addresses === undefined) return flow;
  let address = addresses.first;
  const size = addresses.last.bits - addresses.first.bits;
  if (size > 0 && address.family === 4) {
    const { original } = connection;
    const other = range.persistent === true ? 0 : original.destination.bits;
    let hash = Math.imul(original.source.bits ^ Math.imul(other, 0x85eb_ca77), 0x9e37_79b1);
    hash ^= hash >>> 15;
    address = Address.v4(addresses.first.bits + ((hash >>> 0) % (size + 1)));
  }
  return manipulation === 'source' ? { ...flow, source: address } : { ...flow, destination: address };
}

/** ICMP has one id, which stands at the source whichever end is changed. */
function portOf(flow: FlowTuple, manipulation: Manipulation): number {
  return manipulation === 'source' || isIcmp(flow) ? flow.sourcePort : flow.destinationPort;
}

function withPort(flow: FlowTuple, manipulation: Manipulation, port: number): FlowTuple {
  return manipulation === 'source' || isIcmp(flow)
    ? { ...flow, sourcePort: port }
    : { ...flow, destinationPort: port };
}

function isIcmp(flow: FlowTuple): boolean {
  return flow.protocol === ipProtocol.icmp || flow.protocol === ipProtocol.icmpv6;
}

/** The ports to try when a rule names none: of the same class as the present one. */
function portsLike(port: number): readonly [first: number, size: number] {
  if (port >= 1024) return [1024, 64_512];
  return port < 512 ? [1, 511] : [600, 424];
}

function withFreePort(
  flow: FlowTuple,
  range: NatRange,
  manipulation: Manipulation,
  chooser: Chooser,
  isFree: (flow: FlowTuple) => boolean,
): FlowTuple {
  const { protocol } = flow;
  const hasPorts = protocol === ipProtocol.tcp || protocol === ipProtocol.udp || protocol === ipProtocol.sctp;
  if (!hasPorts && !isIcmp(flow)) return flow;
  let first: number;
  let size: number;
  if (range.ports !== undefined) {
    first = range.ports.first;
    size = range.ports.last - range.ports.first + 1;
  } else if (isIcmp(flow)) {
    first = 0;
    size = 65_536;
  } else if (manipulation === 'destination') return flow;
  else [first, size] = portsLike(flow.sourcePort);

  const byChance = range.random === true || range.randomFully === true;
  let offset = byChance || manipulation === 'source' ? chooser.uint32() & 0xffff : 0;
  let attempts = Math.min(size, mostAttempts);
  for (;;) {
    let candidate = flow;
    for (let attempt = 0; attempt < attempts; attempt++, offset++) {
      candidate = withPort(flow, manipulation, first + (offset % size));
      if (isFree(candidate)) return candidate;
    }
    if (attempts >= size || attempts < 16) return candidate;
    attempts >>= 1;
    offset = chooser.uint32() & 0xffff;
  }
}
