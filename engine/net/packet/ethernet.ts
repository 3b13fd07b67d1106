/**
 * An Ethernet II frame as a value (IEEE 802.3), with what it can carry in this world.
 * Left out: VLAN tags, LLC/SNAP, the frame check sequence (tcpdump never shows it).
 */
import type { Mac } from '../address/mac.ts';
import type { Arp } from './arp.ts';
import type { Ipv4 } from './ipv4.ts';
import type { Ipv6 } from './ipv6.ts';

export interface Ethernet {
  readonly kind: 'ethernet';
  readonly source: Mac;
  readonly destination: Mac;
  readonly payload: NetworkPacket;
}

/** What stands behind an EtherType. */
export type NetworkPacket = Arp | Ipv4 | Ipv6;

/** A layer-3 packet that is routed. */
export type IpPacket = Ipv4 | Ipv6;

/** EtherType of each payload (IANA IEEE 802 numbers). */
export const etherType = { arp: 0x0806, ipv4: 0x0800, ipv6: 0x86dd } as const;
