/**
 * What finding a neighbour's link-layer address does differently for each family (struct neigh_table and neigh_ops; arp_tbl
 * of net/ipv4/arp.c, nd_tbl of net/ipv6/ndisc.c). The state machine itself is one: table.ts.
 */
import type { Address } from '../../net/address/address.ts';
import type { Mac } from '../../net/address/mac.ts';
import type { NetDevice } from '../device/device.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import type { Neighbour } from './neighbour.ts';

export interface NeighbourProtocol {
  /** What asks, as a sentence calls it. */
  readonly name: string;
  /** Where its parameters are: `net.ipv4.neigh`. */
  readonly parameters: string;
  /** The address of a neighbour nobody needs to be asked for; such an entry begins as NOARP (constructor). */
  known(device: NetDevice, address: Address): Mac | undefined;
  /** Ask for it, by unicast when it is only to be checked (solicit). */
  solicit(neighbour: Neighbour): void;
  /** Nobody answered: tell the sender of a packet that waited (error_report). */
  report(skb: PacketBuffer): void;
}
