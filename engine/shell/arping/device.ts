/**
 * Which device arping asks on: the one that is named, or the only one that could do (find_device, check_ifflags of
 * iputils' arping.c).
 */
import type { NetDevice } from '../../linux/device/device.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';

function isArpable(device: NetDevice): boolean {
  return device.kind !== 'loopback' && device.isBroadcast && !device.isNoArp;
}

/** @returns what is wrong, a whole line */
export function arpingDevice(place: NetworkNamespace, name: string | undefined): NetDevice | string {
  if (name === undefined) {
    const suitable = place.devices
      .list()
      .filter((device) => device.up && isArpable(device) && device.addresses.length > 0);
    const [device] = suitable;
    if (device === undefined || suitable.length > 1)
      return 'arping: Suitable device could not be determined. Please, use option -I.\n';
    return device;
  }
  const device = place.devices.get(name);
  if (device === undefined) return `arping: Device ${name} not available.\n`;
  if (!device.up) return `Interface "${name}" is down\n`;
  if (!isArpable(device)) return `Interface "${name}" is not ARPable\n`;
  return device;
}
