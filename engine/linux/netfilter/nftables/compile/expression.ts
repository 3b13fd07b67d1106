/**
 * Expressions made into functions of a packet (net/netfilter/nft_meta.c, nft_ct.c, nft_numgen.c,
 * nft_hash.c, nft_bitwise.c, nft_rt.c). What a packet does not have is undefined, and ends the rule.
 */
import { protocolOf } from '../../../../net/flow/flow.ts';
import { etherType } from '../../../../net/packet/ethernet.ts';
import type { NetDevice } from '../../../device/device.ts';
import type { NetworkNamespace } from '../../../namespace/namespace.ts';
import type { PacketBuffer } from '../../../skb/packet-buffer.ts';
import type { HookState } from '../../hook.ts';
import { lengthOf } from '../../iptables/evaluate.ts';
import { jhash2 } from '../../ipset/jhash.ts';
import { stateBits, stateOf } from '../../iptables/matches/conntrack-state.ts';
import { addressValue, compare, typeNamed, type Value } from '../datatype.ts';
import { NftError, NotModelled } from '../error.ts';
import { bitsOf, partsOf, typeOf } from '../selectors.ts';
import type { Expression } from '../syntax.ts';
import { readFib } from './fib.ts';
import { readPayload, readOption } from './payload.ts';

export type Read = (skb: PacketBuffer, state: HookState) => Value | undefined;

const packetTypes = typeNamed('pkt_type').symbols;
const hardwareTypes: Readonly<Record<string, number>> = { loopback: 772, ipip: 768 };

function typeOfDevice(device: NetDevice | undefined): number | undefined {
  return device === undefined ? undefined : (hardwareTypes[device.kind] ?? 1);
}

function readMeta(key: string, namespace: NetworkNamespace): Read {
  const { environment } = namespace;
  switch (key) {
    case 'mark':
      return ({ mark }) => mark;
    case 'priority':
      return ({ priority }) => priority;
    case 'l4proto':
      return ({ packet }) => (packet.kind === 'arp' ? undefined : protocolOf(packet.payload));
    case 'nfproto':
      return (_skb, { family }) => (family === 4 ? 2 : 10);
    case 'protocol':
      return ({ packet }) => etherType[packet.kind];
    case 'iifname':
      // Where there is no device its name is empty, and its number 0.
      return (_skb, state) => state.in?.name ?? '';
    case 'oifname':
      return (_skb, state) => state.out?.name ?? '';
    case 'iif':
      return (_skb, state) => state.in?.index ?? 0;
    case 'oif':
      return (_skb, state) => state.out?.index ?? 0;
    case 'iifkind':
      return (_skb, state) => state.in?.kind;
    case 'oifkind':
      return (_skb, state) => state.out?.kind;
    case 'iiftype':
      // That of the device the packet is at: on its way out, the one it leaves by.
      return (_skb, state) => typeOfDevice(state.hook === 'postrouting' ? state.out : state.in);
    case 'oiftype':
      return (_skb, state) => typeOfDevice(state.out);
    case 'length':
      return ({ packet }) => lengthOf(packet);
    case 'skuid':
      return ({ socket }) => socket?.uid;
    case 'skgid':
      return ({ socket }) => socket?.gid;
    case 'pkttype':
      // What this host sends is as if it were for this host.
      return ({ type }) => packetTypes[type === 'otherhost' ? 'other' : type === 'outgoing' ? 'host' : type];
    case 'cpu':
      return () => 0;
    case 'ipsec':
      return () => 0;
    case 'time':
      return () => Math.floor(environment.wallTime / 1000);
    case 'day':
      return () => new Date(environment.wallTime).getUTCDay();
    case 'hour':
      return () => Math.floor(environment.wallTime / 1000) % 86_400;
    default:
      throw new NotModelled(`meta ${key}`);
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

function readCt(
  { key, direction }: Extract<Expression, { kind: 'ct' }>,
  { environment, sysctl }: NetworkNamespace,
): Read {
  const way = direction ?? 'original';
  // Whoever asks for them has connections counted from then on.
  if (['packets', 'bytes', 'avgpkt'].includes(key)) sysctl.set('net.netfilter.nf_conntrack_acct', '1');
  switch (key) {
    case 'state':
      return ctState;
    case 'status':
      return ({ conntrack }) => conntrack?.entry?.status;
    case 'mark':
      return ({ conntrack }) => conntrack?.entry?.mark;
    case 'zone':
      return ({ conntrack }) =>
        conntrack?.entry?.zone ?? (conntrack?.state === 'template' ? conntrack.zone : 0);
    case 'direction':
      return ({ conntrack }) =>
        conntrack?.entry === undefined ? undefined : conntrack.direction === 'reply' ? 1 : 0;
    case 'expiration':
      return ({ conntrack }) =>
        conntrack?.entry === undefined
          ? undefined
          : conntrack.entry.isConfirmed
            ? Math.max(0, Math.floor((conntrack.entry.expires - environment.clock.now) / 1000))
            : 0;
    case 'helper':
      // No connection has one.
      return () => undefined;
    case 'protocol':
      return ({ conntrack }) => conntrack?.entry?.original.protocol;
    case 'l3proto':
      return ({ conntrack }) =>
        conntrack?.entry === undefined ? undefined : conntrack.entry.original.family === 4 ? 2 : 10;
    case 'saddr':
    case 'daddr':
      return ({ conntrack }) => {
        const tuple = conntrack?.entry?.tuple(way);
        return tuple === undefined
          ? undefined
          : addressValue(key === 'saddr' ? tuple.source : tuple.destination);
      };
    case 'proto-src':
    case 'proto-dst':
      return ({ conntrack }) =>
        conntrack?.entry?.tuple(way)[key === 'proto-src' ? 'sourcePort' : 'destinationPort'];
    case 'packets':
    case 'bytes':
    case 'avgpkt':
      return ({ conntrack }) => {
        const counters = conntrack?.entry?.counters;
        if (counters === undefined) return conntrack?.entry === undefined ? undefined : 0n;
        const ways = direction === undefined ? [counters.original, counters.reply] : [counters[direction]];
        const packets = ways.reduce((sum, each) => sum + each.packets, 0);
        const bytes = ways.reduce((sum, each) => sum + each.bytes, 0);
        // As wide as what they are compared with.
        return BigInt(
          key === 'packets' ? packets : key === 'bytes' ? bytes : packets && Math.floor(bytes / packets),
        );
      };
    default:
      throw new NotModelled(`ct ${key}`);
  }
}

function readRt(key: string): Read {
  switch (key) {
    case 'classid':
    case 'ipsec':
      // Nobody knows before there is a route.
      return ({ route }) => (route === undefined ? undefined : 0);
    case 'nexthop':
      return ({ route, packet }) =>
        packet.kind === 'arp' || route === undefined
          ? undefined
          : addressValue(route.gateway ?? packet.destination);
    case 'mtu':
      // Headers are taken off: what is compared is a segment size.
      return ({ packet }, { out }) =>
        out === undefined ? undefined : out.mtu - (packet.kind === 'ipv6' ? 60 : 40);
    default:
      throw new NotModelled(`rt ${key}`);
  }
}

type Number64 = number | bigint;

/** `&` and its like, on numbers as wide as they come. */
function bitwise(operator: string, one: Number64, other: Number64, bits: number): Value {
  const [left, right] = [BigInt(one), BigInt(other)];
  const wide =
    operator === '&'
      ? left & right
      : operator === '|'
        ? left | right
        : operator === '^'
          ? left ^ right
          : operator === '<<'
            ? left << right
            : left >> right;
  const cut = wide & ((1n << BigInt(bits)) - 1n);
  return bits > 48 ? cut : Number(cut);
}

function readBinary(expression: Extract<Expression, { kind: 'binary' }>, namespace: NetworkNamespace): Read {
  const left = compileExpression(expression.left, namespace);
  const right = compileExpression(expression.right, namespace);
  const { operator } = expression;
  const bits = bitsOf(expression.left) || 32;
  return (skb, state) => {
    const one = left(skb, state);
    const other = right(skb, state);
    if (one === undefined || other === undefined || typeof one === 'string' || typeof other === 'string')
      return undefined;
    if (operator === '&' && typeof one === 'number' && typeof other === 'number' && bits <= 32)
      return (one & other) >>> 0;
    return bitwise(operator, one, other, bits);
  };
}

/** A value as registers hold it: octets as they are on the wire, but for what the machine counts itself. */
function octetsOf(value: Value, bits: number, isHost: boolean): readonly number[] {
  if (typeof value === 'string') return [...value.padEnd(16, '\0')].map((letter) => letter.charCodeAt(0));
  const digits = value.toString(16).padStart(Math.ceil(bits / 8) * 2, '0');
  const octets = (digits.match(/../g) ?? []).map((pair) => parseInt(pair, 16));
  return isHost ? octets.reverse() : octets;
}

/** Each part of a key begins at a register of four octets. */
function keyHash(parts: readonly (readonly number[])[], seed: number): number {
  const [only] = parts;
  const octets = parts.length === 1 ? (only?.length ?? 0) : undefined;
  const words = parts.flatMap((part) => {
    const filled: number[] = [];
    for (let at = 0; at < part.length; at += 4)
      filled.push([3, 2, 1, 0].reduce((word, byte) => (word << 8) | (part[at + byte] ?? 0), 0));
    return filled;
  });
  return jhash2(words, seed, octets);
}

function readHash(expression: Extract<Expression, { kind: 'hash' }>, namespace: NetworkNamespace): Read {
  const { key, modulus, offset } = expression;
  const scaled = (hash: number) => offset + Math.floor((hash / 0x1_0000_0000) * modulus);
  // Without a seed the kernel draws one; what symhash hashes with is drawn, too.
  const seed = expression.seed ?? namespace.netfilter.chance.uint32() | 0;
  if (key === undefined)
    return ({ packet }) => {
      if (packet.kind === 'arp') return undefined;
      const ends = [packet.source, packet.destination].map(addressValue).sort(compare);
      const { payload } = packet;
      const ports = 'sourcePort' in payload ? [payload.sourcePort, payload.destinationPort].sort() : [];
      const parts = [...ends.map((end) => octetsOf(end, 32, false)), [...ports, protocolOf(payload)]];
      return scaled(keyHash(parts, seed));
    };
  const reads = partsOf(key).map((part) => {
    const { isHost } = typeOf(part);
    const bits = bitsOf(part);
    const read = compileExpression(part, namespace);
    return (skb: PacketBuffer, state: HookState) => {
      const value = read(skb, state);
      return value === undefined ? undefined : octetsOf(value, bits, isHost);
    };
  });
  return (skb, state) => {
    const parts: (readonly number[])[] = [];
    for (const read of reads) {
      const part = read(skb, state);
      if (part === undefined) return undefined;
      parts.push(part);
    }
    return scaled(keyHash(parts, seed));
  };
}

/** @throws NotModelled */
export function compileExpression(expression: Expression, namespace: NetworkNamespace): Read {
  switch (expression.kind) {
    case 'payload':
    case 'raw':
      return readPayload(expression);
    case 'tcpopt':
    case 'ipopt':
    case 'exthdr':
      return readOption(expression);
    case 'meta':
      return readMeta(expression.key, namespace);
    case 'ct':
      return readCt(expression, namespace);
    case 'fib':
      return readFib(expression, namespace);
    case 'rt':
      return readRt(expression.key);
    case 'numgen': {
      const { mode, modulus, offset } = expression;
      let count = 0;
      const { netfilter } = namespace;
      if (mode === 'inc') return () => offset + (count++ % modulus);
      return () => offset + Math.floor((netfilter.chance.uint32() / 0x1_0000_0000) * modulus);
    }
    case 'hash':
      return readHash(expression, namespace);
    case 'binary':
      return readBinary(expression, namespace);
    case 'value': {
      const { value } = expression;
      return () => value;
    }
    case 'socket':
      throw new NotModelled(`socket ${expression.key}`);
    default:
      throw new NftError(`syntax error, unexpected ${expression.kind}`);
  }
}
