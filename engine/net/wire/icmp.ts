/**
 * The ICMP header in octets (RFC 792; next-hop MTU RFC 1191). What follows it, and the quote's length, are the
 * caller's. Types without a value of their own (timestamp, router discovery) stay octets.
 */
import { icmpTypeNumber, type Icmp, type IcmpError } from '../packet/transport.ts';
import { get16, get32, get8, put16, put32 } from './network-order.ts';

/** Where the checksum stands in an ICMP and an ICMPv6 message. */
export const icmpChecksumAt = 2;

export function writeIcmpHeader(bytes: Uint8Array, at: number, icmp: Icmp): void {
  bytes[at] = icmpTypeNumber[icmp.type];
  if ('quoted' in icmp) {
    bytes[at + 1] = icmp.code;
    put32(bytes, at + 4, icmp.rest);
    return;
  }
  put16(bytes, at + 4, icmp.id);
  put16(bytes, at + 6, icmp.sequence);
  bytes.set(icmp.data, at + 8);
}

const errorTypes = new Map<number, IcmpError['type']>([
  [icmpTypeNumber.destinationUnreachable, 'destinationUnreachable'],
  [icmpTypeNumber.redirect, 'redirect'],
  [icmpTypeNumber.timeExceeded, 'timeExceeded'],
  [icmpTypeNumber.parameterProblem, 'parameterProblem'],
]);

/** An error without the packet it quotes, which starts eight octets on. */
export type IcmpErrorHeader = Omit<IcmpError, 'quoted'>;

/** @returns undefined for a message that has no value of its own */
export function readIcmp(
  bytes: Uint8Array,
  at: number,
  end: number,
): Exclude<Icmp, IcmpError> | IcmpErrorHeader | undefined {
  if (end - at < 8) return undefined;
  const type = get8(bytes, at);
  const code = get8(bytes, at + 1);
  if ((type === icmpTypeNumber.echoRequest || type === icmpTypeNumber.echoReply) && code === 0)
    return {
      kind: 'icmp',
      type: type === icmpTypeNumber.echoRequest ? 'echoRequest' : 'echoReply',
      id: get16(bytes, at + 4),
      sequence: get16(bytes, at + 6),
      data: bytes.slice(at + 8, end),
    };
  const error = errorTypes.get(type);
  return error === undefined ? undefined : { kind: 'icmp', type: error, code, rest: get32(bytes, at + 4) };
}
