/**
 * Addresses that do not last (check_lifetime, net/ipv4/devinet.c; addrconf_verify, net/ipv6/addrconf.c): after the
 * preferred time an address is deprecated, after the valid time it is gone, with the routes it brought.
 *
 * The kernel looks at them at rounded times, so that an address outlives its time by up to half a second; here it does not.
 */
import { second } from '../../clock/clock.ts';
import type { Prefix } from '../../net/address/prefix.ts';
import type { InterfaceAddress, NetDevice } from '../device/device.ts';
import { removeAddress } from './address.ts';

/** Seconds; undefined: for ever. */
export interface Lifetime {
  readonly valid: number | undefined;
  readonly preferred: number | undefined;
}

/** From now on; replaces what was said before. */
export function setLifetime(device: NetDevice, prefix: Prefix, { valid, preferred }: Lifetime): void {
  const at = device.addresses.findIndex((own) => own.prefix.equals(prefix));
  const own = device.addresses[at];
  if (own === undefined) return;
  const { clock } = device.namespace.environment;
  const until = (seconds: number | undefined) =>
    seconds === undefined ? undefined : clock.now + seconds * second;
  const changed: InterfaceAddress = { ...own, validUntil: until(valid), preferredUntil: until(preferred) };
  device.addresses[at] = changed;
  if (changed.validUntil === undefined) return;
  clock.at(changed.validUntil, () => {
    const known = device.addresses.find((one) => one.prefix.equals(prefix));
    if (known?.validUntil !== undefined && known.validUntil <= clock.now) removeAddress(device, prefix);
  });
}

/** Whole seconds that are left; undefined: for ever. */
export function secondsLeft(device: NetDevice, until: number | undefined): number | undefined {
  if (until === undefined) return undefined;
  return Math.max(0, Math.ceil((until - device.namespace.environment.clock.now) / second));
}
