/**
 * Which device arping asks on: the one that is named, or the one on the way (guess_device, check_ifflags of iputils'
 * arping.c).
 */
import type { Address } from '../../net/address/address.ts';
import type { NetDevice } from '../../linux/device/device.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';

function isArpable(device: NetDevice): boolean {
  return device.kind !== 'loopback' && device.isBroadcast && !device.isNoArp;
}

export interface NoDevice {
  readonly status: number;
  /** Whole lines. */
  readonly text: string;
  readonly onOutput: boolean;
  /** It can do no ARP: nobody can have a duplicate on it. */
  readonly unusable: boolean;
}

/** @param target by the way to it where no device is named (guess_device) */
export function arpingDevice(
  place: NetworkNamespace,
  named: string | undefined,
  target: Address,
): NetDevice | NoDevice {
  const fail = (status: number, text: string, onOutput = false, unusable = false): NoDevice => ({
    status,
    text: `${text}\n`,
    onOutput,
    unusable,
  });
  let name = named;
  if (name === undefined) {
    const way = place.ipv4.routeOutput({ destination: target });
    if (way.kind === 'failure') return fail(1, 'arping: NETLINK_ROUTE unexpected iov element');
    name = way.device.name;
  }
  const device = place.devices.get(name);
  if (device === undefined) return fail(2, `arping: Device ${name} not available.`);
  if (!device.up) return fail(2, `Interface "${name}" is down`, true);
  if (!isArpable(device)) return fail(2, `Interface "${name}" is not ARPable`, true, true);
  return device;
}
