/**
 * A packet of either family by its addresses, for who does not care which (sockets): what only IPv4 has is left away
 * in IPv6.
 */
import type { IpPacket } from './ethernet.ts';
import { ipv4, type Ipv4 } from './ipv4.ts';
import { ipv6 } from './ipv6.ts';

export interface IpFields extends Pick<Ipv4, 'source' | 'destination'> {
  /** TTL or hop limit. */
  readonly ttl: number;
  /** Type of service or traffic class. */
  readonly tos?: number;
  readonly id?: number;
  readonly dontFragment?: boolean;
  readonly options?: Uint8Array;
  readonly flowLabel?: number;
  readonly payload: Ipv4['payload'];
}

export function ipPacket(fields: IpFields): IpPacket {
  if (fields.destination.family === 4) return ipv4(fields);
  const { source, destination, ttl, tos, flowLabel, payload } = fields;
  return ipv6({
    source,
    destination,
    hopLimit: ttl,
    trafficClass: tos ?? 0,
    flowLabel: flowLabel ?? 0,
    payload,
  });
}
