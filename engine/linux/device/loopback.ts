/**
 * The loopback device (drivers/net/loopback.c): what is sent comes in again, at once, on the same device.
 */
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { zeroMac } from '../../net/address/mac.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import { NetDevice } from './device.ts';

/** Microseconds from sending to receiving. */
const latency = 10;

export class Loopback extends NetDevice {
  readonly kind = 'loopback';

  constructor(namespace: NetworkNamespace) {
    super({ namespace, index: 1, name: 'lo', mac: zeroMac, mtu: 65_536 });
  }

  get carrier(): boolean {
    return this.up;
  }

  override get isNoArp(): boolean {
    return true;
  }

  override get mtuLimits(): { readonly least: number; readonly most: number } {
    return { least: 0, most: 0 };
  }

  override get isBroadcast(): boolean {
    return false;
  }

  /** loopback_xmit counts what is left when the header is off. */
  protected override lengthOf(skb: PacketBuffer): number {
    return skb.length;
  }

  protected send(skb: PacketBuffer): void {
    skb.inputDevice = undefined;
    this.namespace.environment.clock.after(latency, () => {
      this.receive(skb);
    });
  }
}
