/**
 * Devices that stand on top of another one and look at what it receives before anybody else does (rx_handler_register,
 * net/core/dev.c): macvlan and ipvlan. A bridge port is its own case: see bridge/.
 *
 * A device has one kind of them at a time.
 */
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import type { NetDevice } from './device.ts';
import { forgetKernel } from './veth.ts';

export interface UpperDevices {
  readonly devices: readonly NetDevice[];
  /** @returns whether the frame was for one of them alone */
  takes(skb: PacketBuffer): boolean;
}

/** A device that is removed leaves its lower device, which has one less on top of it. */
export function leavePort(device: NetDevice, lower: NetDevice): void {
  const devices = lower.uppers?.devices as NetDevice[] | undefined;
  devices?.splice(devices.indexOf(device), 1);
  if (devices?.length === 0) lower.uppers = undefined;
}

/** Microseconds from one to its neighbour on the same lower device. */
const latency = 5;

/** dev_forward_skb, netif_rx: the other takes it a moment later, as from a cable. */
export function handOver(device: NetDevice, skb: PacketBuffer): void {
  forgetKernel(skb);
  device.namespace.environment.clock.after(latency, () => {
    if (device.up) device.receive(skb);
  });
}
