/**
 * A packet inside a kernel: the headers as values and what the kernel remembers about them (struct sk_buff).
 *
 * The packet values are immutable; the buffer's fields are not: NAT, TTL and link headers replace `packet`, `source`,
 * `destination`. A buffer belongs to one kernel path at a time; whoever gives it to two clones it.
 */
import type { Ethernet, NetworkPacket } from '../../net/packet/ethernet.ts';
import type { Mac } from '../../net/address/mac.ts';
import { zeroMac } from '../../net/address/mac.ts';
import type { Errno } from '../errno.ts';
import type { Damage } from '../fault/damage.ts';
import type { ConntrackLink } from '../netfilter/hook.ts';
import { octets } from '../../net/wire/length.ts';
import type { NetDevice } from '../device/device.ts';
import type { RouteResult } from '../route/result.ts';
import type { SocketOwner } from '../socket/owner.ts';

/** For whom a frame is, as the receiving device sees it (include/uapi/linux/if_packet.h). */
export type PacketType = 'host' | 'broadcast' | 'multicast' | 'otherhost' | 'outgoing';

/** What br_netfilter remembers of a bridged packet (struct nf_bridge_info). */
export interface BridgeInfo {
  /** The port it came in by. */
  physicalIn: NetDevice;
  /** The port it leaves by; set on the bridge's FORWARD path. */
  physicalOut: NetDevice | undefined;
  /** PREROUTING ran on the bridge already: the IP layer does not run it again (ip_sabotage_in). */
  prerouted: boolean;
  /** br_dev_xmit is to go on with forwarding instead of sending: DNAT to a port of this bridge, neighbour not known to be reachable. */
  bridgedDnat: boolean;
  /** The source MAC to restore then. */
  savedSource: Mac;
  /** The destination before PREROUTING, to see whether DNAT changed it. */
  originalDestination: string;
}

export class PacketBuffer {
  /** Number of the packet's journey. */
  id: number;
  cause: number | undefined;
  packet: NetworkPacket;
  /** The link header, valid from the moment a device receives or sends it. */
  source: Mac = zeroMac;
  destination: Mac = zeroMac;
  /** The device it came in by, or is about to leave by. */
  device: NetDevice | undefined;
  /** The device it entered the IP layer by; undefined for packets of this host. */
  inputDevice: NetDevice | undefined;
  type: PacketType = 'outgoing';
  mark = 0;
  priority = 0;
  /** A rule asked for a trace of it (skb->nf_trace). */
  traced = false;
  conntrack: ConntrackLink | undefined;
  bridge: BridgeInfo | undefined;
  route: RouteResult | undefined;
  /** The socket it was sent by, for `-m owner` and error reports. */
  socket: SocketOwner | undefined;
  /** Its sender heard from the other end: the next neighbour on the way is there too (skb->dst_pending_confirm). */
  confirmsNeighbour = false;
  /** May be fragmented although DF is set (the socket said so): skb->ignore_df. */
  ignoreDontFragment = false;
  /** The longest of the fragments it was put together from; 0: it came whole (IPCB's frag_max_size). */
  fragmentSize = 0;
  /** Why a hook dropped it, when that is more than that a rule said so (NF_DROP_ERR). */
  dropError: Errno | undefined;
  /** Left the checksum to the device: captures on the sender show it as wrong (CHECKSUM_PARTIAL). */
  partialChecksum = false;
  /** A bit of it was turned on the way, and where: the first whose checksum covers that place drops it. */
  damage: Damage | undefined;
  /** The same of the packet inside a tunnel's (skb->encapsulation). */
  innerPartialChecksum = false;
  innerDamage: PacketBuffer['damage'];

  constructor(id: number, packet: NetworkPacket) {
    this.id = id;
    this.packet = packet;
  }

  #length = 0;
  #lengthOf: NetworkPacket | undefined;

  /** The packet's octets, its headers included. */
  get length(): number {
    if (this.#lengthOf !== this.packet) {
      this.#length = octets(this.packet);
      this.#lengthOf = this.packet;
    }
    return this.#length;
  }

  /** Replace the packet by one of the same length: another TTL, other addresses. */
  rewrite(packet: NetworkPacket): void {
    if (this.#lengthOf === this.packet) this.#lengthOf = packet;
    this.packet = packet;
  }

  /** A second buffer of the same packet (skb_clone): bridge flooding, captures. */
  clone(): PacketBuffer {
    const copy = new PacketBuffer(this.id, this.packet);
    copy.#length = this.#length;
    copy.#lengthOf = this.#lengthOf;
    copy.cause = this.cause;
    copy.source = this.source;
    copy.destination = this.destination;
    copy.device = this.device;
    copy.inputDevice = this.inputDevice;
    copy.type = this.type;
    copy.mark = this.mark;
    copy.priority = this.priority;
    copy.traced = this.traced;
    copy.conntrack = this.conntrack;
    copy.bridge = this.bridge === undefined ? undefined : { ...this.bridge };
    copy.route = this.route;
    copy.socket = this.socket;
    copy.confirmsNeighbour = this.confirmsNeighbour;
    copy.ignoreDontFragment = this.ignoreDontFragment;
    copy.fragmentSize = this.fragmentSize;
    copy.damage = this.damage;
    copy.partialChecksum = this.partialChecksum;
    copy.innerPartialChecksum = this.innerPartialChecksum;
    copy.innerDamage = this.innerDamage;
    return copy;
  }

  /** The frame as it stands on the wire. */
  get frame(): Ethernet {
    return { kind: 'ethernet', source: this.source, destination: this.destination, payload: this.packet };
  }
}
