/**
 * Expressions over octets: `tcp[13] & 7`, `len`, constants (gencode.c: gen_load, gen_arth).
 */
import { type CapturedFrame, load, networkOffset } from './frame.ts';
import {
  hasProtocol,
  ipProtocols,
  ipv4PayloadOffset,
  isEtherType,
  isFirstFragment,
  type Predicate,
} from './layers.ts';

export interface Arithmetic {
  readonly value: (frame: CapturedFrame) => number;
  /** What must hold before a load makes sense; a relation is false without it. */
  readonly guard: Predicate | undefined;
}

/** Names that stand for numbers. */
export const constants: Readonly<Record<string, number>> = {
  icmptype: 0,
  icmpcode: 1,
  icmp6type: 0,
  icmp6code: 1,
  tcpflags: 13,
  'icmp-echoreply': 0,
  'icmp-unreach': 3,
  'icmp-sourcequench': 4,
  'icmp-redirect': 5,
  'icmp-echo': 8,
  'icmp-routeradvert': 9,
  'icmp-routersolicit': 10,
  'icmp-timxceed': 11,
  'icmp-paramprob': 12,
  'icmp-tstamp': 13,
  'icmp-tstampreply': 14,
  'icmp-ireq': 15,
  'icmp-ireqreply': 16,
  'icmp-maskreq': 17,
  'icmp-maskreply': 18,
  'tcp-fin': 1,
  'tcp-syn': 2,
  'tcp-rst': 4,
  'tcp-push': 8,
  'tcp-ack': 16,
  'tcp-urg': 32,
  'tcp-ece': 64,
  'tcp-cwr': 128,
};

const both = (one: Predicate | undefined, other: Predicate | undefined): Predicate | undefined => {
  if (one === undefined) return other;
  return other === undefined ? one : (frame) => one(frame) && other(frame);
};

/** `protocol[index:size]`. @returns undefined for a protocol that cannot be indexed */
export function loadFrom(protocol: string, index: Arithmetic, size: number): Arithmetic | undefined {
  const from = (start: (frame: CapturedFrame) => number, guard: Predicate | undefined): Arithmetic => ({
    value: (frame) => load(frame, start(frame) + index.value(frame), size) >>> 0,
    guard: both(guard, index.guard),
  });
  switch (protocol) {
    case 'ether':
    case 'link':
      return from(() => 0, undefined);
    case 'ip':
      return from(networkOffset, isEtherType(0x0800));
    case 'ip6':
      return from(networkOffset, isEtherType(0x86dd));
    case 'arp':
    case 'rarp':
      return from(networkOffset, isEtherType(protocol === 'arp' ? 0x0806 : 0x8035));
    case 'icmp6': {
      const guard = hasProtocol(58, 'ip6');
      return from((frame) => networkOffset(frame) + 40, guard);
    }
    default: {
      const number = Object.hasOwn(ipProtocols, protocol) ? ipProtocols[protocol] : undefined;
      if (number === undefined) return undefined;
      const isProtocol = hasProtocol(number, 'ip');
      return from(ipv4PayloadOffset, (frame) => isProtocol(frame) && isFirstFragment(frame));
    }
  }
}

export function constant(value: number): Arithmetic {
  return { value: () => value >>> 0, guard: undefined };
}

export const frameLength: Arithmetic = { value: (frame) => frame.length, guard: undefined };

/** All in 32 bits without sign. @returns undefined for no such operator */
export function combine(operator: string, one: Arithmetic, other: Arithmetic): Arithmetic | undefined {
  const operation = operations[operator];
  if (operation === undefined) return undefined;
  return {
    value: (frame) => operation(one.value(frame), other.value(frame)) >>> 0,
    guard: both(one.guard, other.guard),
  };
}

const operations: Readonly<Record<string, (one: number, other: number) => number>> = {
  '+': (one, other) => one + other,
  '-': (one, other) => one - other,
  '*': (one, other) => Math.imul(one, other),
  '/': (one, other) => (other === 0 ? 0 : Math.floor(one / other)),
  '%': (one, other) => (other === 0 ? 0 : one % other),
  '&': (one, other) => one & other,
  '|': (one, other) => one | other,
  '^': (one, other) => one ^ other,
  '<<': (one, other) => (other > 31 ? 0 : one << other),
  '>>': (one, other) => (other > 31 ? 0 : one >>> other),
};

export function relation(operator: string, one: Arithmetic, other: Arithmetic): Predicate | undefined {
  const compare = relations[operator];
  if (compare === undefined) return undefined;
  const guard = both(one.guard, other.guard);
  return (frame) => (guard === undefined || guard(frame)) && compare(one.value(frame), other.value(frame));
}

const relations: Readonly<Record<string, (one: number, other: number) => boolean>> = {
  '=': (one, other) => one === other,
  '==': (one, other) => one === other,
  '!=': (one, other) => one !== other,
  '<': (one, other) => one < other,
  '<=': (one, other) => one <= other,
  '>': (one, other) => one > other,
  '>=': (one, other) => one >= other,
};
