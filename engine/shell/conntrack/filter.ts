/**
 * Which connections a conntrack command means.
 */
import { type Connection, status } from '../../linux/netfilter/conntrack/connection.ts';
import type { Address } from '../../net/address/address.ts';
import { ipProtocol } from '../../net/packet/transport.ts';
import type { ConntrackOptions } from './options.ts';

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
  const source = (address: Address | undefined): boolean =>
    isTranslated(connection, 'source') && (address === undefined || connection.reply.destination === address);
  const destination = (address: Address | undefined): boolean =>
    isTranslated(connection, 'destination') && (address === undefined || connection.reply.source === address);
  for (const [option, address] of nat) {
    if (option === 'n' && !source(address)) return false;
    if (option === 'g' && !destination(address)) return false;
    if (option === 'j' && !source(address) && !destination(address)) return false;
  }
  return true;
}

export function fits(connection: Connection, options: ConntrackOptions): boolean {
  const { original, reply } = connection;
  const { protocol, family, tcpState, statusBits, mark, zone } = options;
  if (original.family !== (family ?? 4)) return false;
  if (protocol !== undefined && original.protocol !== protocol) return false;
  const addresses = { s: original.source, d: original.destination, r: reply.source, q: reply.destination };
  for (const [option, address] of options.addresses) if (addresses[option] !== address) return false;
  const ports = {
    sport: original.sourcePort,
    dport: original.destinationPort,
    'reply-port-src': reply.sourcePort,
    'reply-port-dst': reply.destinationPort,
    'icmp-id': original.sourcePort,
    'icmp-type': original.destinationPort >> 8,
    'icmp-code': original.destinationPort & 255,
  };
  for (const [option, port] of options.ports) if (ports[option] !== port) return false;
  if (tcpState !== undefined && connection.tcp?.state !== tcpState) return false;
  if (statusBits !== undefined && (connection.status & statusBits) !== statusBits) return false;
  if (mark !== undefined && (connection.mark & mark.mask) >>> 0 !== mark.value) return false;
  if (zone !== undefined && connection.zone !== zone) return false;
  return natFits(connection, options);
}
