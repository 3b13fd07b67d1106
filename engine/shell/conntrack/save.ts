/**
 * A connection as the conntrack command that would make it (`-o save`; ct_save_snprintf of conntrack-tools 1.4.7).
 */
import { ipProtocol } from '../../net/packet/transport.ts';
import {
  type Connection,
  type ConnectionChange,
  status,
} from '../../linux/netfilter/conntrack/connection.ts';
import { gre, protocolName, secondsLeft, udplite } from '../../linux/netfilter/conntrack/text.ts';
import { isTranslated } from './filter.ts';

const commands = { new: '-A', update: '-U', destroy: '-D' } as const;

const statusNames: readonly (readonly [number, string])[] = [
  [status.seenReply, 'SEEN_REPLY'],
  [status.assured, 'ASSURED'],
  [status.fixedTimeout, 'FIXED_TIMEOUT'],
];

export function saveText(connection: Connection, now: number, event: ConnectionChange = 'new'): string {
  const { original, reply, zone, zoneOf } = connection;
  const names = statusNames.filter(([bit]) => connection.has(bit)).map(([, name]) => name);
  const parts = [
    commands[event],
    `-t ${String(secondsLeft(connection, now))}`,
    `-u ${names.length === 0 ? 'UNSET' : names.join(',')}`,
  ];
  if (zone !== 0) {
    const option = zoneOf === undefined ? '-w' : zoneOf === 'original' ? '--orig-zone' : '--reply-zone';
    parts.push(`${option} ${String(zone)}`);
  }
  parts.push(`-s ${original.source.text}`, `-d ${original.destination.text}`);
  parts.push(`${isTranslated(connection, 'destination') ? '-g' : '-r'} ${reply.source.text}`);
  parts.push(`${isTranslated(connection, 'source') ? '-n' : '-q'} ${reply.destination.text}`);
  const { protocol } = original;
  const name = protocolName(protocol);
  parts.push(`-p ${name === 'unknown' ? String(protocol) : name}`);
  switch (protocol) {
    case ipProtocol.tcp:
    case ipProtocol.udp:
    case ipProtocol.sctp:
    case udplite:
      parts.push(`--sport ${String(original.sourcePort)}`, `--dport ${String(original.destinationPort)}`);
      parts.push(`--reply-port-src ${String(reply.sourcePort)}`);
      parts.push(`--reply-port-dst ${String(reply.destinationPort)}`);
      break;
    case ipProtocol.icmp:
    case ipProtocol.icmpv6:
      parts.push(`--${name}-type ${String(original.destinationPort >> 8)}`);
      parts.push(`--${name}-code ${String(original.destinationPort & 255)}`);
      parts.push(`--${name}-id ${String(original.sourcePort)}`);
      break;
    case gre:
      parts.push(`--srckey ${String(original.sourcePort)}`, `--dstkey ${String(original.destinationPort)}`);
      parts.push(`--reply-key-src ${String(reply.sourcePort)}`);
      parts.push(`--reply-key-dst ${String(reply.destinationPort)}`);
  }
  const state = connection.tcp?.state ?? connection.sctp?.state;
  if (state !== undefined) parts.push(`--state ${state}`);
  if (connection.sctp !== undefined) {
    const [one, other] = connection.sctp.tags;
    parts.push(`--orig-vtag ${String(one)}`, `--reply-vtag ${String(other)}`);
  }
  return parts.join(' ');
}
