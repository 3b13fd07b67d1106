/**
 * Questions about the layers of a frame, as libpcap's code generator asks them (gencode.c: gen_linktype, gen_proto,
 * gen_ipfrag, gen_host, gen_port).
 */
import { type CapturedFrame, etherTypeOf, load, networkOffset } from './frame.ts';

export type Predicate = (frame: CapturedFrame) => boolean;

export const etherTypes: Readonly<Record<string, number>> = {
  ip: 0x0800,
  ip6: 0x86dd,
  arp: 0x0806,
  rarp: 0x8035,
  atalk: 0x809b,
  aarp: 0x80f3,
  decnet: 0x6003,
  lat: 0x6004,
  sca: 0x6007,
  moprc: 0x6002,
  mopdl: 0x6001,
};

/** IP protocols that are keywords of the language. */
export const ipProtocols: Readonly<Record<string, number>> = {
  icmp: 1,
  igmp: 2,
  igrp: 9,
  tcp: 6,
  udp: 17,
  icmp6: 58,
  esp: 50,
  ah: 51,
  pim: 103,
  vrrp: 112,
  carp: 112,
  sctp: 132,
};

export const isEtherType =
  (type: number): Predicate =>
  (frame) =>
    etherTypeOf(frame) === type;
const isIp = isEtherType(0x0800);
const isIp6 = isEtherType(0x86dd);

export const ipProtocolOf = (frame: CapturedFrame) => load(frame, networkOffset(frame) + 9, 1);
export const ip6NextHeaderOf = (frame: CapturedFrame) => load(frame, networkOffset(frame) + 6, 1);

/** Is the IP protocol `number`, in IPv4, IPv6 or either? */
export function hasProtocol(number: number, family: 'ip' | 'ip6' | 'either'): Predicate {
  const four: Predicate = (frame) => isIp(frame) && ipProtocolOf(frame) === number;
  const six: Predicate = (frame) => {
    if (!isIp6(frame)) return false;
    const next = ip6NextHeaderOf(frame);
    return next === number || (next === 44 && load(frame, networkOffset(frame) + 40, 1) === number);
  };
  if (family === 'ip') return four;
  if (family === 'ip6') return six;
  return (frame) => four(frame) || six(frame);
}

export const isFirstFragment = (frame: CapturedFrame) =>
  (load(frame, networkOffset(frame) + 6, 2) & 0x1fff) === 0;

/** Where the header behind IPv4's starts. */
export const ipv4PayloadOffset = (frame: CapturedFrame) => {
  const start = networkOffset(frame);
  return start + (load(frame, start, 1) & 15) * 4;
};

export type Direction = 'src' | 'dst' | 'either' | 'both';

export function inDirection(direction: Direction, source: Predicate, destination: Predicate): Predicate {
  switch (direction) {
    case 'src':
      return source;
    case 'dst':
      return destination;
    case 'both':
      return (frame) => source(frame) && destination(frame);
    case 'either':
      return (frame) => source(frame) || destination(frame);
  }
}

/** The addresses of IPv4, ARP or RARP compared under a mask. */
export function ipv4Address(
  address: number,
  mask: number,
  direction: Direction,
  layers: readonly ('ip' | 'arp' | 'rarp')[],
): Predicate {
  const wanted = (address & mask) >>> 0;
  const at = (offset: number): Predicate => {
    return (frame) => (load(frame, networkOffset(frame) + offset, 4) & mask) >>> 0 === wanted;
  };
  const ip = inDirection(direction, at(12), at(16));
  const arp = inDirection(direction, at(14), at(24));
  return (frame) => {
    const type = etherTypeOf(frame);
    if (type === 0x0800) return layers.includes('ip') && ip(frame);
    if (type === 0x0806) return layers.includes('arp') && arp(frame);
    return type === 0x8035 && layers.includes('rarp') && arp(frame);
  };
}

/** @param words four numbers of 32 bits */
export function ipv6Address(
  words: readonly number[],
  masks: readonly number[],
  direction: Direction,
): Predicate {
  const at = (offset: number): Predicate => {
    return (frame) =>
      words.every((word, index) => {
        const mask = masks[index] ?? 0;
        return (
          (load(frame, networkOffset(frame) + offset + index * 4, 4) & mask) >>> 0 === (word & mask) >>> 0
        );
      });
  };
  const compare = inDirection(direction, at(8), at(24));
  return (frame) => isIp6(frame) && compare(frame);
}

/** TCP, UDP and SCTP ports between `low` and `high`; `protocols` which of them. */
export function portBetween(
  low: number,
  high: number,
  direction: Direction,
  protocols: readonly number[],
): Predicate {
  const inside = (value: number) => value >= low && value <= high;
  const test = (start: (frame: CapturedFrame) => number) =>
    inDirection(
      direction,
      (frame) => inside(load(frame, start(frame), 2)),
      (frame) => inside(load(frame, start(frame) + 2, 2)),
    );
  const four = test(ipv4PayloadOffset);
  const six = test((frame) => networkOffset(frame) + 40);
  return (frame) => {
    if (isIp(frame)) return protocols.includes(ipProtocolOf(frame)) && isFirstFragment(frame) && four(frame);
    return isIp6(frame) && protocols.includes(ip6NextHeaderOf(frame)) && six(frame);
  };
}

/** @param mac six octets */
export function etherAddress(mac: Uint8Array, direction: Direction): Predicate {
  const at = (offset: number): Predicate => {
    return (frame) => mac.every((octet, index) => load(frame, offset + index, 1) === octet);
  };
  return inDirection(direction, at(6), at(0));
}
