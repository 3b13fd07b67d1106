/**
 * What every new device has, and what making one refuses, whatever its kind (rtnl_newlink, rtnl_create_link;
 * net/core/rtnetlink.c, and register_netdevice; net/core/dev.c).
 */
import { isGroupMac, type Mac, macFromBytes, zeroMac } from '../../net/address/mac.ts';
import type { Provenance } from '../journey/event.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { netlinkError, type NetlinkError } from './error.ts';

export interface LinkOptions {
  readonly mac?: Mac | undefined;
  readonly mtu?: number | undefined;
  readonly index?: number | undefined;
  readonly provenance?: Provenance | undefined;
}

/** eth_hw_addr_random: locally administered, not a group. */
export function randomMac(namespace: NetworkNamespace): Mac {
  const { random } = namespace.environment;
  const bytes = Array.from({ length: 6 }, () => random.integer(0, 255));
  bytes[0] = ((bytes[0] ?? 0) & 0xfe) | 2;
  return macFromBytes(bytes);
}

export function common(namespace: NetworkNamespace, name: string, options: LinkOptions, mtu: number) {
  return {
    namespace,
    index: options.index ?? namespace.devices.nextIndex(),
    name,
    mac: options.mac ?? randomMac(namespace),
    mtu: options.mtu ?? mtu,
    provenance: options.provenance,
  };
}

/** dev_valid_name */
function isValidName(name: string): boolean {
  return name !== '' && name.length < 16 && name !== '.' && name !== '..' && !/[/:\s%]/.test(name);
}

/** What rtnl_newlink and register_netdevice refuse. @param most the largest MTU */
export function refusal(
  namespace: NetworkNamespace,
  name: string,
  { mac, mtu, index }: LinkOptions,
  least = 68,
  most = 65_535,
): NetlinkError | undefined {
  const { devices } = namespace;
  if (devices.get(name) !== undefined) return netlinkError('EEXIST');
  if (mac !== undefined) {
    if (mac.length !== 17) return netlinkError('EINVAL');
    if (isGroupMac(mac) || mac === zeroMac) return netlinkError('EADDRNOTAVAIL');
  }
  if (mtu !== undefined && most > 0) {
    if (mtu < least) return netlinkError('EINVAL', 'mtu less than device minimum.');
    if (mtu > most) return netlinkError('EINVAL', 'mtu greater than device maximum.');
  }
  if (!isValidName(name)) return netlinkError('EINVAL');
  if (index !== undefined && devices.byIndex(index) !== undefined) return netlinkError('EEXIST');
  return undefined;
}
