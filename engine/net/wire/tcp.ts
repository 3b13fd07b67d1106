/**
 * A TCP segment in octets (RFC 9293 section 3.1). The checksum is the caller's, who knows the addresses. The reserved
 * bits are written as 0 and not kept when read.
 */
import type { Tcp, TcpFlags } from '../packet/transport.ts';
import { tcpHeaderOctets } from './length.ts';
import { get16, get32, get8, put16, put32 } from './network-order.ts';
import { demand, Malformed } from './result.ts';
import { readTcpOptions, writeTcpOptions } from './tcp-options.ts';

/** Where the checksum stands in the segment. */
export const tcpChecksumAt = 16;

export function writeTcp(bytes: Uint8Array, at: number, tcp: Tcp): void {
  const header = tcpHeaderOctets(tcp);
  put16(bytes, at, tcp.sourcePort);
  put16(bytes, at + 2, tcp.destinationPort);
  put32(bytes, at + 4, tcp.sequence);
  put32(bytes, at + 8, tcp.acknowledgement);
  bytes[at + 12] = header << 2;
  bytes[at + 13] = tcpFlagBits(tcp.flags);
  put16(bytes, at + 14, tcp.window);
  put16(bytes, at + 18, tcp.urgent);
  writeTcpOptions(bytes, at + 20, tcp.options);
  bytes.set(tcp.data, at + header);
}

export function readTcp(bytes: Uint8Array, at: number, end: number): Tcp {
  demand('a TCP header', 20, at, end);
  const header = (get8(bytes, at + 12) >> 4) * 4;
  if (header < 20) throw new Malformed(`TCP header length ${String(header)} is less than 20`);
  demand('a TCP header with options', header, at, end);
  return {
    ...fixedFields(bytes, at),
    options: readTcpOptions(bytes, at + 20, at + header, 'whole'),
    data: bytes.slice(at + header, end),
  };
}

/** The segment as far as an ICMP error quotes it, at least eight octets (RFC 792); fields past the end are 0. */
export function readCutTcp(bytes: Uint8Array, at: number, end: number): Tcp {
  demand('a quoted TCP header', 8, at, end);
  const padded = new Uint8Array(20);
  padded.set(bytes.subarray(at, Math.min(end, at + 20)));
  const header = Math.max(20, (get8(padded, 12) >> 4) * 4);
  const options = readTcpOptions(bytes, at + 20, Math.min(end, at + header), 'cut');
  return { ...fixedFields(padded, 0), options, data: bytes.slice(Math.min(at + header, end), end) };
}

function fixedFields(bytes: Uint8Array, at: number): Omit<Tcp, 'options' | 'data'> {
  return {
    kind: 'tcp',
    sourcePort: get16(bytes, at),
    destinationPort: get16(bytes, at + 2),
    sequence: get32(bytes, at + 4),
    acknowledgement: get32(bytes, at + 8),
    flags: tcpFlagsOf(get8(bytes, at + 13)),
    window: get16(bytes, at + 14),
    urgent: get16(bytes, at + 18),
  };
}

/** The flags as the octet at offset 13. */
export function tcpFlagBits(flags: TcpFlags): number {
  return (
    (flags.fin ? 1 : 0) |
    (flags.syn ? 2 : 0) |
    (flags.rst ? 4 : 0) |
    (flags.psh ? 8 : 0) |
    (flags.ack ? 16 : 0) |
    (flags.urg ? 32 : 0) |
    (flags.ece ? 64 : 0) |
    (flags.cwr ? 128 : 0)
  );
}

export function tcpFlagsOf(bits: number): TcpFlags {
  return {
    syn: (bits & 2) !== 0,
    ack: (bits & 16) !== 0,
    fin: (bits & 1) !== 0,
    rst: (bits & 4) !== 0,
    psh: (bits & 8) !== 0,
    urg: (bits & 32) !== 0,
    ece: (bits & 64) !== 0,
    cwr: (bits & 128) !== 0,
  };
}
