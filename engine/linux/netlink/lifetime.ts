/**
 * Addresses that do not last (check_lifetime, net/ipv4/devinet.c; addrconf_verify, net/ipv6/addrconf.c): after the
 * preferred time an address is deprecated, after the valid time it is gone, with the routes it brought.
 *
 * The kernel looks at them at rounded times, so that an address outlives its time by up to half a second; here it does not.
 */
import { second } from '../../clock/clock.ts';
import type { Prefix } from '../../net/address/prefix.ts';
import type { InterfaceAddress, NetDevice } from '../device/device.ts';
import { type Lifetime, removeAddress, untilOf } from './address.ts';
import { tellAddress } from './notify.ts';

/** From now on; replaces what was said before. */
export function setLifetime(device: NetDevice, prefix: Prefix, lifetime: Lifetime): void {
  const at = device.addresses.findIndex((own) => own.prefix.equals(prefix));
  const own = device.addresses[at];
  if (own === undefined) return;
  const changed: InterfaceAddress = { ...own, ...untilOf(device, lifetime) };
  device.addresses[at] = changed;
  tellAddress(device, changed);
  endLater(device, changed);
}

/** An address that does not last goes when its time is over. */
export function endLater(device: NetDevice, { prefix, validUntil }: InterfaceAddress): void {
  if (validUntil === undefined) return;
  const { clock } = device.namespace.environment;
  clock.at(validUntil, () => {
    const known = device.addresses.find((one) => one.prefix.equals(prefix));
    if (known?.validUntil !== undefined && known.validUntil <= clock.now) removeAddress(device, prefix);
  });
}

/** Whole seconds that are left; undefined: for ever. */
export function secondsLeft(device: NetDevice, until: number | undefined): number | undefined {
  if (until === undefined) return undefined;
  return Math.max(0, Math.ceil((until - device.namespace.environment.clock.now) / second));
}
