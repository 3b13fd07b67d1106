/**
 * ICMP redirects (RFC 1122 section 3.2.2.2, RFC 1812 section 5.2.7.2): a router tells a host of the shorter way on its own
 * link (ip_rt_send_redirect), and a host believes it or not (__ip_do_redirect; net/ipv4/route.c).
 */
import { Address } from '../../net/address/address.ts';
import type { Ipv4 } from '../../net/packet/ipv4.ts';
import type { IcmpError } from '../../net/packet/transport.ts';
import type { NetDevice } from '../device/device.ts';
import { note } from '../journey/note.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { redirectLifetime } from '../route/exceptions.ts';
import type { RouteResult } from '../route/result.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import type { RateLimit } from './rate-limit.ts';

export function createSendRedirect(
  namespace: NetworkNamespace,
  limit: RateLimit,
): (skb: PacketBuffer, route: RouteResult) => void {
  return (skb, route) => {
    if (skb.packet.kind !== 'ipv4' || !limit.allowRedirect(skb.packet.source)) return;
    const gateway = route.gateway ?? skb.packet.destination;
    if (namespace.environment.journeys.recording)
      note(namespace, skb, {
        decision: 'answer',
        layer: 'network',
        direction: 'through',
        sentence: `It leaves by the device it came in by: ${skb.packet.source.text} is told that ${gateway.text} is nearer (redirect).`,
      });
    namespace.ipv4.sendError(skb, 'redirect', 1, gateway.bits);
  };
}

/** Take another gateway for one destination. Its neighbour entry has to be there first: else ARP asks, and the next redirect counts. */
export function takeRedirect(
  namespace: NetworkNamespace,
  skb: PacketBuffer,
  from: Address,
  message: IcmpError,
  quoted: Ipv4,
): void {
  const { device } = skb;
  const { ipv4, neighbours, routes, environment } = namespace;
  const gateway = Address.v4(message.rest);
  const { source, destination, tos } = quoted;
  const way = ipv4.routeOutput({ destination, source, tos: tos & 0x1c });
  if (device === undefined || message.code > 3 || way.kind === 'failure' || way.gateway !== from) return;
  if (gateway === from || !believes(namespace, device, gateway, from)) return;
  const neighbour = neighbours.lookupOrCreate(way.device, gateway);
  if (!neighbour.isValid) {
    neighbours.resolve(neighbour);
    return;
  }
  const found = routes.lookup({
    source,
    destination,
    mark: 0,
    tos: tos & 0x1c,
    input: 'lo',
    output: undefined,
  });
  if (typeof found !== 'object' || found.nexthop === undefined) return;
  ipv4.exceptions.learn(found.nexthop, destination, { gateway }, environment.clock.now + redirectLifetime);
}

function believes(namespace: NetworkNamespace, device: NetDevice, gateway: Address, from: Address): boolean {
  const own = (name: string) => namespace.sysctl.number(`net.ipv4.conf.${device.name}.${name}`) > 0;
  const all = (name: string) => namespace.sysctl.number(`net.ipv4.conf.all.${name}`) > 0;
  const either = (name: string) => own(name) || all(name);
  const accepts = device.settings.forwarding
    ? own('accept_redirects') && all('accept_redirects')
    : either('accept_redirects');
  if (!accepts || gateway.isMulticast || gateway.isLimitedBroadcast || gateway.isUnspecified) return false;
  if (either('shared_media')) return namespace.ipv4.addressType(gateway) === 'unicast';
  const onLink = device.addresses.some(
    ({ prefix, secondary }) => !secondary && prefix.contains(gateway) && prefix.contains(from),
  );
  return onLink && !(either('secure_redirects') && !isKnownGateway(namespace, device, gateway));
}

/** ip_fib_check_default: is it a gateway that a route names? Only such a one is secure. */
function isKnownGateway(namespace: NetworkNamespace, device: NetDevice, gateway: Address): boolean {
  return namespace.routes
    .tables()
    .some((table) =>
      table
        .list()
        .some((route) => route.nexthops.some((hop) => hop.device === device && hop.gateway === gateway)),
    );
}
