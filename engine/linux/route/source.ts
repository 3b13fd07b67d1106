/**
 * Which of its addresses a host uses towards a peer (inet_select_addr, net/ipv4/devinet.c).
 */
import type { Address } from '../../net/address/address.ts';
import type { NetDevice } from '../device/device.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { type RouteScope, scopeNumber } from './route.ts';

/**
 * @param destination an address of the same subnet is preferred
 * @param scope the narrowest scope that will do
 */
export function selectAddress(
  namespace: NetworkNamespace,
  device: NetDevice,
  destination: Address | undefined,
  scope: RouteScope,
): Address | undefined {
  const localnet = Math.max(
    namespace.sysctl.number(`net.ipv4.conf.${device.name}.route_localnet`),
    namespace.sysctl.number('net.ipv4.conf.all.route_localnet'),
  );
  const narrowest = localnet > 0 ? scopeNumber.link : scopeNumber.host;
  let first: Address | undefined;
  for (const own of device.addresses) {
    if (own.prefix.family !== 4 || own.secondary) continue;
    if (Math.min(scopeNumber[own.scope], narrowest) > scopeNumber[scope]) continue;
    if (destination === undefined || own.prefix.contains(destination)) return own.prefix.address;
    first ??= own.prefix.address;
  }
  if (first !== undefined) return first;
  for (const other of namespace.devices.list())
    for (const own of other.addresses) {
      if (own.prefix.family !== 4 || own.secondary || own.scope === 'link') continue;
      if (scopeNumber[own.scope] <= scopeNumber[scope]) return own.prefix.address;
    }
  return undefined;
}
