/**
 * Which connections a conntrack command means.
 */
import type { Address } from '../../net/address/address.ts';
import { ipProtocol } from '../../net/packet/transport.ts';
import { type Connection, status } from '../../linux/netfilter/conntrack/connection.ts';
import { idOf } from '../../linux/netfilter/conntrack/listing.ts';
import type { ConntrackOptions } from './option-tables.ts';

/** Is an end translated, by the test of libnetfilter_conntrack (conntrack/getter.c)? It takes every tracked ping for translated. */
export function isTranslated(connection: Connection, end: 'source' | 'destination'): boolean {
  const { original, reply } = connection;
  if (!connection.has(end === 'source' ? status.sourceNatDone : status.destinationNatDone)) return false;
  if (original.protocol === ipProtocol.icmp || original.protocol === ipProtocol.icmpv6) return true;
  return end === 'source'
    ? reply.destination !== original.source || reply.destinationPort !== original.sourcePort
    : reply.source !== original.destination || reply.sourcePort !== original.destinationPort;
}

function natFits(connection: Connection, { nat }: ConntrackOptions): boolean {
  const { reply } = connection;
  const end = (
    which: 'source' | 'destination',
    address: Address | undefined,
    port: number | undefined,
  ): boolean => {
    const [actual, actualPort] =
      which === 'source' ? [reply.destination, reply.destinationPort] : [reply.source, reply.sourcePort];
    return (
      isTranslated(connection, which) &&
      (address === undefined || actual === address) &&
      (port === undefined || actualPort === port)
    );
  };
  for (const [option, { address, port }] of nat) {
    const source = end('source', address, port);
    const destination = end('destination', address, port);
    if (option === 'n' ? !source : option === 'g' ? !destination : !source && !destination) return false;
  }
  return true;
}

export function fits(connection: Connection, options: ConntrackOptions): boolean {
  const { original, reply } = connection;
  const { protocol, family, state, statusBits, mark, zone, zoneOf, id } = options;
  if (family !== undefined && original.family !== family) return false;
  if (protocol !== undefined && original.protocol !== protocol) return false;
  const addresses = { s: original.source, d: original.destination, r: reply.source, q: reply.destination };
  for (const [option, prefix] of options.addresses) if (!prefix.contains(addresses[option])) return false;
  const numbers: Readonly<Record<string, number>> = {
    sport: original.sourcePort,
    dport: original.destinationPort,
    'reply-port-src': reply.sourcePort,
    'reply-port-dst': reply.destinationPort,
    'icmp-id': original.sourcePort,
    'icmp-type': original.destinationPort >> 8,
    'icmp-code': original.destinationPort & 255,
  };
  for (const [option, wanted] of options.numbers) if (numbers[option] !== wanted) return false;
  if (state !== undefined && (connection.tcp?.state ?? connection.sctp?.state) !== state) return false;
  if (statusBits !== undefined && (connection.status & statusBits) !== statusBits) return false;
  if (options.unreplied && options.letter === 'L' && connection.has(status.seenReply)) return false;
  if (mark !== undefined && (connection.mark & mark.mask) >>> 0 !== mark.value) return false;
  if (zone !== undefined && (connection.zoneOf === zoneOf ? connection.zone : 0) !== zone) return false;
  if (id !== undefined && idOf(connection) !== id) return false;
  return natFits(connection, options);
}
