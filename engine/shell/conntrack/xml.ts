/**
 * A connection as XML (`-o xml`; libnetfilter_conntrack's conntrack/snprintf_xml.c), which shows no types of ICMP.
 */
import type { FlowTuple } from '../../net/flow/flow.ts';
import { ipProtocol } from '../../net/packet/transport.ts';
import {
  type Connection,
  type ConnectionChange,
  type Direction,
  status,
} from '../../linux/netfilter/conntrack/connection.ts';
import { age, dccp, gre, protocolName, secondsLeft, udplite } from '../../linux/netfilter/conntrack/text.ts';
import { idOf } from '../../linux/netfilter/conntrack/listing.ts';

export const xmlHead = '<?xml version="1.0" encoding="utf-8"?>\n<conntrack>\n';
export const xmlTail = '</conntrack>\n';

function tag(name: string, value: string | number): string {
  return `<${name}>${String(value)}</${name}>`;
}

function portsText({ protocol, sourcePort, destinationPort }: FlowTuple): string {
  switch (protocol) {
    case ipProtocol.tcp:
    case ipProtocol.udp:
    case ipProtocol.sctp:
    case udplite:
      return tag('sport', sourcePort) + tag('dport', destinationPort);
    case dccp:
      return tag('sport', 0) + tag('dport', 0);
    case gre:
      return (
        tag('srckey', `0x${sourcePort.toString(16)}`) + tag('dstkey', `0x${destinationPort.toString(16)}`)
      );
    default:
      return '';
  }
}

export interface XmlOptions {
  readonly event?: ConnectionChange | undefined;
  readonly users: number;
  /** Milliseconds since 1970: when the event was seen (`-o timestamp`). */
  readonly seenAt?: number | undefined;
  /** The wall clock at virtual time 0 (`-o ktimestamp`). */
  readonly epoch?: number | undefined;
}

export function xmlText(connection: Connection, now: number, options: XmlOptions): string {
  const { original, reply, zone, zoneOf, mark } = connection;
  const { event, epoch, seenAt } = options;
  const counted = event === undefined || event === 'destroy';
  const side = (tuple: FlowTuple, direction: Direction): string => {
    const { family, protocol } = tuple;
    const [number, name] = family === 4 ? ([2, 'ipv4'] as const) : ([10, 'ipv6'] as const);
    const ends = tag('src', tuple.source.text) + tag('dst', tuple.destination.text);
    const counter = counted ? connection.counters?.[direction] : undefined;
    return (
      `<meta direction="${direction}">` +
      `<layer3 protonum="${String(number)}" protoname="${name}">${ends}</layer3>` +
      `<layer4 protonum="${String(protocol)}" protoname="${protocolName(protocol)}">${portsText(tuple)}</layer4>` +
      (zoneOf === direction ? tag('zone', zone) : '') +
      (counter === undefined
        ? ''
        : `<counters>${tag('packets', counter.packets)}${tag('bytes', counter.bytes)}</counters>`) +
      '</meta>'
    );
  };
  let rest = '';
  if (connection.tcp !== undefined) rest += tag('state', connection.tcp.state);
  // The library looks an SCTP state up among TCP's.
  if (connection.sctp !== undefined) rest += tag('state', 'FIN_WAIT');
  rest += tag('timeout', secondsLeft(connection, now));
  if (event === undefined || mark !== 0 || event === 'new') rest += tag('mark', mark);
  if (zone !== 0 && zoneOf === undefined) rest += tag('zone', zone);
  if (event === undefined) rest += tag('use', options.users);
  rest += tag('id', idOf(connection));
  if (connection.has(status.assured)) rest += '<assured/>';
  if (!connection.has(status.seenReply)) rest += '<unreplied/>';
  const { startedAt, stoppedAt } = connection;
  if (epoch !== undefined && counted && startedAt !== undefined) {
    const stamp = (at: number): string => `${String(Math.floor(epoch * 1000 + at))}000`;
    rest += `<timestamp>${tag('start', stamp(startedAt))}${stoppedAt === undefined ? '' : tag('stop', stamp(stoppedAt))}</timestamp>`;
  }
  const lived = counted ? age(connection, now) : undefined;
  if (lived !== undefined) rest += tag('deltatime', lived);
  const type = event === undefined ? '' : ` type="${event}"`;
  return `<flow${type}>${side(original, 'original')}${side(reply, 'reply')}<meta direction="independent">${rest}</meta>${seenAt === undefined ? '' : when(seenAt)}</flow>`;
}

function when(milliseconds: number): string {
  const date = new Date(milliseconds);
  const parts = [
    tag('hour', date.getUTCHours()),
    tag('min', String(date.getUTCMinutes()).padStart(2, '0')),
    tag('sec', String(date.getUTCSeconds()).padStart(2, '0')),
    tag('wday', date.getUTCDay() + 1),
    tag('day', date.getUTCDate()),
    tag('month', date.getUTCMonth() + 1),
    tag('year', date.getUTCFullYear()),
  ];
  return `<when>${parts.join('')}</when>`;
}
