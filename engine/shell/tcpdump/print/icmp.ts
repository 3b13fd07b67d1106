/**
 * ICMP (print-icmp.c).
 */
import { complementOf, sumOf } from '../../../net/wire/checksum.ts';
import { hex, type Printer } from './printer.ts';

const plainNames: Readonly<Record<number, string>> = {
  4: 'source quench',
  10: 'router solicitation',
  15: 'information request',
  16: 'information reply',
  17: 'address mask request',
};
/** Longer errors may have a part of their own behind what they quote (RFC 4884). */
const shortestExtended = 156;
/** They quote what they are about. */
const errors = new Set([3, 4, 5, 11, 12]);

export function printIcmp(printer: Printer, at: number, length: number, fragmented: boolean): void {
  printer.protocol = 'icmp';
  const type = printer.u8(at);
  const code = printer.u8(at + 1);
  const text = messageText(printer, at, type, code);
  printer.put(`ICMP ${text}, length ${String(length)}`);
  if (!printer.verbose) return;
  if (!fragmented && printer.has(at, length)) {
    const { bytes } = printer;
    if (complementOf(sumOf(bytes, at, at + length)) !== 0) {
      const found = printer.u16(at + 2);
      const expected = complementOf(sumOf(bytes, at, at + length, -found));
      printer.put(` (wrong icmp cksum ${found.toString(16)} (->${expected.toString(16)})!)`);
    }
  }
  if (!errors.has(type)) return;
  const quoted = at + 8;
  printer.put('\n\t');
  if (!printer.has(quoted, 4)) {
    printer.put(' [|icmp]');
    return;
  }
  // What is quoted is expected to be cut: nothing is said of it.
  printer.layers.ip(printer, quoted, printer.u16(quoted + 2));
  printer.protocol = 'icmp';
  const mayBeExtended = (type === 3 || type === 11 || type === 12) && length > shortestExtended;
  if (mayBeExtended && !printer.has(at + 136, 1)) printer.put(' [|icmp]');
}

function messageText(printer: Printer, at: number, type: number, code: number): string {
  switch (type) {
    case 0:
    case 8:
      return `echo ${type === 8 ? 'request' : 'reply'}, id ${String(printer.u16(at + 4))}, seq ${String(printer.u16(at + 6))}`;
    case 3:
      return unreachable(printer, at, code);
    case 5: {
      const destination = printer.address(at + 24);
      const gateway = printer.address(at + 4);
      const words = redirects[code];
      return words === undefined
        ? `redirect-#${String(code)} ${destination} to ${gateway}`
        : `${words[0]} ${destination} to ${words[1]} ${gateway}`;
    }
    case 9:
      return advertisement(printer, at);
    case 11:
      printer.need(at + 24, 4);
      return code < 2
        ? (['time exceeded in-transit', 'ip reassembly time exceeded'][code] ?? '')
        : `time exceeded-#${String(code)}`;
    case 12:
      return code === 0
        ? `parameter problem - octet ${String(printer.u8(at + 4))}`
        : `parameter problem - code ${String(code)}`;
    case 13:
      return `time stamp query id ${String(printer.u16(at + 4))} seq ${String(printer.u16(at + 6))}`;
    case 14: {
      const times = [8, 12, 16].map((offset) => clock(printer.u32(at + offset)));
      return `time stamp reply id ${String(printer.u16(at + 4))} seq ${String(printer.u16(at + 6))}: org ${times[0] ?? ''}, recv ${times[1] ?? ''}, xmit ${times[2] ?? ''}`;
    }
    case 18:
      return `address mask is ${hex(printer.u32(at + 8), 8)}`;
    default:
      return plainNames[type] ?? `type-#${String(type)}`;
  }
}

const redirects: Readonly<Record<number, readonly [string, string]>> = {
  0: ['redirect', 'net'],
  1: ['redirect', 'host'],
  2: ['redirect-tos', 'net'],
  3: ['redirect-tos', 'host'],
};

/** Milliseconds since midnight. */
function clock(milliseconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const seconds = Math.floor(milliseconds / 1000);
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${String(milliseconds % 1000).padStart(3, '0')}`;
}

function advertisement(printer: Printer, at: number): string {
  const count = printer.u8(at + 4);
  const size = printer.u8(at + 5);
  const seconds = printer.u16(at + 6);
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60);
  const lifetime =
    seconds < 60
      ? String(seconds)
      : seconds < 3600
        ? `${String(minutes)}:${two(seconds % 60)}`
        : `${String(hours)}:${two(minutes % 60)}:${two(seconds % 60)}`;
  let text = `router advertisement lifetime ${lifetime} ${String(count)}:`;
  if (size !== 2) return `${text} [size ${String(size)}]`;
  for (let entry = at + 8; entry < at + 8 + count * 8; entry += 8)
    text += ` {${printer.address(entry)} ${String(printer.u32(entry + 4))}}`;
  return text;
}

const unreachables: Readonly<Record<number, readonly [before: string, after: string]>> = {
  0: ['net ', ' unreachable'],
  1: ['host ', ' unreachable'],
  5: ['', ' unreachable - source route failed'],
  6: ['net ', ' unreachable - unknown'],
  7: ['host ', ' unreachable - unknown'],
  8: ['', ' unreachable - source host isolated'],
  9: ['net ', ' unreachable - admin prohibited'],
  10: ['host ', ' unreachable - admin prohibited'],
  11: ['net ', ' unreachable - tos prohibited'],
  12: ['host ', ' unreachable - tos prohibited'],
  13: ['host ', ' unreachable - admin prohibited filter'],
  14: ['host ', ' unreachable - host precedence violation'],
  15: ['host ', ' unreachable - precedence cutoff'],
};

function unreachable(printer: Printer, at: number, code: number): string {
  const quoted = at + 8;
  const destination = printer.address(quoted + 16);
  switch (code) {
    case 2:
      return `${destination} protocol ${String(printer.u8(quoted + 9))} unreachable`;
    case 3: {
      const transport = quoted + (printer.u8(quoted) & 15) * 4;
      const port = printer.u16(transport + 2);
      const protocol = printer.u8(quoted + 9);
      if (protocol === 6) return `${destination} tcp port ${printer.port(port, 'tcp')} unreachable`;
      if (protocol === 17) return `${destination} udp port ${printer.port(port, 'udp')} unreachable`;
      return `${destination} protocol ${String(protocol)} port ${String(port)} unreachable`;
    }
    case 4: {
      const mtu = printer.u16(at + 6);
      return `${destination} unreachable - need to frag${mtu === 0 ? '' : ` (mtu ${String(mtu)})`}`;
    }
    default: {
      const words = unreachables[code];
      return words === undefined
        ? `${destination} unreachable - #${String(code)}`
        : `${words[0]}${destination}${words[1]}`;
    }
  }
}
