/**
 * Sending over IPv6 (ip6_xmit, ip6_output, ip6_fragment; net/ipv6/ip6_output.c): a flow label for each flow
 * (ip6_make_flowlabel, RFC 6437), fragments made by the sender only, and a copy of a multicast for this host's own
 * sockets.
 */
import { fragmentIpv6 } from '../../net/fragment/fragment.ts';
import { flowOf } from '../../net/flow/flow.ts';
import type { IpPacket } from '../../net/packet/ethernet.ts';
import type { Ipv6 } from '../../net/packet/ipv6.ts';
import { createSend as createIpSend } from '../ip/send.ts';
import type { SendRequest } from '../ip/stack.ts';
import { noteDrop } from '../ipv4/note-drop.ts';
import type { SendResult } from '../ipv4/stack.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { RouteResult } from '../route/result.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import { leastMtu } from './icmp-error.ts';

export function createSend(namespace: NetworkNamespace) {
  const { environment, sysctl } = namespace;
  const random = environment.random.fork(`ipv6/${namespace.machine.name}/${namespace.name}`);
  const secret = random.integer(0, 0xffff_ffff);
  const common = createIpSend(namespace, 6, cut, loopBack);

  /** Without a label of its own a flow gets one by its ends; neighbour discovery has none. */
  function send(request: SendRequest): SendResult {
    const { packet } = request;
    if (packet.kind !== 'ipv6' || packet.flowLabel !== 0 || isDiscovery(packet)) return common.send(request);
    const mode = sysctl.number('net.ipv6.auto_flowlabels');
    if (mode === 0 || mode === 2) return common.send(request);
    return common.send({ ...request, packet: { ...packet, flowLabel: labelOf(packet) } });
  }

  function labelOf(packet: IpPacket): number {
    const { source, destination, protocol, sourcePort, destinationPort } = flowOf(packet);
    let mixed = secret ^ protocol;
    const words = [...source.words, ...destination.words, sourcePort * 65_536 + destinationPort];
    for (const word of words) {
      mixed = Math.imul(mixed ^ word, 0x85eb_ca6b);
      mixed ^= mixed >>> 15;
    }
    return mixed & 0xf_ffff;
  }

  function cut(skb: PacketBuffer, size: number): readonly IpPacket[] | 'EMSGSIZE' | 'EINVAL' {
    const { packet } = skb;
    if (packet.kind !== 'ipv6') return 'EINVAL';
    const mtu = Math.max(size, leastMtu);
    const counts = namespace.snmp.ip6;
    if (skb.ignoreDontFragment || skb.fragmentSize > 0) {
      const pieces = fragmentIpv6(packet, mtu, random.integer(1, 0xffff_ffff));
      counts.FragOKs++;
      counts.FragCreates += pieces.length;
      return pieces;
    }
    counts.FragFails++;
    if (environment.journeys.recording)
      noteDrop(
        namespace,
        skb,
        `The packet has ${String(skb.length)} octets and may not be cut, but the way takes ${String(mtu)}.`,
      );
    namespace.ipv6.sendError(skb, 'packetTooBig', 0, mtu);
    return 'EMSGSIZE';
  }

  /** ip6_finish_output2: what a program sends to a group of its own host, as if it had come in by the device. */
  function loopBack(skb: PacketBuffer, { device }: RouteResult): void {
    const { packet, socket } = skb;
    if (packet.kind !== 'ipv6' || socket === undefined || device.kind === 'loopback') return;
    if (socket.multicastLoop === false) return;
    if (!device.groups.inet6.includes(packet.destination)) return;
    const copy = skb.clone();
    copy.device = device;
    copy.type = 'host';
    copy.socket = undefined;
    environment.clock.after(0, () => {
      namespace.receive(copy);
    });
  }

  return { ...common, send };
}

function isDiscovery({ payload }: Ipv6): boolean {
  return payload.kind === 'bytes' || (payload.kind === 'icmpv6' && 'target' in payload);
}
