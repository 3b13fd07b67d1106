/**
 * Is an ARP request answered, and in whose name (arp_process, arp_ignore, arp_filter, arp_fwd_proxy, arp_fwd_pvlan;
 * net/ipv4/arp.c; the parameters arp_ignore, arp_filter, proxy_arp, proxy_arp_pvlan, medium_id of ip-sysctl.rst)?
 */
import type { Address } from '../../net/address/address.ts';
import type { Arp } from '../../net/packet/arp.ts';
import type { InterfaceAddress, NetDevice } from '../device/device.ts';
import { logMartian } from '../ipv4/martian.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { RouteResult } from '../route/result.ts';
import { scopeNumber } from '../route/route.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';

/** The larger of the device's value and that of `all` (IN_DEV_MAXCONF). */
export function either(namespace: NetworkNamespace, device: NetDevice, name: string): number {
  const { sysctl } = namespace;
  return Math.max(
    sysctl.number(`net.ipv4.conf.${device.name}.${name}`),
    sysctl.number(`net.ipv4.conf.all.${name}`),
  );
}

/** inet_addr_onlink: in a subnet of the device, both in the same one. */
export function isOnLink(device: NetDevice, one: Address, other?: Address): boolean {
  return device.addresses.some(
    ({ prefix, peer, secondary }) =>
      !secondary &&
      (peer ?? prefix).contains(one) &&
      (other === undefined || (peer ?? prefix).contains(other)),
  );
}

/** `foreign`: not for this host to answer, but perhaps to learn from; `silent`: neither. */
export type ArpAnswer = 'own' | 'proxy' | 'silent' | 'foreign';

export function answers(
  namespace: NetworkNamespace,
  skb: PacketBuffer,
  device: NetDevice,
  { operation, senderAddress, targetAddress }: Arp,
): ArpAnswer {
  const { ipv4 } = namespace;
  if (senderAddress.isUnspecified) {
    // Somebody checks whether the address is free (RFC 5227 section 2.1.1).
    const taken =
      operation === 'request' &&
      ipv4.isLocal(targetAddress) &&
      !ignores(namespace, device, senderAddress, targetAddress);
    return taken ? 'own' : 'silent';
  }
  if (operation !== 'request') return 'foreign';
  const route = ipv4.routeFrom({
    device,
    source: senderAddress,
    destination: targetAddress,
    mark: 0,
    tos: 0,
    packet: undefined,
  });
  if (route.kind === 'failure') {
    logMartian(namespace, skb, route, senderAddress, targetAddress);
    return 'foreign';
  }
  if (route.type === 'local') {
    if (ignores(namespace, device, senderAddress, targetAddress)) return 'silent';
    return filters(namespace, device, senderAddress, targetAddress) ? 'silent' : 'own';
  }
  if (!device.settings.forwarding || route.type !== 'unicast' || skb.type === 'otherhost') return 'foreign';
  return proxies(namespace, device, route, senderAddress, targetAddress) ? 'proxy' : 'foreign';
}

/** arp_ignore */
function ignores(namespace: NetworkNamespace, device: NetDevice, sender: Address, target: Address): boolean {
  switch (either(namespace, device, 'arp_ignore')) {
    case 1:
      return !confirms(device, undefined, target, 'host');
    case 2:
      return !confirms(device, sender.isUnspecified ? undefined : sender, target, 'host');
    case 3:
      return !namespace.devices.list().some((one) => confirms(one, undefined, target, 'link'));
    case 8:
      return true;
    default:
      return false;
  }
}

/** confirm_addr_indev: the device has `local`, not narrower than `scope`, and a subnet with `local` and `peer` in it. */
function confirms(
  device: NetDevice,
  peer: Address | undefined,
  local: Address,
  scope: 'host' | 'link',
): boolean {
  const narrowest = device.settings.routeLocalnet ? scopeNumber.link : scopeNumber.host;
  const subnet = (own: InterfaceAddress) => own.peer ?? own.prefix;
  const has = device.addresses.some(
    (own) =>
      own.prefix.address === local && Math.min(scopeNumber[own.scope], narrowest) <= scopeNumber[scope],
  );
  return (
    has &&
    device.addresses.some(
      (own) => subnet(own).contains(local) && (peer === undefined || subnet(own).contains(peer)),
    )
  );
}

/** arp_filter: an answer would leave by another device. */
function filters(namespace: NetworkNamespace, device: NetDevice, sender: Address, target: Address): boolean {
  const { sysctl, ipv4 } = namespace;
  const filter = (name: string) => sysctl.number(`net.ipv4.conf.${name}.arp_filter`) > 0;
  if (!filter(device.name) && !filter('all')) return false;
  const way = ipv4.routeOutput({ destination: sender, source: target });
  return way.kind === 'failure' || way.device !== device;
}

/** arp_fwd_proxy, arp_fwd_pvlan, and the addresses of `ip neigh add proxy`. */
function proxies(
  namespace: NetworkNamespace,
  device: NetDevice,
  route: RouteResult,
  sender: Address,
  target: Address,
): boolean {
  const own = (name: string, of = device) => namespace.sysctl.number(`net.ipv4.conf.${of.name}.${name}`);
  if (route.device === device) return sender !== target && own('proxy_arp_pvlan') > 0;
  if (namespace.neighbours.isProxy(target, device)) return true;
  if (either(namespace, device, 'proxy_arp') === 0) return false;
  const medium = own('medium_id');
  if (medium <= 0) return medium === 0;
  const other = own('medium_id', route.device);
  return other !== medium && other !== -1;
}
