/**
 * A packet comes in: PREROUTING, then the routing decision (ipv6_rcv, ip6_rcv_finish; net/ipv6/ip6_input.c), or the end
 * of a packet without a way (ip6_pkt_discard, ip6_pkt_prohibit).
 */
import type { Errno } from '../errno.ts';
import { noteInput } from '../ip/note-input.ts';
import { noteDrop } from '../ipv4/note-drop.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { countReceived, countReceivedByMany } from '../namespace/snmp.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import { unreachableCode } from './stack.ts';

export function createReceive(namespace: NetworkNamespace): (skb: PacketBuffer) => void {
  const { environment, hooks, sysctl } = namespace;

  return function receive(skb: PacketBuffer): void {
    const { device, packet } = skb;
    if (device === undefined || skb.type === 'otherhost' || packet.kind !== 'ipv6') return;
    const counts = namespace.snmp.ip6;
    countReceived(counts, skb.length, packet.trafficClass & 3);
    if (sysctl.number(`net.ipv6.conf.${device.name}.disable_ipv6`) > 0) {
      counts.InDiscards++;
      return;
    }
    const { source, destination } = packet;
    const isHere = device.kind === 'loopback';
    if (source.isMulticast || ((source.isLoopback || destination.isLoopback) && !isHere)) {
      counts.InHdrErrors++;
      return;
    }
    // What this host sent to itself still knows its way, and counts as heard by the device whose address it is for.
    const known = isHere && skb.route?.type === 'local' ? skb.route : undefined;
    skb.inputDevice = known?.route.nexthops[0]?.device ?? device;
    if (skb.bridge?.prerouted === true) {
      // The bridge ran PREROUTING already (ip_sabotage_in).
      skb.bridge.prerouted = false;
    } else {
      const verdict = hooks.run(skb, { hook: 'prerouting', family: 6, in: device, out: undefined });
      if (verdict !== 'accept') return;
    }
    const route = (skb.route === known ? known : undefined) ?? namespace.ipv6.routeInput(skb);
    if (environment.journeys.recording) noteInput(namespace, skb, route);
    if (route.kind === 'failure') {
      unroutable(skb, route.errno);
      return;
    }
    skb.route = route;
    if (destination.isMulticast) countReceivedByMany(counts, 'multicast', skb.length);
    if (route.type === 'unicast') namespace.ipv6.forward(skb);
    else if (route.type === 'local' || device.groups.inet6.includes(destination)) namespace.ipv6.deliver(skb);
  };

  /** Told even when this host forwards nothing. */
  function unroutable(skb: PacketBuffer, errno: Errno): void {
    if (errno === 'ENETUNREACH') namespace.snmp.ip6.InNoRoutes++;
    const isSilent = errno === 'EINVAL';
    if (environment.journeys.recording)
      noteDrop(
        namespace,
        skb,
        isSilent
          ? 'The packet ends here, in silence.'
          : 'The packet ends here; its sender is told by an ICMPv6 message (destination unreachable).',
      );
    if (isSilent) return;
    const code = errno === 'EACCES' ? unreachableCode.prohibited : unreachableCode.noRoute;
    namespace.ipv6.sendError(skb, 'destinationUnreachable', code);
  }
}
