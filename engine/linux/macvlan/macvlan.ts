/**
 * macvlan: several devices with MAC addresses of their own on top of one (drivers/net/macvlan.c). What arrives at the
 * lower device is given to the one whose address it bears; broadcasts to all.
 *
 * In mode `bridge` they reach each other directly, in `private` never, in `vepa` only by way of the switch outside, in
 * `passthru` there is one and it takes everything. In no mode does the lower device itself reach them. Left out: `source`
 * mode, macvtap, broadcast queues.
 */
import { isGroupMac, type Mac } from '../../net/address/mac.ts';
import { NetDevice } from '../device/device.ts';
import { handOver, leavePort, type UpperDevices } from '../device/upper.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';

export type MacvlanMode = 'private' | 'vepa' | 'bridge' | 'passthru';

export class Macvlan extends NetDevice {
  readonly kind = 'macvlan';
  readonly lower: NetDevice;
  mode: MacvlanMode = 'vepa';

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

  /** macvlan_start_xmit */
  protected send(skb: PacketBuffer): void {
    const siblings = this.lower.uppers;
    if (this.mode === 'bridge' && siblings instanceof MacvlanPort) {
      if (isGroupMac(skb.destination)) siblings.broadcast(skb, this);
      else {
        const sibling = siblings.find(skb.destination);
        if (sibling?.mode === 'bridge' && sibling.up) {
          handOver(sibling, skb);
          return;
        }
      }
    }
    this.lower.transmit(skb);
  }
}

/** The macvlans of one device (struct macvlan_port). */
export class MacvlanPort implements UpperDevices {
  readonly devices: Macvlan[] = [];

  find(mac: Mac): Macvlan | undefined {
    return this.devices.find((device) => device.mac === mac);
  }

  /** macvlan_broadcast: to those that talk to each other. @param from undefined for a frame from outside */
  broadcast(skb: PacketBuffer, from: Macvlan | undefined): void {
    for (const device of this.devices)
      if (device !== from && device.up && (from === undefined || device.mode === 'bridge')) {
        handOver(device, skb.clone());
      }
  }

  /** macvlan_handle_frame */
  takes(skb: PacketBuffer): boolean {
    const [only] = this.devices;
    if (isGroupMac(skb.destination)) {
      const source = this.find(skb.source);
      // A frame of its own that comes back from outside is for the others (vepa), or for nobody.
      if (source === undefined || source.mode === 'vepa') this.broadcast(skb, source);
      return only?.mode === 'passthru';
    }
    const device = only?.mode === 'passthru' ? only : this.find(skb.destination);
    if (device === undefined) return false;
    if (device.up) device.receive(skb);
    return true;
  }
}
