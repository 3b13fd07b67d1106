/**
 * Telling a sender what went wrong (__icmp_send, net/ipv4/icmp.c; RFC 1122 section 3.2.2, RFC 1812 section 4.3).
 *
 * The source address is that of the way back to the sender, not of the device the packet came in by (unless
 * icmp_errors_use_inbound_ifaddr says so), unless the packet was for this very host.
 */
import { millisecond } from '../../clock/clock.ts';
import type { Ipv4 } from '../../net/packet/ipv4.ts';
import { ipv4 } from '../../net/packet/ipv4.ts';
import { icmpTypeNumber, type IcmpError } from '../../net/packet/transport.ts';
import { attachRelated } from '../netfilter/conntrack/attach.ts';
import type { IcmpLock } from '../ip/icmp-lock.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { selectAddress } from '../route/source.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import { echoOptions } from './options.ts';
import type { RateLimit } from './rate-limit.ts';

/** The kinds of error a host sends. */
export type ErrorType = IcmpError['type'];

export function createIcmpError(
  namespace: NetworkNamespace,
  limit: RateLimit,
  lock: IcmpLock,
): (skb: PacketBuffer, type: ErrorType, code: number, rest?: number) => void {
  const { sysctl } = namespace;

  return function sendError(skb: PacketBuffer, type: ErrorType, code: number, rest = 0): void {
    const { packet } = skb;
    if (packet.kind !== 'ipv4' || !mayComplain(skb, packet)) return;
    const toThisHost = skb.route?.type === 'local' && skb.inputDevice !== undefined;
    const tos = (packet.tos & 0x1e) | 0xc0;
    const input = skb.inputDevice;
    const inbound = input !== undefined && sysctl.number('net.ipv4.icmp_errors_use_inbound_ifaddr') > 0;
    const own = toThisHost
      ? packet.destination
      : inbound
        ? selectAddress(namespace, input, packet.source, 'link')
        : undefined;
    const route = namespace.ipv4.routeOutput({
      destination: packet.source,
      source: own,
      mark: sysctl.number('net.ipv4.fwmark_reflect') > 0 ? skb.mark : 0,
      tos: packet.tos & 0x1c,
      protocol: 1,
    });
    if (route.kind === 'failure' || !allowed(packet, type, code, route.device.kind === 'loopback')) return;
    const error: IcmpError = { kind: 'icmp', type, code, rest, quoted: packet };
    lock.run(() =>
      namespace.ipv4.send({
        packet: ipv4({
          source: own ?? route.source,
          destination: packet.source,
          tos,
          ttl: sysctl.number('net.ipv4.ip_default_ttl'),
          id: namespace.ipv4.automaticId(packet.source),
          options: packet.options.length === 0 ? packet.options : echoOptions(packet.options),
          payload: error,
        }),
        route,
        cause: skb.id,
        conntrack: attachRelated(skb.conntrack),
      }),
    );
  };

  /** No errors about errors, broadcasts, later fragments, or senders that are nobody. */
  function mayComplain(skb: PacketBuffer, packet: Ipv4): boolean {
    if (skb.type !== 'host' && skb.type !== 'outgoing') return false;
    if (skb.route?.type === 'broadcast' || skb.route?.type === 'multicast') return false;
    if (packet.fragmentOffset > 0) return false;
    if (packet.source.isUnspecified || packet.source.isMulticast) return false;
    const { payload } = packet;
    return payload.kind !== 'icmp' || !('quoted' in payload);
  }

  function allowed(packet: Ipv4, type: ErrorType, code: number, loopback: boolean): boolean {
    const number = icmpTypeNumber[type];
    const masked = ((sysctl.number('net.ipv4.icmp_ratemask') >>> number) & 1) === 1;
    if (!masked || (number === 3 && code === 4) || loopback) return true;
    const perSecond = sysctl.number('net.ipv4.icmp_msgs_per_sec');
    const interval = sysctl.number('net.ipv4.icmp_ratelimit') * millisecond;
    if (!limit.allowGlobal(perSecond, sysctl.number('net.ipv4.icmp_msgs_burst'))) {
      namespace.snmp.icmp.OutRateLimitGlobal++;
      return false;
    }
    const isAllowed = limit.allowIcmp(packet.source, interval);
    if (!isAllowed) namespace.snmp.icmp.OutRateLimitHost++;
    return isAllowed;
  }
}
