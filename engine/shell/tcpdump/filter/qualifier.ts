/**
 * What qualifies an identifier: a protocol, a direction, a type (pcap-filter(7)), and the names of the protocols that
 * are words of the language.
 */
import { FilterError } from './generator.ts';

export type Direction = 'src' | 'dst' | 'src or dst' | 'src and dst' | WirelessDirection;
type WirelessDirection = 'addr1' | 'addr2' | 'addr3' | 'addr4' | 'ra' | 'ta';
export type IdentifierType = 'host' | 'net' | 'port' | 'portrange' | 'proto' | 'protochain' | 'gateway';

export interface Qualifiers {
  readonly protocol: string | undefined;
  readonly direction: Direction | undefined;
  readonly type: IdentifierType | undefined;
}

/** Words for the link layer. */
export const linkWords = new Set(['link', 'ether', 'ppp', 'slip', 'fddi', 'tr', 'wlan']);

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

export const llcProtocols: Readonly<Record<string, number>> = {
  iso: 0xfe,
  stp: 0x42,
  ipx: 0xe0,
  netbeui: 0xf0,
};

export const transports: Readonly<Record<string, number>> = { tcp: 6, udp: 17, sctp: 132 };

/** Protocols over IPv4 (or both versions) that are words of the language. */
export const ipProtocols: Readonly<Record<string, { number: number; versions: 'ip' | 'ip6' | 'both' }>> = {
  sctp: { number: 132, versions: 'both' },
  tcp: { number: 6, versions: 'both' },
  udp: { number: 17, versions: 'both' },
  icmp: { number: 1, versions: 'ip' },
  igmp: { number: 2, versions: 'ip' },
  igrp: { number: 9, versions: 'ip' },
  pim: { number: 103, versions: 'both' },
  vrrp: { number: 112, versions: 'ip' },
  carp: { number: 112, versions: 'ip' },
  icmp6: { number: 58, versions: 'ip6' },
  ah: { number: 51, versions: 'both' },
  esp: { number: 50, versions: 'both' },
};

export const isoProtocols: Readonly<Record<string, number>> = { esis: 0x82, isis: 0x83, clnp: 0x81 };

/** PDU types of IS-IS, in the order they are tested. */
export const isisTypes: Readonly<Record<string, readonly number[]>> = {
  l1: [15, 17, 18, 24, 26],
  l2: [16, 17, 20, 25, 27],
  iih: [15, 16, 17],
  lsp: [18, 20],
  snp: [24, 25, 26, 27],
  csnp: [24, 25],
  psnp: [26, 27],
};

const aliases: Readonly<Record<string, string>> = { 'es-is': 'esis', 'is-is': 'isis' };

/** The protocol a word names, `link` for all words of the link layer. */
export function protocolOf(word: string): string | undefined {
  if (linkWords.has(word)) return 'link';
  if (Object.hasOwn(aliases, word)) return aliases[word];
  return [etherTypes, llcProtocols, ipProtocols, isoProtocols, isisTypes].some((table) =>
    Object.hasOwn(table, word),
  ) || word === 'radio'
    ? word
    : undefined;
}

const wirelessNames: Readonly<Record<WirelessDirection, string>> = {
  addr1: "'addr1' and 'address1' are",
  addr2: "'addr2' and 'address2' are",
  addr3: "'addr3' and 'address3' are",
  addr4: "'addr4' and 'address4' are",
  ra: "'ra' is",
  ta: "'ta' is",
};

/** What is made of the two ends under a direction. */
export function byDirection<T>(
  direction: Direction | undefined,
  end: (end: 'src' | 'dst') => T,
  both: (one: T, other: T) => T,
  either: (one: T, other: T) => T,
  wireless: (name: string, plural: boolean) => string,
): T {
  switch (direction) {
    case 'src':
    case 'dst':
      return end(direction);
    case 'src and dst': {
      const source = end('src');
      return both(source, end('dst'));
    }
    case undefined:
    case 'src or dst': {
      const source = end('src');
      return either(source, end('dst'));
    }
    default:
      throw new FilterError(wireless(wirelessNames[direction], direction.startsWith('addr')));
  }
}
