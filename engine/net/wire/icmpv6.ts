/**
 * ICMPv6 in octets (RFC 4443) with neighbour discovery (RFC 4861). Of the discovery options the link-layer address is
 * kept: type 1 (source) in solicitations, type 2 (target) in advertisements; and the nonce of six octets (RFC 7527). Router advertisements, redirects
 * and multicast listener reports stay octets.
 */
import { anyV6 } from '../address/address.ts';
import type { Mac } from '../address/mac.ts';
import {
  icmpv6TypeNumber,
  type Icmpv6,
  type Icmpv6Discovery,
  type Icmpv6Error,
} from '../packet/transport.ts';
import { get16, get32, get8, getAddress, getMac, put16, put32, putAddress, putMac } from './network-order.ts';
import { Malformed } from './result.ts';

/** An error without the packet it quotes, which starts eight octets on. */
export type Icmpv6ErrorHeader = Omit<Icmpv6Error, 'quoted'>;

export function writeIcmpv6(bytes: Uint8Array, at: number, icmp: Icmpv6): void {
  bytes[at] = icmpv6TypeNumber[icmp.type];
  if ('quoted' in icmp) {
    bytes[at + 1] = icmp.code;
    put32(bytes, at + 4, icmp.rest);
  } else if ('id' in icmp) {
    put16(bytes, at + 4, icmp.id);
    put16(bytes, at + 6, icmp.sequence);
    bytes.set(icmp.data, at + 8);
  } else writeDiscovery(bytes, at, icmp);
}

const nonceOption = 14;

function writeDiscovery(bytes: Uint8Array, at: number, icmp: Icmpv6Discovery): void {
  const advertises = icmp.type === 'neighbourAdvertisement';
  if (advertises)
    bytes[at + 4] = (icmp.router ? 0x80 : 0) | (icmp.solicited ? 0x40 : 0) | (icmp.override ? 0x20 : 0);
  if (icmp.type !== 'routerSolicitation') putAddress(bytes, at + 8, icmp.target);
  let option = at + (icmp.type === 'routerSolicitation' ? 8 : 24);
  if (icmp.nonce !== undefined) {
    bytes[option] = nonceOption;
    bytes[option + 1] = 1;
    bytes.set(icmp.nonce, option + 2);
    option += 8;
  }
  if (icmp.linkLayer === undefined) return;
  bytes[option] = advertises ? 2 : 1;
  bytes[option + 1] = 1;
  putMac(bytes, option + 2, icmp.linkLayer);
}

const errorTypes = new Map<number, Icmpv6Error['type']>([
  [icmpv6TypeNumber.destinationUnreachable, 'destinationUnreachable'],
  [icmpv6TypeNumber.packetTooBig, 'packetTooBig'],
  [icmpv6TypeNumber.timeExceeded, 'timeExceeded'],
  [icmpv6TypeNumber.parameterProblem, 'parameterProblem'],
]);

/** @returns undefined for a message that has no value of its own */
export function readIcmpv6(
  bytes: Uint8Array,
  at: number,
  end: number,
): Exclude<Icmpv6, Icmpv6Error> | Icmpv6ErrorHeader | undefined {
  if (end - at < 8) return undefined;
  const type = get8(bytes, at);
  const code = get8(bytes, at + 1);
  const error = errorTypes.get(type);
  if (error !== undefined) return { kind: 'icmpv6', type: error, code, rest: get32(bytes, at + 4) };
  if (code !== 0) return undefined;
  switch (type) {
    case icmpv6TypeNumber.echoRequest:
    case icmpv6TypeNumber.echoReply:
      return {
        kind: 'icmpv6',
        type: type === icmpv6TypeNumber.echoRequest ? 'echoRequest' : 'echoReply',
        id: get16(bytes, at + 4),
        sequence: get16(bytes, at + 6),
        data: bytes.slice(at + 8, end),
      };
    case icmpv6TypeNumber.routerSolicitation:
      return discovery('routerSolicitation', bytes, at, end);
    case icmpv6TypeNumber.neighbourSolicitation:
      return end - at < 24 ? undefined : discovery('neighbourSolicitation', bytes, at, end);
    case icmpv6TypeNumber.neighbourAdvertisement:
      return end - at < 24 ? undefined : discovery('neighbourAdvertisement', bytes, at, end);
    default:
      return undefined;
  }
}

function discovery(
  type: Icmpv6Discovery['type'],
  bytes: Uint8Array,
  at: number,
  end: number,
): Icmpv6Discovery {
  const flags = type === 'neighbourAdvertisement' ? get8(bytes, at + 4) : 0;
  const hasTarget = type !== 'routerSolicitation';
  const isNonce = type === 'neighbourSolicitation' && end - at >= 32 && get8(bytes, at + 24) === nonceOption;
  const nonce = isNonce && get8(bytes, at + 25) === 1 ? bytes.slice(at + 26, at + 32) : undefined;
  return {
    kind: 'icmpv6',
    type,
    target: hasTarget ? getAddress(bytes, at + 8, 6) : anyV6,
    linkLayer: linkLayerOption(
      bytes,
      at + (hasTarget ? 24 : 8),
      end,
      type === 'neighbourAdvertisement' ? 2 : 1,
    ),
    solicited: (flags & 0x40) !== 0,
    override: (flags & 0x20) !== 0,
    router: (flags & 0x80) !== 0,
    ...(nonce === undefined ? {} : { nonce }),
  };
}

function linkLayerOption(bytes: Uint8Array, start: number, end: number, wanted: 1 | 2): Mac | undefined {
  for (let at = start; at + 8 <= end; at += get8(bytes, at + 1) * 8) {
    if (get8(bytes, at + 1) === 0) throw new Malformed('a neighbour discovery option has length 0');
    if (get8(bytes, at) === wanted && get8(bytes, at + 1) === 1) return getMac(bytes, at + 2);
  }
  return undefined;
}
