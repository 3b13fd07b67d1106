/**
 * What an identifier of a filter means, given what qualifies it: hosts, networks, ports, protocols (gencode.c of
 * libpcap: gen_scode, gen_mcode, gen_ncode, gen_ecode), with libpcap's complaints.
 */
import { Address } from '../../../net/address/address.ts';
import { macToBytes, tryParseMac } from '../../../net/address/mac.ts';
import { protocolNumber, servicePort } from '../../services/services.ts';
import {
  type Direction,
  etherAddress,
  etherTypes,
  hasProtocol,
  ipProtocols,
  ipv4Address,
  ipv6Address,
  isEtherType,
  portBetween,
  type Predicate,
} from './layers.ts';
import type { Token } from './lex.ts';

/** What qualifies an identifier; carried over to a bare one after `and` and `or`. */
export interface Qualifiers {
  readonly protocol: string | undefined;
  readonly direction: Direction | undefined;
  readonly type: 'host' | 'net' | 'port' | 'portrange' | 'proto' | undefined;
}

/** The message is what tcpdump prints after its name. */
export class FilterError extends Error {}

export const syntaxError = "can't parse filter expression: syntax error";
const everyLayer = ['ip', 'arp', 'rarp'] as const;

export function portTest(
  token: Token,
  { protocol, direction = 'either' }: Qualifiers,
  type: 'port' | 'portrange',
): Predicate {
  const transports: Readonly<Record<string, number>> = { tcp: 6, udp: 17, sctp: 132 };
  const only = protocol === undefined ? undefined : transports[protocol];
  if (protocol !== undefined && only === undefined) throw new FilterError(`illegal qualifier of '${type}'`);
  const protocols = only === undefined ? [6, 17, 132] : [only];
  const name = protocol === 'tcp' || protocol === 'udp' ? protocol : undefined;
  const read = (text: string): number | undefined =>
    /^\d+$/.test(text) ? Number(text) : servicePort(text, name);
  if (type === 'portrange') {
    const range = /^(.+)-(.+)$/.exec(token.text);
    const low = range === null ? read(token.text) : read(range[1] ?? '');
    const high = range === null ? low : read(range[2] ?? '');
    if (low === undefined || high === undefined)
      throw new FilterError(`unknown port in range '${token.text}'`);
    return portBetween(Math.min(low, high), Math.max(low, high), direction, protocols);
  }
  const port = token.kind === 'number' ? token.value : read(token.text);
  if (port === undefined) throw new FilterError(`unknown port '${token.text}'`);
  if (port > 65_535) throw new FilterError(`illegal port number ${String(port)} > 65535`);
  return portBetween(port, port, direction, protocols);
}

export function hostTest(
  token: Token,
  { protocol, direction = 'either' }: Qualifiers,
  hosts: ReadonlyMap<string, readonly Address[]>,
): Predicate {
  const isLink = protocol === 'ether' || protocol === 'link';
  if (token.kind === 'ether') {
    const mac = tryParseMac(token.text.replace(/[.-]/g, ':'));
    if (mac === undefined) throw new FilterError(syntaxError);
    if (!isLink) throw new FilterError('ethernet address used in non-ether expression');
    return etherAddress(macToBytes(mac), direction);
  }
  if (isLink)
    throw new FilterError(
      token.kind === 'word' ? `unknown ether host '${token.text}'` : 'illegal link layer address',
    );
  if (protocol !== undefined && !['ip', 'arp', 'rarp', 'ip6'].includes(protocol))
    throw new FilterError(`'${protocol}' modifier applied to ip host`);
  const layers = protocol === undefined ? everyLayer : ([protocol] as readonly ('ip' | 'arp' | 'rarp')[]);
  if (token.kind === 'ipv6') {
    const address = Address.tryParse(token.text);
    if (address === undefined) throw new FilterError(`invalid ip6 address '${token.text}'`);
    if (protocol !== undefined && protocol !== 'ip6')
      throw new FilterError(`'${protocol}' modifier applied to ip6 host`);
    return ipv6Address(address.words, [~0, ~0, ~0, ~0], direction);
  }
  if (token.kind === 'number' || token.kind === 'dotted') {
    if (protocol === 'ip6') throw new FilterError(`'ip6' modifier applied to ip host`);
    const { bits, mask } = shortAddress(token.text);
    return ipv4Address(bits, mask, direction, layers);
  }
  const addresses = hosts.get(token.text);
  if (addresses === undefined || addresses.length === 0)
    throw new FilterError(`unknown host '${token.text}'`);
  const tests = addresses.map((address) =>
    address.family === 4
      ? ipv4Address(address.bits, 0xffff_ffff, direction, layers)
      : ipv6Address(address.words, [~0, ~0, ~0, ~0], direction),
  );
  return (frame) => tests.some((test) => test(frame));
}

/** @param length after `/`; `given` after `mask` */
export function netTest(
  token: Token,
  { protocol, direction = 'either' }: Qualifiers,
  length: number | undefined,
  given: Token | undefined,
): Predicate {
  if (protocol !== undefined && !['ip', 'arp', 'rarp', 'ip6'].includes(protocol))
    throw new FilterError(`'${protocol}' modifier applied to ip host`);
  const layers = protocol === undefined ? everyLayer : ([protocol] as readonly ('ip' | 'arp' | 'rarp')[]);
  if (token.kind === 'ipv6') {
    const address = Address.tryParse(token.text);
    if (address === undefined) throw new FilterError(`invalid ip6 address '${token.text}'`);
    const bits = length ?? 128;
    const masks = [0, 1, 2, 3].map((word) => maskOf(Math.min(32, Math.max(0, bits - word * 32))));
    return ipv6Address(address.words, masks, direction);
  }
  if (token.kind !== 'number' && token.kind !== 'dotted')
    throw new FilterError(`unknown network '${token.text}'`);
  let { bits, mask } = shortAddress(token.text);
  if (length !== undefined) {
    if (length > 32) throw new FilterError('mask length must be <= 32');
    mask = maskOf(length);
    if ((bits & ~mask) >>> 0 !== 0)
      throw new FilterError(`non-network bits set in "${token.text}/${String(length)}"`);
  } else if (given !== undefined) {
    if (given.kind !== 'dotted' && given.kind !== 'number') throw new FilterError(syntaxError);
    mask = shortAddress(given.text).bits;
    if ((bits & ~mask) >>> 0 !== 0)
      throw new FilterError(`non-network bits set in "${token.text} mask ${given.text}"`);
  }
  bits >>>= 0;
  return ipv4Address(bits, mask, direction, layers);
}

export function isProtocolWord(word: string): boolean {
  return (
    word === 'ether' || word === 'link' || Object.hasOwn(etherTypes, word) || Object.hasOwn(ipProtocols, word)
  );
}

export function protocolTest(protocol: string): Predicate {
  const type = etherTypes[protocol];
  if (type !== undefined) return isEtherType(type);
  const number = ipProtocols[protocol] ?? 0;
  if (protocol === 'icmp' || protocol === 'igmp' || protocol === 'igrp') return hasProtocol(number, 'ip');
  return hasProtocol(number, protocol === 'icmp6' ? 'ip6' : 'either');
}

export function protocolNumbered(token: Token, protocol: string | undefined): Predicate {
  if (protocol === 'ether' || protocol === 'link') {
    const named = Object.hasOwn(etherTypes, token.text) ? etherTypes[token.text] : undefined;
    const type = token.kind === 'number' ? token.value : named;
    if (type === undefined) throw new FilterError(`unknown ether proto '${token.text}'`);
    return isEtherType(type);
  }
  const number = token.kind === 'number' ? token.value : protocolNumber(token.text);
  if (number === undefined) throw new FilterError(`unknown ip proto '${token.text}'`);
  if (protocol === undefined) return hasProtocol(number, 'either');
  if (protocol === 'ip' || protocol === 'ip6') return hasProtocol(number, protocol);
  throw new FilterError(`illegal qualifier of 'proto'`);
}

function maskOf(length: number): number {
  return length === 0 ? 0 : (0xffff_ffff << (32 - length)) >>> 0;
}

/** `10` is 10.0.0.0 under 255.0.0.0 for a net; all four numbers have all bits. */
function shortAddress(text: string): { bits: number; mask: number } {
  const parts = text.split('.').map(Number);
  if (parts.length === 1) {
    const value = Number(text);
    if (value > 255) return { bits: value >>> 0, mask: 0xffff_ffff };
  }
  if (parts.some((part) => part > 255)) throw new FilterError(`invalid IPv4 address '${text}'`);
  const length = parts.length * 8;
  const bits = [0, 1, 2, 3].reduce((sum, index) => sum * 256 + (parts[index] ?? 0), 0);
  return { bits: bits >>> 0, mask: maskOf(length) };
}
