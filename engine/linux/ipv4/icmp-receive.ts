/**
 * ICMP messages for this host (icmp_rcv, net/ipv4/icmp.c; RFC 792, RFC 1122 section 3.2.2): echo is answered, errors go
 * to the socket whose packet they quote, and teach the routes a smaller MTU or another gateway.
 */
import { second } from '../../clock/clock.ts';
import { opened } from '../../net/fragment/first.ts';
import type { Ipv4 } from '../../net/packet/ipv4.ts';
import type { IcmpEcho, IcmpError } from '../../net/packet/transport.ts';
import { note } from '../journey/note.ts';
import type { IcmpLock } from '../ip/icmp-lock.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { countIcmp } from '../namespace/snmp.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import { echoOptions } from './options.ts';
import { takeRedirect } from './redirect.ts';

export function createIcmpReceive(namespace: NetworkNamespace, lock: IcmpLock): (skb: PacketBuffer) => void {
  const { environment, sysctl } = namespace;

  function receiveIcmp(skb: PacketBuffer): void {
    const packet = skb.packet;
    if (packet.kind !== 'ipv4' || packet.payload.kind !== 'icmp') return;
    const message = packet.payload;
    countIcmp(namespace.snmp.icmp.in, message);
    namespace.sockets.deliverIcmp(skb, message);
    if (!('quoted' in message)) {
      if (message.type === 'echoRequest') answer(skb, packet, message);
    } else if (skb.route?.type === 'local') takeError(skb, packet, message);
  }

  function answer(skb: PacketBuffer, packet: Ipv4, request: IcmpEcho): void {
    if (sysctl.number('net.ipv4.icmp_echo_ignore_all') > 0) return;
    const group = skb.route?.type !== 'local';
    if (group && sysctl.number('net.ipv4.icmp_echo_ignore_broadcasts') > 0) return;
    if (environment.journeys.recording)
      note(namespace, skb, {
        decision: 'answer',
        layer: 'transport',
        direction: 'in',
        sentence: `The kernel answers the echo request itself; no program is asked.`,
      });
    const route = namespace.ipv4.routeOutput({
      destination: packet.source,
      source: group ? undefined : packet.destination,
      mark: sysctl.number('net.ipv4.fwmark_reflect') > 0 ? skb.mark : 0,
      tos: packet.tos & 0x1c,
      protocol: 1,
    });
    if (route.kind === 'failure') return;
    lock.run(() =>
      namespace.ipv4.send({
        packet: {
          ...packet,
          source: group ? route.source : packet.destination,
          destination: packet.source,
          ttl: sysctl.number('net.ipv4.ip_default_ttl'),
          id: namespace.ipv4.automaticId(packet.source),
          dontFragment: false,
          options: packet.options.length === 0 ? packet.options : echoOptions(packet.options),
          payload: { ...request, type: 'echoReply' },
        },
        route,
        cause: skb.id,
      }),
    );
  }

  /** icmp_unreach, icmp_redirect */
  function takeError(skb: PacketBuffer, packet: Ipv4, message: IcmpError): void {
    // That pieces were missing somewhere is nobody's business here (ICMP_EXC_FRAGTIME).
    if (message.quoted.kind !== 'ipv4' || (message.type === 'timeExceeded' && message.code === 1)) return;
    const quoted = opened(message.quoted);
    let heard = message;
    if (message.type === 'destinationUnreachable' && message.code === 4) {
      const discovery = sysctl.number('net.ipv4.ip_no_pmtu_disc');
      if (discovery === 2) return;
      if (discovery === 1) heard = { ...message, rest: 0 };
      learnMtu(quoted, heard.rest);
    } else if (message.type === 'redirect') takeRedirect(namespace, skb, packet.source, message, quoted);
    namespace.sockets.deliverError(quoted, heard, skb);
  }

  /** __ip_rt_update_pmtu: less than min_pmtu is not believed, DF is not set any more instead. */
  function learnMtu({ source, destination, tos }: Ipv4, told: number): void {
    const { exceptions } = namespace.ipv4;
    const asked = { source, destination, mark: 0, tos: tos & 0x1c, input: 'lo', output: undefined };
    const found = namespace.routes.lookup(asked);
    if (typeof found !== 'object' || found.nexthop === undefined || found.route.type !== 'unicast') return;
    const { route, nexthop } = found;
    const known = exceptions.find(nexthop, destination);
    const now = known?.mtu ?? route.mtu ?? nexthop.device.mtu;
    if (now < told || route.mtuLocked === true || known?.locked === true) return;
    const least = sysctl.number('net.ipv4.route.min_pmtu');
    const locked = told < least;
    const lifetime = sysctl.number('net.ipv4.route.mtu_expires') * second;
    const { now: at } = environment.clock;
    if (known?.mtu === told && !locked && at < known.until - lifetime / 2) return;
    exceptions.learn(
      nexthop,
      destination,
      { mtu: locked ? Math.min(now, least) : told, locked },
      at + lifetime,
    );
  }

  return receiveIcmp;
}
