/**
 * Telling a sender what went wrong (icmp6_send, net/ipv6/icmp.c; RFC 4443 section 2.4). The source is the address the
 * packet was sent to, when it is this host's; else that of the way back.
 */
import { millisecond } from '../../clock/clock.ts';
import { ipv6, type Ipv6 } from '../../net/packet/ipv6.ts';
import { icmpv6TypeNumber, type Icmpv6 } from '../../net/packet/transport.ts';
import type { RateLimit } from '../ipv4/rate-limit.ts';
import { attachRelated } from '../netfilter/conntrack/attach.ts';
import type { IcmpLock } from '../ip/icmp-lock.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { RouteResult } from '../route/result.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import type { Icmpv6ErrorType } from './stack.ts';

/** RFC 8200 section 5: every link takes as much. */
export const leastMtu = 1280;

export function createIcmpError(
  namespace: NetworkNamespace,
  limit: RateLimit,
  lock: IcmpLock,
): (skb: PacketBuffer, type: Icmpv6ErrorType, code: number, rest?: number) => void {
  const { sysctl } = namespace;

  return function sendError(skb, type, code, rest = 0): void {
    const { packet } = skb;
    if (packet.kind !== 'ipv6' || !mayComplain(skb, packet, type)) return;
    const own = namespace.ipv6.isLocal(packet.destination) ? packet.destination : undefined;
    const near = packet.source.isLinkLocal ? (skb.inputDevice ?? skb.device) : undefined;
    const route = namespace.ipv6.routeOutput({ destination: packet.source, source: own, output: near });
    if (route.kind === 'failure' || !allowed(packet, type, route)) return;
    const payload: Icmpv6 = { kind: 'icmpv6', type, code, rest, quoted: packet };
    lock.run(() =>
      namespace.ipv6.send({
        packet: ipv6({
          source: own ?? route.source,
          destination: packet.source,
          hopLimit: hopLimit(namespace, route),
          payload,
        }),
        route,
        cause: skb.id,
        conntrack: attachRelated(skb.conntrack),
      }),
    );
  };

  /** No errors about errors, to nobody, or about what was for many (but for its size); unlike IPv4's, also about any fragment. */
  function mayComplain(skb: PacketBuffer, packet: Ipv6, type: Icmpv6ErrorType): boolean {
    const { source, destination, payload } = packet;
    if (source.isUnspecified || source.isMulticast) return false;
    const toMany = destination.isMulticast || (skb.type !== 'host' && skb.type !== 'outgoing');
    if (toMany && type !== 'packetTooBig') return false;
    return payload.kind !== 'icmpv6' || !('quoted' in payload);
  }

  /** icmpv6_xrlim_allow: wider routes may carry more. */
  function allowed(packet: Ipv6, type: Icmpv6ErrorType, route: RouteResult): boolean {
    if (!isLimited(icmpv6TypeNumber[type]) || route.device.kind === 'loopback') return true;
    const perSecond = sysctl.number('net.ipv4.icmp_msgs_per_sec');
    if (!limit.allowGlobal(perSecond, sysctl.number('net.ipv4.icmp_msgs_burst'))) return false;
    const milliseconds = sysctl.number('net.ipv6.icmp.ratelimit');
    const { length } = route.route.destination;
    const interval = length < 128 ? milliseconds >> ((128 - length) >> 5) : milliseconds;
    const isAllowed = limit.allowIcmp(packet.source, interval * millisecond);
    if (!isAllowed) namespace.snmp.icmp6.OutRateLimitHost++;
    return isAllowed;
  }

  /** net.ipv6.icmp.ratemask: `0-1,3-127`. */
  function isLimited(type: number): boolean {
    const mask = String(sysctl.get('net.ipv6.icmp.ratemask') ?? '');
    return mask.split(',').some((span) => {
      const [low = -1, high = low] = span.split('-').map(Number);
      return type >= low && type <= high;
    });
  }
}

/** ip6_dst_hoplimit */
export function hopLimit(namespace: NetworkNamespace, route: RouteResult): number {
  return namespace.sysctl.number(`net.ipv6.conf.${route.device.name}.hop_limit`);
}
