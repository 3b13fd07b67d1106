/**
 * TCP options in octets: maximum segment size (RFC 9293), window scale and timestamps (RFC 7323), selective
 * acknowledgement (RFC 2018). Any other kind, or one of these with a length it should not have, is kept undecoded.
 *
 * The list is filled up with End of Option List; reading stops at the first, so padding is no option of its own.
 */
import type { TcpOption } from '../packet/transport.ts';
import { tcpOptionOctets } from './length.ts';
import { get16, get32, get8, put16, put32 } from './network-order.ts';
import { Malformed } from './result.ts';

const number = { end: 0, nop: 1, mss: 2, windowScale: 3, sackPermitted: 4, sack: 5, timestamps: 8 } as const;

/** The kind octet of an option. */
export function tcpOptionNumber(option: TcpOption): number {
  return option.kind === 'other' ? option.number : number[option.kind];
}

export function writeTcpOptions(bytes: Uint8Array, start: number, options: readonly TcpOption[]): void {
  let at = start;
  for (const option of options) {
    const length = tcpOptionOctets(option);
    bytes[at] = tcpOptionNumber(option);
    if (option.kind !== 'nop') bytes[at + 1] = length;
    writeValue(bytes, at + 2, option);
    at += length;
  }
}

function writeValue(bytes: Uint8Array, at: number, option: TcpOption): void {
  switch (option.kind) {
    case 'mss':
      put16(bytes, at, option.value);
      break;
    case 'windowScale':
      bytes[at] = option.shift;
      break;
    case 'timestamps':
      put32(bytes, at, option.value);
      put32(bytes, at + 4, option.echo);
      break;
    case 'sack':
      option.blocks.forEach(([left, right], index) => {
        put32(bytes, at + 8 * index, left);
        put32(bytes, at + 8 * index + 4, right);
      });
      break;
    case 'other':
      bytes.set(option.data, at);
      break;
    case 'sackPermitted':
    case 'nop':
      break;
  }
}

/** @param extent `cut`: the header goes on past `end`; what is incomplete is left away */
export function readTcpOptions(
  bytes: Uint8Array,
  start: number,
  end: number,
  extent: 'whole' | 'cut',
): TcpOption[] {
  const options: TcpOption[] = [];
  let at = start;
  while (at < end) {
    const kind = get8(bytes, at);
    if (kind === number.end) break;
    if (kind === number.nop) {
      options.push({ kind: 'nop' });
      at++;
      continue;
    }
    const length = at + 1 < end ? get8(bytes, at + 1) : 0;
    if (length < 2 || at + length > end) {
      if (extent === 'cut') break;
      throw new Malformed(`TCP option ${String(kind)} has an impossible length of ${String(length)}`);
    }
    options.push(readOption(bytes, at + 2, kind, length - 2));
    at += length;
  }
  return options;
}

function readOption(bytes: Uint8Array, at: number, kind: number, size: number): TcpOption {
  if (kind === number.mss && size === 2) return { kind: 'mss', value: get16(bytes, at) };
  if (kind === number.windowScale && size === 1) return { kind: 'windowScale', shift: get8(bytes, at) };
  if (kind === number.sackPermitted && size === 0) return { kind: 'sackPermitted' };
  if (kind === number.timestamps && size === 8)
    return { kind: 'timestamps', value: get32(bytes, at), echo: get32(bytes, at + 4) };
  if (kind === number.sack && size > 0 && size % 8 === 0) {
    const blocks: [left: number, right: number][] = [];
    for (let from = at; from < at + size; from += 8)
      blocks.push([get32(bytes, from), get32(bytes, from + 4)]);
    return { kind: 'sack', blocks };
  }
  return { kind: 'other', number: kind, data: bytes.slice(at, at + size) };
}
