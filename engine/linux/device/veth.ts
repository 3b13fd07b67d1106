/**
 * A pair of virtual Ethernet devices (drivers/net/veth.c, veth(4)): what one end sends the other receives. Between two
 * machines the pair stands for their cable.
 */
import type { Time } from '../../clock/clock.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import { NetDevice } from './device.ts';
import { noteTooLong, vlanHeader } from './too-long.ts';

export class Veth extends NetDevice {
  readonly kind = 'veth';
  /** The other end; undefined once it was deleted. */
  peer: Veth | undefined;
  /** Microseconds from end to end. */
  latency: Time = 5;

  get carrier(): boolean {
    return this.up && this.peer?.up === true;
  }

  override get linked(): NetDevice | undefined {
    return this.peer;
  }

  protected send(skb: PacketBuffer): void {
    const { peer } = this;
    if (peer?.up !== true) {
      this.statistics.txDropped++;
      return;
    }
    if (skb.length > peer.mtu + vlanHeader) {
      this.statistics.txDropped++;
      peer.statistics.rxDropped++;
      if (this.namespace.environment.journeys.recording) noteTooLong(this, skb, peer.mtu);
      return;
    }
    if (peer.namespace === this.namespace) forgetWay(skb);
    else forgetKernel(skb);
    if (peer.namespace.machine !== this.namespace.machine) skb.confirmsNeighbour = false;
    this.namespace.environment.clock.after(this.latency, arrive, skb);
  }
}

function arrive(skb: PacketBuffer): void {
  if (skb.device instanceof Veth) skb.device.peer?.receive(skb);
}

/** Crossing to another namespace leaves behind what this kernel knew of the packet (skb_scrub_packet). */
export function forgetKernel(skb: PacketBuffer): void {
  forgetWay(skb);
  skb.mark = 0;
  skb.socket = undefined;
}

/** What is left behind even between two devices of one namespace; marks are not. */
function forgetWay(skb: PacketBuffer): void {
  skb.conntrack = undefined;
  skb.route = undefined;
  skb.traced = false;
  skb.bridge = undefined;
  skb.inputDevice = undefined;
  skb.ignoreDontFragment = false;
  skb.fragmentSize = 0;
}
