/**
 * ipvlan: several devices on top of one that share its MAC address and are told apart by their IP addresses
 * (drivers/net/ipvlan/ipvlan_core.c, Documentation/networking/ipvlan.rst).
 *
 * In mode `l2` a slave speaks ARP and its frames are switched by address; in `l3` the lower device's namespace routes
 * for it, there is no ARP and no broadcast. `l3s` is `l3` with the lower namespace's netfilter hooks, which are left out, as
 * are ipvtap and IPv6 neighbour discovery in `l2`.
 */
import type { Address } from '../../net/address/address.ts';
import { broadcastMac, isGroupMac } from '../../net/address/mac.ts';
import type { NetworkPacket } from '../../net/packet/ethernet.ts';
import { NetDevice } from '../device/device.ts';
import { handOver, leavePort, type UpperDevices } from '../device/upper.ts';
import { forgetKernel } from '../device/veth.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';

export type IpvlanMode = 'l2' | 'l3' | 'l3s';
export type IpvlanFlag = 'bridge' | 'private' | 'vepa';

export class Ipvlan extends NetDevice {
  readonly kind = 'ipvlan';
  readonly lower: NetDevice;
  mode: IpvlanMode = 'l3';
  flag: IpvlanFlag = 'bridge';

  constructor(parts: ConstructorParameters<typeof NetDevice>[0] & { readonly lower: NetDevice }) {
    super(parts);
    this.lower = parts.lower;
  }

  get carrier(): boolean {
    return this.up && this.lower.carrier;
  }

  override get linked(): NetDevice {
    return this.lower;
  }

  override removed(): void {
    leavePort(this, this.lower);
  }

  override get isNoArp(): boolean {
    return this.arpOff || this.mode !== 'l2';
  }

  has(address: Address): boolean {
    return this.addresses.some(({ prefix }) => prefix.address === address);
  }

  /** ipvlan_queue_xmit */
  protected send(skb: PacketBuffer): void {
    if (this.mode === 'l2') this.#switch(skb);
    else this.#route(skb);
  }

  /** ipvlan_xmit_mode_l2: frames to its own MAC address can only be for a sibling or for the lower device. */
  #switch(skb: PacketBuffer): void {
    const siblings = this.lower.uppers;
    const inside = siblings instanceof IpvlanPort && this.flag === 'bridge' ? siblings : undefined;
    if (skb.destination === this.lower.mac) {
      const sibling = inside?.find(skb.packet);
      handOver(sibling ?? this.lower, skb);
      return;
    }
    if (isGroupMac(skb.destination)) inside?.broadcast(skb, this);
    this.lower.transmit(skb);
  }

  /** ipvlan_xmit_mode_l3: to a sibling, else as a packet of the lower device's namespace. */
  #route(skb: PacketBuffer): void {
    const siblings = this.lower.uppers;
    const sibling =
      siblings instanceof IpvlanPort && this.flag === 'bridge' ? siblings.find(skb.packet) : undefined;
    if (sibling !== undefined) {
      skb.destination = sibling.mac;
      handOver(sibling, skb);
      return;
    }
    const { packet } = skb;
    if (packet.kind === 'arp') return;
    const { namespace } = this.lower;
    const route = namespace.ip(packet.kind === 'ipv4' ? 4 : 6).routeOutput({
      destination: packet.destination,
      source: packet.source,
    });
    if (route.kind === 'failure') {
      this.statistics.txErrors++;
      return;
    }
    forgetKernel(skb);
    skb.route = route;
    skb.device = route.device;
    namespace.ip(packet.kind === 'ipv4' ? 4 : 6).output(skb);
  }
}

/** The ipvlans of one device (struct ipvl_port). */
export class IpvlanPort implements UpperDevices {
  readonly devices: Ipvlan[] = [];

  /** ipvlan_addr_lookup: for whom is a packet? */
  find(packet: NetworkPacket): Ipvlan | undefined {
    const address = packet.kind === 'arp' ? packet.targetAddress : packet.destination;
    return this.devices.find((device) => device.up && device.has(address));
  }

  broadcast(skb: PacketBuffer, from: Ipvlan | undefined): void {
    for (const device of this.devices)
      if (device !== from && device.up && device.mode === 'l2') handOver(device, skb.clone());
  }

  /** ipvlan_handle_frame */
  takes(skb: PacketBuffer): boolean {
    if (skb.packet.kind !== 'arp' && isGroupMac(skb.destination)) {
      this.broadcast(skb, undefined);
      return false;
    }
    const device = this.find(skb.packet);
    if (device === undefined || (device.mode !== 'l2' && skb.packet.kind === 'arp')) return false;
    device.receive(skb);
    return skb.destination !== broadcastMac;
  }
}
