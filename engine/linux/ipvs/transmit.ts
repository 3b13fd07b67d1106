/**
 * The way of a request to its server, and of an answer back (net/netfilter/ipvs/ip_vs_xmit.c; handle_response of
 * ip_vs_core.c): by translating addresses, by the link layer alone, or in a tunnel.
 *
 * Left out: the MTU of tunnels learned from ICMP, tunnels other than IPIP, servers of the other family.
 */
import { invert } from '../../net/flow/flow.ts';
import { withDestination, withSource } from '../../net/flow/rewrite.ts';
import { ipv4 } from '../../net/packet/ipv4.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { HookState, Verdict } from '../netfilter/hook.ts';
import type { RouteResult } from '../route/result.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import type { IpvsConnection } from './connection.ts';

export function transmit(
  namespace: NetworkNamespace,
  skb: PacketBuffer,
  connection: IpvsConnection,
  state: HookState,
): Verdict {
  const { packet } = skb;
  if (packet.kind !== 'ipv4') return 'accept';
  const route = namespace.ipv4.routeOutput({
    destination: connection.real,
    source: undefined,
    mark: skb.mark,
    tos: packet.tos & 0x1c,
  });
  if (route.kind === 'failure') {
    namespace.ipv4.sendError(skb, 'destinationUnreachable', 1);
    return 'drop';
  }
  const isLocal = route.type === 'local';
  if (isLocal && state.hook === 'input' && connection.real.isLoopback) return 'drop';
  if (connection.forwarding === 'masquerade') {
    skb.packet = withDestination(packet, connection.real, connection.realPort);
    track(skb, connection, 'request');
    // For a server of this host the packet goes on as it came.
    return isLocal ? 'accept' : send(namespace, skb, route);
  }
  if (isLocal) return 'accept';
  if (!connection.tracked) untrack(skb);
  if (connection.forwarding === 'direct')
    return send(namespace, skb, { ...route, gateway: route.gateway ?? connection.real });
  const inner = lowered(namespace, skb);
  if (inner === undefined) return 'stolen';
  skb.conntrack = undefined;
  skb.packet = ipv4({
    source: route.source,
    destination: connection.real,
    ttl: inner.ttl,
    tos: inner.tos,
    dontFragment: inner.dontFragment,
    id: namespace.ipv4.automaticId(connection.real),
    payload: inner,
  });
  return out(namespace, skb, route);
}

/** One hop nearer its end, even when it is this host's own packet. @returns undefined when it died */
function lowered(namespace: NetworkNamespace, skb: PacketBuffer) {
  const { packet } = skb;
  if (packet.kind !== 'ipv4') return undefined;
  if (packet.ttl <= 1) {
    namespace.ipv4.sendError(skb, 'timeExceeded', 0);
    return undefined;
  }
  const less = { ...packet, ttl: packet.ttl - 1 };
  skb.rewrite(less);
  return less;
}

function send(namespace: NetworkNamespace, skb: PacketBuffer, route: RouteResult): Verdict {
  return lowered(namespace, skb) === undefined ? 'stolen' : out(namespace, skb, route);
}

function out(namespace: NetworkNamespace, skb: PacketBuffer, route: RouteResult): Verdict {
  skb.route = route;
  skb.device = route.device;
  skb.ignoreDontFragment = true;
  const state = { hook: 'output', family: 4, in: undefined, out: route.device } as const;
  if (namespace.hooks.run(skb, state) === 'accept') namespace.ipv4.output(skb);
  return 'stolen';
}

/** ip_vs_notrack: unless told to, connection tracking shall not keep what IPVS keeps. */
function untrack(skb: PacketBuffer): void {
  skb.conntrack = { entry: undefined, direction: 'original', state: 'untracked', zone: 0 };
}

/** ip_vs_update_conntrack: the answers to expect are the server's. */
function track(skb: PacketBuffer, connection: IpvsConnection, side: 'request' | 'answer'): void {
  if (!connection.tracked) {
    untrack(skb);
    return;
  }
  const link = skb.conntrack;
  if (link?.entry === undefined || link.entry.isConfirmed || link.direction !== 'original') return;
  const { reply } = link.entry;
  link.entry.alterReply(
    side === 'request'
      ? { ...tupleOf(reply), source: connection.real, sourcePort: connection.realPort }
      : { ...tupleOf(reply), destination: connection.virtual, destinationPort: connection.virtualPort },
  );
}

function tupleOf(tuple: Parameters<typeof invert>[0]) {
  return invert(invert(tuple));
}

/** @returns false when there is no way for the answer any more */
export function answerFrom(
  namespace: NetworkNamespace,
  skb: PacketBuffer,
  connection: IpvsConnection,
  { hook }: HookState,
): boolean {
  const { packet } = skb;
  if (packet.kind === 'arp') return true;
  skb.packet = withSource(packet, connection.virtual, connection.virtualPort);
  const reroutes = namespace.sysctl.number('net.ipv4.vs.snat_reroute') !== 0;
  if (packet.kind === 'ipv4' && hook !== 'input' && reroutes && namespace.ipv4.reroute(skb) !== undefined)
    return false;
  track(skb, connection, 'answer');
  return true;
}
