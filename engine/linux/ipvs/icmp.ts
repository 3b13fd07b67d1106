/**
 * ICMP errors about balanced packets (ip_vs_in_icmp, ip_vs_out_icmp, ip_vs_nat_icmp; net/netfilter/ipvs/ip_vs_core.c):
 * the quoted packet becomes what its sender sent, and the error goes where that one is.
 */
import { flowOf } from '../../net/flow/flow.ts';
import { quotedOf, withDestination, withQuoted, withSource } from '../../net/flow/rewrite.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { Verdict } from '../netfilter/hook.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import type { IpvsConnection } from './connection.ts';
import type { IpvsConnectionTable } from './connection-table.ts';

/**
 * @param side `answer`: from the server's side, about a request. `request`: from the client's side, about an answer
 * @returns undefined when it is no error, or about nothing known here
 */
export function translateIcmpError(
  namespace: NetworkNamespace,
  connections: IpvsConnectionTable,
  skb: PacketBuffer,
  side: 'request' | 'answer',
): Verdict | undefined {
  const { packet } = skb;
  if (packet.kind !== 'ipv4') return undefined;
  const quoted = quotedOf(packet);
  if (quoted === undefined) return undefined;
  const { protocol, source, sourcePort, destination, destinationPort } = flowOf(quoted);
  if (side === 'answer') {
    const connection = connections.findReply(protocol, destination, destinationPort, source, sourcePort);
    if (connection === undefined || connection.forwarding !== 'masquerade') return undefined;
    skb.packet = withQuoted(withSource(packet, connection.virtual), (inner) =>
      withDestination(inner, connection.virtual, connection.virtualPort),
    );
    return 'accept';
  }
  const connection = connections.findRequest(protocol, destination, destinationPort, source, sourcePort);
  if (connection === undefined || connection.forwarding !== 'masquerade') return undefined;
  return forward(namespace, skb, connection);
}

function forward(namespace: NetworkNamespace, skb: PacketBuffer, connection: IpvsConnection): Verdict {
  const { packet } = skb;
  if (packet.kind !== 'ipv4') return 'accept';
  skb.packet = withQuoted(withDestination(packet, connection.real), (inner) =>
    withSource(inner, connection.real, connection.realPort),
  );
  if (namespace.ipv4.isLocal(connection.real)) return 'accept';
  if (namespace.ipv4.reroute(skb) !== undefined) return 'drop';
  namespace.ipv4.output(skb);
  return 'stolen';
}
