/**
 * TUN and TAP devices that stay without a program (TUNSETIFF and TUNSETPERSIST; drivers/net/tun.c), as `ip tuntap` makes
 * and removes them.
 */
import { zeroMac } from '../../net/address/mac.ts';
import { Tun, type TunSettings } from '../device/tun.ts';
import type { Errno } from '../errno.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { removeLink } from './link-change.ts';
import { common, randomMac } from './new-link.ts';

/** @returns EBUSY when there is a device of that name */
export function addTun(namespace: NetworkNamespace, name: string, settings: TunSettings): Errno | undefined {
  if (namespace.devices.get(name) !== undefined) return 'EBUSY';
  const mac = settings.mode === 'tap' ? randomMac(namespace) : zeroMac;
  namespace.devices.add(new Tun(common(namespace, name, { mac }, 1500), settings));
  return undefined;
}

/** One that there is not is made and goes at once. */
export function removeTun(
  namespace: NetworkNamespace,
  name: string,
  settings: TunSettings,
): Errno | undefined {
  if (namespace.devices.get(name) === undefined) addTun(namespace, name, settings);
  const device = namespace.devices.get(name);
  if (!(device instanceof Tun) || device.isTap !== (settings.mode === 'tap')) return 'EINVAL';
  removeLink(device);
  return undefined;
}
