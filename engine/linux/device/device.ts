/**
 * A network device: what all kinds have in common (struct net_device; net/core/dev.c).
 *
 * `transmit` is dev_queue_xmit: captures see the frame, counters count it, the kind sends it. `receive` is
 * netif_receive_skb: captures, the bridge's handler when the device is a port, then the protocol.
 */
import type { Time } from '../../clock/clock.ts';
import type { Address } from '../../net/address/address.ts';
import type { Prefix } from '../../net/address/prefix.ts';
import { broadcastMac, isGroupMac, type Mac } from '../../net/address/mac.ts';
import { ethernetHeader } from '../../net/wire/length.ts';
import type { BridgePort } from '../bridge/port.ts';
import type { LinkFault } from '../fault/link-fault.ts';
import type { Provenance } from '../journey/event.ts';
import { note } from '../journey/note.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { QueueDiscipline } from '../queue/discipline.ts';
import { type DeviceSettings, readSettings } from './settings.ts';
import type { PacketBuffer, PacketType } from '../skb/packet-buffer.ts';
import { MulticastGroups } from './multicast.ts';
import type { UpperDevices } from './upper.ts';

export type DeviceKind =
  'loopback' | 'veth' | 'bridge' | 'vxlan' | 'dummy' | 'ipip' | 'tun' | 'macvlan' | 'ipvlan';

/** An address of a device (struct in_ifaddr, inet6_ifaddr). */
export interface InterfaceAddress {
  readonly prefix: Prefix;
  readonly scope: 'global' | 'site' | 'link' | 'host';
  readonly broadcast: Address | undefined;
  readonly peer: Prefix | undefined;
  /** What `ip addr` prints after the address; for IPv4 the device's name unless another was given. */
  readonly label: string | undefined;
  readonly secondary: boolean;
  /** Of the route to its subnet (`metric`). */
  readonly metric?: number | undefined;
  /** When it is gone, and from when on it is no longer chosen (`valid_lft`, `preferred_lft`); undefined: never. */
  readonly validUntil?: Time | undefined;
  readonly preferredUntil?: Time | undefined;
  /** Without a route to its subnet (`noprefixroute`). */
  readonly noPrefixRoute?: boolean | undefined;
  /** Made from chance instead of the MAC address (RFC 7217). */
  readonly stablePrivacy?: boolean | undefined;
  /** Without duplicate address detection (`nodad`). */
  readonly noDad?: boolean | undefined;
  /** What IPv6 keeps and shows of mobile hosts' and private addresses (IFA_F_HOMEADDRESS, IFA_F_MANAGETEMPADDR). */
  readonly flags?: readonly ('home' | 'mngtmpaddr')[] | undefined;
  /** Somebody else has it: never used. */
  readonly dadFailed?: boolean | undefined;
  /** IPv6 duplicate address detection is under way until then. */
  readonly tentativeUntil: Time | undefined;
  readonly provenance: Provenance | undefined;
}

export interface DeviceStatistics {
  rxBytes: number;
  rxPackets: number;
  rxErrors: number;
  rxDropped: number;
  multicast: number;
  txBytes: number;
  txPackets: number;
  txErrors: number;
  txDropped: number;
  carrierChanges: number;
}

export abstract class NetDevice {
  abstract readonly kind: DeviceKind;
  /** Interface index, unique in its namespace. */
  index: number;
  name: string;
  mac: Mac;
  mtu: number;
  namespace: NetworkNamespace;
  /** Administratively up (IFF_UP). */
  up = false;
  /** The bridge port this device is, if it is one. */
  port: BridgePort | undefined;
  /** What holds frames before they are sent (`tc qdisc`); undefined: nothing. */
  queue: QueueDiscipline | undefined;
  /** Devices that stand on it. */
  uppers: UpperDevices | undefined;
  /** What is wrong with its cable, if anything is. */
  fault: LinkFault | undefined;
  /** Was up at least once: its queue is set up (`noqueue`, else `noop`). */
  wasUp = false;
  /** Requested by captures, bridges and `ip link set promisc on`. */
  promiscuity = 0;
  /** Asked for by a person (IFF_PROMISC, IFF_ALLMULTI); only then it shows among the flags. */
  promiscuous = false;
  allMulticast = false;
  /** `ip link set arp off`. */
  arpOff = false;
  /** Flags that only people set: `multicast off`, `dynamic on`, `trailers off`. */
  multicastOff = false;
  dynamic = false;
  trailersOff = false;
  queueLength = 1000;
  /** `ip link set group`: a number that several devices share. */
  group = 0;
  alias: string | undefined;
  /** The interface part of addresses made from router advertisements (`ip token`). */
  token: Address | undefined;
  readonly groups = new MulticastGroups();
  /** When it began to announce itself over IPv6. */
  announcingSince: Time | undefined;
  /** More addresses it takes frames for (`bridge fdb add MAC dev DEVICE self`). */
  readonly unicastFilter = new Set<Mac>();
  readonly addresses: InterfaceAddress[] = [];
  readonly statistics: DeviceStatistics = {
    rxBytes: 0,
    rxPackets: 0,
    rxErrors: 0,
    rxDropped: 0,
    multicast: 0,
    txBytes: 0,
    txPackets: 0,
    txErrors: 0,
    txDropped: 0,
    carrierChanges: 0,
  };
  readonly provenance: Provenance | undefined;

  constructor(parts: {
    namespace: NetworkNamespace;
    index: number;
    name: string;
    mac: Mac;
    mtu: number;
    provenance?: Provenance | undefined;
  }) {
    this.namespace = parts.namespace;
    this.index = parts.index;
    this.name = parts.name;
    this.mac = parts.mac;
    this.mtu = parts.mtu;
    this.provenance = parts.provenance;
  }

  #settings: DeviceSettings | undefined;

  /** Its parameters of net.ipv4.conf. */
  get settings(): DeviceSettings {
    const { sysctl } = this.namespace;
    if (this.#settings?.generation !== sysctl.generation) this.#settings = readSettings(sysctl, this.name);
    return this.#settings;
  }

  /** Has a signal on the wire (IFF_LOWER_UP); only while up. */
  abstract get carrier(): boolean;

  /** Send without looking at queues, captures and counters: what the kind does with a frame (ndo_start_xmit). */
  protected abstract send(skb: PacketBuffer): void;

  /** No link-layer resolution on this device (IFF_NOARP). */
  get isNoArp(): boolean {
    return this.arpOff;
  }

  /** IFF_BROADCAST: Ethernet-like. */
  get isBroadcast(): boolean {
    return true;
  }

  /** Frames have no Ethernet header (tunnels of layer 3). */
  get isPointToPoint(): boolean {
    return false;
  }

  // What a driver does beside sending (struct net_device_ops, struct rtnl_link_ops): most do nothing.

  /** The other end, or the device it stands on (dev_get_iflink). */
  get linked(): NetDevice | undefined {
    return undefined;
  }

  /** The device whose MTU less `room` is its limit, and which takes it along when it goes. */
  get underlying(): { readonly device: NetDevice; readonly room: number } | undefined {
    return undefined;
  }

  /** dev->min_mtu and dev->max_mtu; 0: no limit. */
  get mtuLimits(): { readonly least: number; readonly most: number } {
    return { least: 68, most: 65_535 };
  }

  /** Made by its module in every namespace: it neither moves nor goes. */
  get isFallback(): boolean {
    return false;
  }

  /** What it tells everybody finds nobody. */
  get isWithoutListeners(): boolean {
    return false;
  }

  /** ndo_open: it goes up. */
  opened(): void {
    return;
  }

  /** ndo_stop: it is down. */
  stopped(): void {
    return;
  }

  /** ndo_uninit: it is removed. */
  removed(): void {
    return;
  }

  /** A link of layer 3 leads to one other end only. */
  get hasOneEnd(): boolean {
    return true;
  }

  /** dev_queue_xmit. `skb.source` and `skb.destination` are set. */
  transmit(skb: PacketBuffer): void {
    skb.device = this;
    if (!this.up) {
      this.statistics.txDropped++;
      return;
    }
    if (this.queue === undefined) this.sendNow(skb);
    else this.queue.enqueue(skb);
  }

  /** dev_hard_start_xmit: the queue, where there is one, let the frame go. */
  sendNow(skb: PacketBuffer): void {
    if (this.namespace.environment.journeys.recording) this.#noteMove(skb, 'out');
    this.namespace.captures.seen(this, skb, 'outgoing');
    this.statistics.txPackets++;
    this.statistics.txBytes += this.lengthOf(skb);
    if (this.fault === undefined) this.putOnWire(skb);
    else this.fault.transmit(skb);
  }

  /** Past the fault of its cable. */
  putOnWire(skb: PacketBuffer): void {
    this.send(skb);
  }

  /** A frame arrived: eth_type_trans, then netif_receive_skb. */
  receive(skb: PacketBuffer): void {
    skb.type = this.typeOf(skb.destination);
    this.receiveTyped(skb);
  }

  /** netif_receive_skb, for a frame of which it is known for whom it is. */
  receiveTyped(skb: PacketBuffer): void {
    if (!this.up) {
      this.statistics.rxDropped++;
      return;
    }
    if (this.fault?.keepsOut(skb) === true) return;
    skb.device = this;
    this.statistics.rxPackets++;
    this.statistics.rxBytes += this.lengthOf(skb);
    if (skb.type === 'multicast') this.statistics.multicast++;
    if (this.namespace.environment.journeys.recording) this.#noteMove(skb, 'in');
    this.namespace.captures.seen(this, skb, skb.type);
    if (this.uppers?.takes(skb) === true) return;
    if (this.port !== undefined) {
      this.namespace.bridging.handleFrame(this.port, skb);
      return;
    }
    this.namespace.receive(skb);
  }

  #noteMove(skb: PacketBuffer, direction: 'in' | 'out'): void {
    const where = `${this.name} (${this.kind})`;
    note(this.namespace, skb, {
      decision: direction === 'out' ? 'transmit' : 'receive',
      layer: 'link',
      direction,
      device: this.name,
      sentence: direction === 'out' ? `The packet leaves by ${where}.` : `The packet comes in by ${where}.`,
    });
  }

  /** What its counters count of a frame. */
  protected lengthOf(skb: PacketBuffer): number {
    return this.frameLength(skb);
  }

  /** Octets of the frame (qdisc_pkt_len). */
  frameLength(skb: PacketBuffer): number {
    return skb.length + (this.isPointToPoint ? 0 : ethernetHeader);
  }

  /** eth_type_trans: for whom is a frame with this destination? */
  protected typeOf(destination: Mac): PacketType {
    if (destination === this.mac) return 'host';
    if (destination === broadcastMac) return 'broadcast';
    return isGroupMac(destination) ? 'multicast' : 'otherhost';
  }
}
