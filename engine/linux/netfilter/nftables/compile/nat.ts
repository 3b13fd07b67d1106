/**
 * Translation and refusal (net/netfilter/nft_nat.c, nft_masq.c, nft_redir.c, nft_reject_inet.c). Left out:
 * refusals of bridged packets in the bridge family.
 */
import { Address } from '../../../../net/address/address.ts';
import type { NetworkNamespace } from '../../../namespace/namespace.ts';
import { manipulationAt } from '../../nat/manipulation.ts';
import type { NatRange } from '../../nat/range.ts';
import { sendReset } from '../../iptables/reset.ts';
import { sendUnreachable } from '../../unreachable.ts';
import { spansOf, type Span } from '../constant.ts';
import { addressOf } from '../datatype.ts';
import type { NftTable } from '../model.ts';
import type { Expression, NatStatement, Reject } from '../syntax.ts';
import type { PacketBuffer } from '../../../skb/packet-buffer.ts';
import type { HookState } from '../../hook.ts';
import { readKey, setOf } from './set.ts';
import type { Run } from './statement.ts';

const drop = { kind: 'final', verdict: 'drop' } as const;

type ReadSpans = (skb: PacketBuffer, state: HookState) => readonly Span[] | undefined;

/** What a map gives for a packet, or the constant itself. */
export function readSpans(expression: Expression, namespace: NetworkNamespace, table: NftTable): ReadSpans {
  if (expression.kind !== 'map') {
    const spans = spansOf(expression);
    return () => spans;
  }
  const read = readKey(expression.key, namespace);
  const set = setOf(expression.map, table);
  const { clock } = namespace.environment;
  return (skb, state) => {
    const values = read(skb, state);
    const data = values === undefined ? undefined : set.find(values, clock.now)?.data;
    return data !== undefined && !('kind' in data) ? data : undefined;
  };
}

function ownAddress(device: HookState['in'], family: 4 | 6): Address | undefined {
  return device?.addresses.find(({ prefix, secondary }) => prefix.family === family && !secondary)?.prefix
    .address;
}

export function compileNat(statement: NatStatement, namespace: NetworkNamespace, table: NftTable): Run {
  const { type, flags } = statement;
  const address =
    statement.address === undefined ? undefined : readSpans(statement.address, namespace, table);
  const port = statement.port === undefined ? undefined : readSpans(statement.port, namespace, table);
  const fixed: NatRange = {
    random: flags.includes('random'),
    randomFully: flags.includes('fully-random'),
    persistent: flags.includes('persistent'),
  };
  return (skb, state) => {
    const entry = skb.conntrack?.entry;
    const { packet } = skb;
    if (entry === undefined || packet.kind === 'arp') return false;
    let ends: { first: Address; last: Address } | undefined;
    let ports = port?.(skb, state)?.[0];
    if (port !== undefined && ports === undefined) return false;
    if (type === 'masquerade' || type === 'redirect') {
      const device = type === 'masquerade' ? state.out : state.in;
      const own =
        type === 'redirect'
          ? state.hook === 'output'
            ? Address.parse(state.family === 4 ? '127.0.0.1' : '::1')
            : ownAddress(device, state.family)
          : device === undefined || state.family === 6
            ? ownAddress(device, state.family)
            : namespace.ipv4.selectSource(device, skb.route?.gateway ?? packet.destination);
      if (own === undefined) return drop;
      if (type === 'masquerade') entry.masqueradeIndex = device?.index ?? 0;
      ends = { first: own, last: own };
    } else if (address !== undefined) {
      const found = address(skb, state);
      const [span, second] = found ?? [];
      if (span === undefined) return false;
      ends = { first: addressOf(span.first), last: addressOf(span.last) };
      if (statement.isPrefix) ends = mapped(type === 'snat' ? packet.source : packet.destination, ends);
      ports ??= second;
    }
    const range = {
      ...fixed,
      ...(ends === undefined ? {} : { addresses: ends }),
      ...(ports === undefined ? {} : { ports: { first: Number(ports.first), last: Number(ports.last) } }),
    };
    return {
      kind: 'final',
      verdict: namespace.netfilter.nat.setUp(entry, range, manipulationAt(state.hook)),
    };
  };
}

/** The part of the address that the network does not say is kept (nft_nat_setup_netmap). */
function mapped(own: Address, { first, last }: { first: Address; last: Address }) {
  const [a = 0, b, c = 0, d = 0] = own.words.map((word, at) => {
    const mask = ~((first.words[at] ?? 0) ^ (last.words[at] ?? 0));
    return (word & ~mask) | ((first.words[at] ?? 0) & mask);
  });
  const address = b === undefined ? Address.v4(a) : Address.v6([a, b, c, d]);
  return { first: address, last: address };
}

/** ICMP codes of the reasons that fit both families, by `icmpx` code. */
const abstracted: readonly (readonly [ipv4: number, ipv6: number])[] = [
  [0, 0],
  [3, 4],
  [1, 3],
  [13, 1],
];

export function compileReject({ with: kind, code }: Reject, namespace: NetworkNamespace): Run {
  if (kind === 'tcp')
    return (skb) => {
      sendReset(namespace, skb);
      return drop;
    };
  return (skb, { family }) => {
    const wanted = kind === 'icmpx' ? (abstracted[code]?.[family === 4 ? 0 : 1] ?? 0) : code;
    if (kind === (family === 4 ? 'icmpv6' : 'icmp')) return drop;
    sendUnreachable(namespace, skb, wanted);
    return drop;
  };
}
