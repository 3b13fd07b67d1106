/**
 * ICMPv6 messages for this host (icmpv6_rcv, net/ipv6/icmp.c): echo is answered, errors go to the socket whose packet
 * they quote, neighbour discovery to its own file.
 *
 * Left out: multicast listener queries, node information.
 */
import { opened } from '../../net/fragment/first.ts';
import { second } from '../../clock/clock.ts';
import { ipv6, type Ipv6 } from '../../net/packet/ipv6.ts';
import type { Icmpv6Echo, Icmpv6Error } from '../../net/packet/transport.ts';
import { note } from '../journey/note.ts';
import type { IcmpLock } from '../ip/icmp-lock.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { countIcmp } from '../namespace/snmp.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import { hopLimit, leastMtu } from './icmp-error.ts';

export function createIcmpReceive(namespace: NetworkNamespace, lock: IcmpLock): (skb: PacketBuffer) => void {
  const { environment, sysctl } = namespace;

  return function receiveIcmp(skb: PacketBuffer): void {
    const { packet } = skb;
    if (packet.kind !== 'ipv6' || packet.payload.kind !== 'icmpv6') return;
    const message = packet.payload;
    countIcmp(namespace.snmp.icmp6.in, message);
    namespace.sockets.deliverIcmp(skb, message);
    if ('quoted' in message) takeError(skb, message);
    else if ('target' in message) namespace.ipv6.discovery.receive(skb, packet, message);
    else if (message.type === 'echoRequest') answer(skb, packet, message);
  };

  /** icmpv6_echo_reply */
  function answer(skb: PacketBuffer, packet: Ipv6, request: Icmpv6Echo): void {
    if (sysctl.number('net.ipv6.icmp.echo_ignore_all') > 0) return;
    const { destination, source } = packet;
    if (destination.isMulticast && sysctl.number('net.ipv6.icmp.echo_ignore_multicast') > 0) return;
    if (environment.journeys.recording)
      note(namespace, skb, {
        decision: 'answer',
        layer: 'transport',
        direction: 'in',
        sentence: `The kernel answers the echo request itself; no program is asked.`,
      });
    const own = skb.route?.route.type === 'local' ? destination : undefined;
    const near = source.isLinkLocal ? skb.inputDevice : undefined;
    const route = namespace.ipv6.routeOutput({ destination: source, source: own, output: near });
    if (route.kind === 'failure') return;
    lock.run(() =>
      namespace.ipv6.send({
        packet: ipv6({
          source: own ?? route.source,
          destination: source,
          hopLimit: hopLimit(namespace, route),
          trafficClass: packet.trafficClass,
          payload: { ...request, type: 'echoReply' },
        }),
        route,
        cause: skb.id,
        ignoreDontFragment: true,
      }),
    );
  }

  function takeError(skb: PacketBuffer, message: Icmpv6Error): void {
    const { quoted } = message;
    if (quoted.kind !== 'ipv6') return;
    if (message.type === 'packetTooBig') learnMtu(quoted, message.rest);
    namespace.sockets.deliverError(opened(quoted), message, skb);
  }

  /** ip6_update_pmtu */
  function learnMtu({ destination, source }: Ipv6, told: number): void {
    const { ipv6: stack } = namespace;
    const route = stack.routeOutput({ destination, source });
    const mtu = Math.max(told, leastMtu);
    const nexthop = route.kind === 'route' && route.type === 'unicast' ? route.route.nexthops[0] : undefined;
    if (nexthop === undefined || route.kind === 'failure' || mtu >= route.mtu) return;
    const lifetime = sysctl.number('net.ipv6.route.mtu_expires') * second;
    stack.exceptions.learn(nexthop, destination, { mtu }, environment.clock.now + lifetime);
  }
}
