/**
 * What a packet is to a set: the element it makes, by the directions a rule names, and the questions and changes rules
 * put to a set (ip_set_test, ip_set_add, ip_set_del of net/netfilter/ipset/ip_set_core.c; ip_set_getport.c; the *_kadt
 * functions). A packet that has not what the type wants matches nothing.
 */
import type { Address } from '../../../net/address/address.ts';
import { zeroMac } from '../../../net/address/mac.ts';
import { flowOf } from '../../../net/flow/flow.ts';
import type { IpPacket } from '../../../net/packet/ethernet.ts';
import type { PacketBuffer } from '../../skb/packet-buffer.ts';
import type { HookState } from '../hook.ts';
import type { Element, Part } from './element.ts';
import { masked } from './element.ts';
import type { Extensions, IpSet, Member } from './ip-set.ts';
import type { IpSets, SetSlot } from './ip-sets.ts';
import { type Dimension, networksOf } from './set-type.ts';

export type End = 'src' | 'dst';

/** `--packets-gt 5`: how a counter is compared. */
export interface CounterTerm {
  readonly comparison: 'eq' | 'ne' | 'lt' | 'gt';
  readonly value: number;
}

export interface SetQuestion {
  readonly slot: SetSlot;
  readonly ends: readonly End[];
  readonly returnNoMatch: boolean;
  /** Does a match count in the members' counters? */
  readonly counts: boolean;
  /** Does it count in those of a list's members? */
  readonly countsMembers: boolean;
  readonly packets: CounterTerm | undefined;
  readonly bytes: CounterTerm | undefined;
}

/** TCP, UDP, SCTP, UDP-Lite have ports; ICMP's type and code stand for one; of the rest it is 0. */
function portPart(packet: IpPacket, end: End, plain: boolean): Part | undefined {
  const isFragment = packet.kind === 'ipv4' && packet.fragmentOffset > 0;
  const { protocol, sourcePort, destinationPort } = flowOf(packet);
  const isIcmp = protocol === 1 || protocol === 58;
  if (isFragment && (isIcmp || [6, 17, 132, 136].includes(protocol))) return undefined;
  if (plain)
    return protocol === 6 || protocol === 17
      ? { kind: 'port', protocol: undefined, port: end === 'src' ? sourcePort : destinationPort }
      : undefined;
  return { kind: 'port', protocol, port: end === 'src' && !isIcmp ? sourcePort : destinationPort };
}

function partOf(
  dimension: Dimension,
  set: IpSet,
  end: End,
  packet: IpPacket,
  skb: PacketBuffer,
  state: HookState,
): Part | undefined {
  switch (dimension) {
    case 'ip':
    case 'net': {
      const address: Address = end === 'src' ? packet.source : packet.destination;
      const { family } = set.settings;
      return address.family === (family === 0 ? 4 : family)
        ? { kind: 'address', address, length: address.width }
        : undefined;
    }
    case 'port':
      return portPart(packet, end, set.type.method === 'bitmap');
    case 'mac': {
      const mac = end === 'src' ? skb.source : skb.destination;
      return mac === zeroMac ? undefined : { kind: 'mac', mac };
    }
    case 'mark':
      return { kind: 'mark', mark: skb.mark };
    case 'iface': {
      const device = end === 'src' ? state.in : state.out;
      return device === undefined
        ? undefined
        : { kind: 'iface', name: device.name, physical: false, wildcard: false };
    }
  }
}

function elementOf(
  set: IpSet,
  ends: readonly End[],
  skb: PacketBuffer,
  state: HookState,
): Element | undefined {
  const { packet } = skb;
  const { dimensions } = set.type;
  if (packet.kind === 'arp' || ends.length < dimensions.length) return undefined;
  const element: Part[] = [];
  for (const [at, dimension] of dimensions.entries()) {
    const part = partOf(dimension, set, ends[at] ?? 'src', packet, skb, state);
    if (part === undefined) return undefined;
    element.push(part);
  }
  return element;
}

/** A bridged packet may be meant by the bridge's port. */
function physically(element: Element, end: End, { bridge }: PacketBuffer): Element | undefined {
  const [net, iface] = element;
  const device = end === 'src' ? bridge?.physicalIn : bridge?.physicalOut;
  if (net === undefined || iface?.kind !== 'iface' || device === undefined) return undefined;
  return [net, { ...iface, name: device.name, physical: true }];
}

function fits(term: CounterTerm | undefined, value: number): boolean {
  if (term === undefined) return true;
  switch (term.comparison) {
    case 'eq':
      return value === term.value;
    case 'ne':
      return value !== term.value;
    case 'lt':
      return value < term.value;
    case 'gt':
      return value > term.value;
  }
}

type Counted = Pick<Member, 'packets' | 'bytes' | 'skbmark' | 'skbprio'>;

/** ip_set_match_extensions: count, then compare. */
function counted(counters: Counted, question: SetQuestion, skb: PacketBuffer, counts: boolean): boolean {
  if (counts) {
    counters.packets++;
    counters.bytes += skb.length;
  }
  return fits(question.packets, counters.packets) && fits(question.bytes, counters.bytes);
}

/** @returns the member that matched */
export function testPacket(
  sets: IpSets,
  question: SetQuestion,
  skb: PacketBuffer,
  state: HookState,
): Counted | undefined {
  const { slot, ends } = question;
  const { set } = slot;
  if (set.type.method === 'list') {
    for (const listed of sets.listed(slot)) {
      const inner = { ...question, slot: listed.set, packets: undefined, bytes: undefined };
      const found = testPacket(sets, { ...inner, counts: question.countsMembers }, skb, state);
      if (found === undefined) continue;
      if (!set.settings.counters || counted(listed, question, skb, question.counts)) return listed;
    }
    return undefined;
  }
  const element = elementOf(set, ends, skb, state);
  if (element === undefined) return undefined;
  const physical = physically(element, ends[1] ?? 'src', skb);
  const member = set.match(element, skb) ?? (physical && set.match(physical, skb));
  if (member === undefined) return undefined;
  if (set.settings.counters && !counted(member, question, skb, question.counts)) return undefined;
  // Only networks can be left out of a set.
  return member.nomatch === (question.returnNoMatch && networksOf(set.type) > 0) ? member : undefined;
}

/** `-j SET --add-set`: of networks, the longest prefix the set knows. */
export function addPacket(
  sets: IpSets,
  slot: SetSlot,
  ends: readonly End[],
  extensions: Extensions,
  again: boolean,
  skb: PacketBuffer,
  state: HookState,
): boolean {
  if (slot.set.type.method === 'list')
    return sets.listed(slot).some(({ set }) => addPacket(sets, set, ends, extensions, again, skb, state));
  const element = asStored(slot.set, elementOf(slot.set, ends, skb, state));
  return element !== undefined && slot.set.add(element, extensions, again) === undefined;
}

export function deletePacket(
  sets: IpSets,
  slot: SetSlot,
  ends: readonly End[],
  skb: PacketBuffer,
  state: HookState,
): boolean {
  if (slot.set.type.method === 'list')
    return sets.listed(slot).some(({ set }) => deletePacket(sets, set, ends, skb, state));
  const element = asStored(slot.set, elementOf(slot.set, ends, skb, state));
  return element !== undefined && slot.set.delete(element) === undefined;
}

function asStored(set: IpSet, element: Element | undefined): Element | undefined {
  let at = 0;
  return element?.map((part, index) => {
    if (part.kind !== 'address' || set.type.dimensions[index] !== 'net') return part;
    const length = set.lengths(at++)[0] ?? part.length;
    return { ...part, address: masked(part.address, length), length };
  });
}
