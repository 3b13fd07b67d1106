/**
 * Expressions made into functions of a packet (net/netfilter/nft_payload.c, nft_meta.c, nft_ct.c, nft_fib_ipv4.c,
 * nft_numgen.c). What a packet does not have is undefined, and ends the rule.
 */
import { protocolOf } from '../../../../net/flow/flow.ts';
import { hopLimitOf } from '../../../../net/flow/rewrite.ts';
import { icmpTypeNumber } from '../../../../net/packet/transport.ts';
import { type Address } from '../../../../net/address/address.ts';
import type { NetworkNamespace } from '../../../namespace/namespace.ts';
import type { PacketBuffer } from '../../../skb/packet-buffer.ts';
import type { HookState } from '../../hook.ts';
import { stateBits, stateOf } from '../../iptables/matches/conntrack-state.ts';
import { lengthOf } from '../../iptables/evaluate.ts';
import { NftError } from '../error.ts';
import type { Value } from '../model.ts';
import type { Expression } from '../syntax.ts';
import { parseValue } from '../types.ts';

export type Read = (skb: PacketBuffer, state: HookState) => Value | undefined;

function addressValue(address: Address): Value {
  return address.family === 4 ? address.bits : address.text;
}

function payload(protocol: string, field: string): Read {
  const ports = field === 'sport' || field === 'dport';
  if (ports)
    return ({ packet }) => {
      if (packet.kind === 'arp') return undefined;
      const { payload: segment } = packet;
      if (segment.kind !== 'tcp' && segment.kind !== 'udp') return undefined;
      if (protocol !== 'th' && protocol !== segment.kind) return undefined;
      return field === 'sport' ? segment.sourcePort : segment.destinationPort;
    };
  switch (`${protocol} ${field}`) {
    case 'ip saddr':
    case 'ip6 saddr':
      return ({ packet }) => (packet.kind === 'arp' ? undefined : addressValue(packet.source));
    case 'ip daddr':
    case 'ip6 daddr':
      return ({ packet }) => (packet.kind === 'arp' ? undefined : addressValue(packet.destination));
    case 'ip protocol':
    case 'ip6 nexthdr':
      return ({ packet }) => (packet.kind === 'arp' ? undefined : protocolOf(packet.payload));
    case 'ip ttl':
    case 'ip6 hoplimit':
      return ({ packet }) => (packet.kind === 'arp' ? undefined : hopLimitOf(packet));
    case 'ip length':
      return ({ packet }) => lengthOf(packet);
    case 'icmp type':
      return ({ packet }) =>
        packet.kind === 'ipv4' && packet.payload.kind === 'icmp'
          ? icmpTypeNumber[packet.payload.type]
          : undefined;
    case 'icmp code':
      return ({ packet }) => {
        if (packet.kind !== 'ipv4' || packet.payload.kind !== 'icmp') return undefined;
        return 'code' in packet.payload ? packet.payload.code : 0;
      };
    case 'tcp flags':
      return ({ packet }) => {
        if (packet.kind === 'arp' || packet.payload.kind !== 'tcp') return undefined;
        const { fin, syn, rst, psh, ack, urg } = packet.payload.flags;
        return [fin, syn, rst, psh, ack, urg].reduce((bits, set, at) => bits | (set ? 1 << at : 0), 0);
      };
    default:
      throw new NftError(`not simulated: ${protocol} ${field}`);
  }
}

function meta(key: string): Read {
  switch (key) {
    case 'mark':
      return ({ mark }) => mark;
    case 'l4proto':
      return ({ packet }) => (packet.kind === 'arp' ? undefined : protocolOf(packet.payload));
    case 'nfproto':
      return (_skb, { family }) => (family === 4 ? 2 : 10);
    case 'iifname':
    case 'iif':
      return (_skb, state) => state.in?.name;
    case 'oifname':
    case 'oif':
      return (_skb, state) => state.out?.name;
    case 'length':
      return ({ packet }) => lengthOf(packet);
    case 'skuid':
      return ({ socket }) => socket?.uid;
    case 'pkttype':
      return ({ type }) => parseValue(type, 'pkt_type');
    default:
      throw new NftError(`not simulated: meta ${key}`);
  }
}

/** nft numbers states otherwise than xtables does: NF_CT_STATE_BIT. */
function ctState(skb: PacketBuffer): number {
  const bits = stateOf(skb);
  return (
    ((bits & stateBits.INVALID) !== 0 ? 1 : 0) |
    ((bits & stateBits.ESTABLISHED) !== 0 ? 2 : 0) |
    ((bits & stateBits.RELATED) !== 0 ? 4 : 0) |
    ((bits & stateBits.NEW) !== 0 ? 8 : 0) |
    ((bits & stateBits.UNTRACKED) !== 0 ? 64 : 0)
  );
}

function ct(key: string, direction: 'original' | 'reply'): Read {
  if (key === 'state') return ctState;
  switch (key) {
    case 'status':
      return ({ conntrack }) => conntrack?.entry?.status;
    case 'mark':
      return ({ conntrack }) => conntrack?.entry?.mark;
    case 'direction':
      return ({ conntrack }) =>
        conntrack?.entry === undefined ? undefined : conntrack.direction === 'reply' ? 1 : 0;
    case 'protocol':
      return ({ conntrack }) => conntrack?.entry?.original.protocol;
    case 'saddr':
      return ({ conntrack }) => conntrack?.entry?.tuple(direction).source.bits;
    case 'daddr':
      return ({ conntrack }) => conntrack?.entry?.tuple(direction).destination.bits;
    case 'proto-src':
      return ({ conntrack }) => conntrack?.entry?.tuple(direction).sourcePort;
    case 'proto-dst':
      return ({ conntrack }) => conntrack?.entry?.tuple(direction).destinationPort;
    default:
      throw new NftError(`not simulated: ct ${key}`);
  }
}

/** nft's names of address types are the kernel's, shortened. */
function fib(by: readonly string[], result: string, namespace: NetworkNamespace): Read {
  if (result !== 'type') throw new NftError(`not simulated: fib ${by.join(' . ')} ${result}`);
  const source = by.includes('saddr');
  return ({ packet }, state) => {
    if (packet.kind !== 'ipv4') return undefined;
    const device = by.includes('iif') ? state.in : by.includes('oif') ? state.out : undefined;
    const type = namespace.ipv4.addressType(source ? packet.source : packet.destination, device);
    return parseValue(type === 'unspecified' ? 'unspec' : type, 'fib_addrtype');
  };
}

const operations: Readonly<Record<string, (one: number, other: number) => number>> = {
  '&': (one, other) => (one & other) >>> 0,
  '|': (one, other) => (one | other) >>> 0,
  '^': (one, other) => (one ^ other) >>> 0,
  '<<': (one, other) => (one << other) >>> 0,
  '>>': (one, other) => one >>> other,
};

/** @throws NftError for what is not modelled */
export function compileExpression(expression: Expression, namespace: NetworkNamespace): Read {
  switch (expression.kind) {
    case 'payload':
      return payload(expression.protocol, expression.field);
    case 'meta':
      return meta(expression.key);
    case 'ct':
      return ct(expression.key, expression.direction ?? 'original');
    case 'fib':
      return fib(expression.by, expression.result, namespace);
    case 'numgen': {
      const { mode, modulus, offset } = expression;
      let count = 0;
      const { netfilter } = namespace;
      if (mode === 'inc') return () => offset + (count++ % modulus);
      return () => offset + Math.floor((netfilter.chance.uint32() / 0x1_0000_0000) * modulus);
    }
    case 'binary': {
      const left = compileExpression(expression.left, namespace);
      const right = compileExpression(expression.right, namespace);
      const operation = operations[expression.operator];
      return (skb, state) => {
        const one = left(skb, state);
        const other = right(skb, state);
        return typeof one === 'number' && typeof other === 'number' ? operation?.(one, other) : undefined;
      };
    }
    case 'value': {
      const { value } = expression;
      return () => value;
    }
    case 'flags': {
      const { bits } = expression;
      return () => bits;
    }
    default:
      throw new NftError(`syntax error, unexpected ${expression.kind}`);
  }
}
