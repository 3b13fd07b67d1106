/**
 * `… set …`: what statements write into a packet and into what is known of it (nft_payload_set_eval of
 * net/netfilter/nft_payload.c; nft_meta_set_eval; nft_ct_set_eval; nft_exthdr_tcp_set_eval, nft_exthdr_tcp_strip_eval). A
 * packet that has no such field ends the rule.
 */
import { withDestination, withHopLimit, withSource } from '../../../../net/flow/rewrite.ts';
import type { IpPacket } from '../../../../net/packet/ethernet.ts';
import type { Ipv4 } from '../../../../net/packet/ipv4.ts';
import type { Ipv6 } from '../../../../net/packet/ipv6.ts';
import type { Tcp } from '../../../../net/packet/transport.ts';
import { tcpOptionOctets } from '../../../../net/wire/length.ts';
import { tcpOptionNumber } from '../../../../net/wire/tcp-options.ts';
import type { PacketBuffer } from '../../../skb/packet-buffer.ts';
import { addressOf, type Value } from '../datatype.ts';
import { NotModelled } from '../error.ts';
import { tcpOptions } from '../protocol.ts';
import type { Assignment } from '../syntax.ts';
import { compileExpression } from './expression.ts';
import { readSpans } from './nat.ts';
import type { CompilePlace, Run } from './statement.ts';

/** False: the packet has no such field. */
type Put = (skb: PacketBuffer, value: Value) => boolean;

export function compileAssignment({ left, value }: Assignment, { namespace, table }: CompilePlace): Run {
  const spans = value.kind === 'map' ? readSpans(value, namespace, table) : undefined;
  const read = spans === undefined ? compileExpression(value, namespace) : undefined;
  const put = setter(left);
  return (skb, state) => {
    const found = spans === undefined ? read?.(skb, state) : spans(skb, state)?.[0]?.first;
    return found !== undefined && put(skb, found);
  };
}

function inIpv4(change: (packet: Ipv4, value: Value) => IpPacket): Put {
  return (skb, value) => {
    if (skb.packet.kind !== 'ipv4') return false;
    skb.packet = change(skb.packet, value);
    return true;
  };
}

function inIpv6(change: (packet: Ipv6, value: Value) => IpPacket): Put {
  return (skb, value) => {
    if (skb.packet.kind !== 'ipv6') return false;
    skb.packet = change(skb.packet, value);
    return true;
  };
}

function inPayload(kind: 'tcp' | 'udp', change: (packet: IpPacket, value: number) => IpPacket): Put {
  return (skb, value) => {
    if (skb.packet.kind === 'arp' || skb.packet.payload.kind !== kind) return false;
    skb.packet = change(skb.packet, Number(value));
    return true;
  };
}

function withTcp(packet: IpPacket, change: (tcp: Tcp) => Tcp): IpPacket {
  const { payload } = packet;
  return payload.kind === 'tcp' ? { ...packet, payload: change(payload) } : packet;
}

/** The six bits of the DSCP, or the two of ECN. */
function classBits(octet: number, field: string, value: Value): number {
  return field === 'dscp' ? (octet & 3) | (Number(value) << 2) : (octet & 0xfc) | Number(value);
}

function field(protocol: string, name: string): Put | undefined {
  switch (`${protocol} ${name}`) {
    case 'ip ttl':
      return inIpv4((packet, value) => withHopLimit(packet, Number(value)));
    case 'ip6 hoplimit':
      return inIpv6((packet, value) => withHopLimit(packet, Number(value)));
    case 'ip saddr':
      return inIpv4((packet, value) => withSource(packet, addressOf(value)));
    case 'ip6 saddr':
      return inIpv6((packet, value) => withSource(packet, addressOf(value)));
    case 'ip daddr':
      return inIpv4((packet, value) => withDestination(packet, addressOf(value)));
    case 'ip6 daddr':
      return inIpv6((packet, value) => withDestination(packet, addressOf(value)));
    case 'ip id':
      return inIpv4((packet, value) => ({ ...packet, id: Number(value) }));
    case 'ip dscp':
    case 'ip ecn':
      return inIpv4((packet, value) => ({ ...packet, tos: classBits(packet.tos, name, value) }));
    case 'ip6 dscp':
    case 'ip6 ecn':
      return inIpv6((packet, value) => ({
        ...packet,
        trafficClass: classBits(packet.trafficClass, name, value),
      }));
    case 'tcp window':
      return inPayload('tcp', (packet, window) => withTcp(packet, (tcp) => ({ ...tcp, window })));
  }
  if (protocol !== 'tcp' && protocol !== 'udp') return undefined;
  if (name === 'sport') return inPayload(protocol, (packet, port) => withSource(packet, packet.source, port));
  return name === 'dport'
    ? inPayload(protocol, (packet, port) => withDestination(packet, packet.destination, port))
    : undefined;
}

function known(what: string): Put | undefined {
  switch (what) {
    case 'meta mark':
      return (skb, value) => {
        skb.mark = Number(value);
        return true;
      };
    case 'meta priority':
      return (skb, value) => {
        skb.priority = Number(value);
        return true;
      };
    case 'meta nftrace':
      return (skb, value) => {
        skb.traced = value !== 0;
        return true;
      };
    case 'ct mark':
      return ({ conntrack }, value) => {
        const entry = conntrack?.entry;
        if (entry === undefined || entry.mark === Number(value)) return true;
        entry.mark = Number(value);
        entry.changed = true;
        return true;
      };
    case 'ct zone':
      return (skb, value) => {
        skb.conntrack ??= { entry: undefined, direction: 'original', state: 'template', zone: Number(value) };
        return true;
      };
  }
  return undefined;
}

/** @throws NotModelled */
function setter(left: Assignment['left']): Put {
  if (left.kind === 'tcpopt' && left.header === 'maxseg' && left.field === 'size')
    return inPayload('tcp', clampSegments);
  const isField = left.kind === 'payload';
  const key = 'key' in left && typeof left.key === 'string' ? `${left.kind} ${left.key}` : left.kind;
  const put = isField ? field(left.protocol, left.field) : known(key);
  if (put === undefined) throw new NotModelled(`${isField ? `${left.protocol} ${left.field}` : key} set`);
  return put;
}

/** The option is only ever made smaller. */
function clampSegments(packet: IpPacket, value: number): IpPacket {
  return withTcp(packet, (tcp) => ({
    ...tcp,
    options: tcp.options.map((option) =>
      option.kind === 'mss' && option.value > value ? { ...option, value } : option,
    ),
  }));
}

/** The option becomes NOPs. */
export function resetOption(name: string): Run {
  const number = tcpOptions[name]?.[0] ?? -1;
  const put = inPayload('tcp', (packet) =>
    withTcp(packet, (tcp) => ({
      ...tcp,
      options: tcp.options.flatMap((option) =>
        tcpOptionNumber(option) === number
          ? Array.from({ length: tcpOptionOctets(option) }, () => ({ kind: 'nop' }) as const)
          : [option],
      ),
    })),
  );
  return (skb) => put(skb, 0);
}
