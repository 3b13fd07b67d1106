/**
 * UDP (print-udp.c) and what known ports carry: DNS, VXLAN, OTV (the same format on another port).
 */
import { Address } from '../../../net/address/address.ts';
import { complementOf, pseudoHeaderSum, sumOf } from '../../../net/wire/checksum.ts';
import { get16, get24, get32, get8 } from '../../../net/wire/network-order.ts';
import { printDns } from './dns.ts';
import { hex, type Printer } from './printer.ts';
import type { Ends } from './tcp.ts';

export type PrintFrame = (printer: Printer, bytes: Uint8Array, at: number, end: number) => void;

export function printUdp(
  printer: Printer,
  bytes: Uint8Array,
  at: number,
  end: number,
  ends: Ends,
  fragmented: boolean,
  printFrame: PrintFrame,
): void {
  const sourcePort = get16(bytes, at);
  const destinationPort = get16(bytes, at + 2);
  const from = `${printer.address(bytes, ends.source, ends.family)}.${printer.port(sourcePort, 'udp')}`;
  const to = `${printer.address(bytes, ends.destination, ends.family)}.${printer.port(destinationPort, 'udp')}`;
  printer.put(`${from} > ${to}: `);
  if (at + 8 > bytes.length) {
    printer.put('[|udp]');
    return;
  }
  const length = get16(bytes, at + 4) - 8;
  if (printer.options.quick) {
    printer.put(`UDP, length ${String(length)}`);
    return;
  }
  if (
    printer.options.verbosity > 1 &&
    !printer.options.ignoreChecksums &&
    !fragmented &&
    at + 8 + length <= bytes.length
  )
    printer.put(checksumText(printer, bytes, at, at + 8 + length, ends));
  const start = at + 8;
  const stop = Math.min(end, bytes.length);
  const isPort = (port: number) => sourcePort === port || destinationPort === port;
  if (stop <= start) {
    printer.put(`UDP, length ${String(length)}`);
    return;
  }
  if (isPort(53)) printDns(printer, bytes.subarray(start, stop), length);
  else if (isPort(4789)) printVxlan(printer, bytes, start, stop, printFrame);
  else if (isPort(8472)) printOtv(printer, bytes, start, stop, printFrame);
  else printer.put(`UDP, length ${String(length)}`);
}

function checksumText(printer: Printer, bytes: Uint8Array, at: number, end: number, ends: Ends): string {
  const found = get16(bytes, at + 6);
  if (found === 0) return '[no cksum] ';
  const octets = ends.family === 4 ? 4 : 16;
  const source = Address.fromBytes(bytes.subarray(ends.source, ends.source + octets));
  const destination = Address.fromBytes(bytes.subarray(ends.destination, ends.destination + octets));
  const pseudo = pseudoHeaderSum(source, destination, 17, end - at);
  if (printer.partialChecksum)
    return `[bad udp cksum ${hex(complementOf(pseudo) ^ 0xffff)} -> ${hex(found)}!] `;
  const sum = complementOf(sumOf(bytes, at, end, pseudo));
  if (sum === 0) return '[udp sum ok] ';
  return `[bad udp cksum ${hex(found)} -> ${hex(complementOf(sumOf(bytes, at, end, pseudo - found)))}!] `;
}

function printVxlan(
  printer: Printer,
  bytes: Uint8Array,
  at: number,
  end: number,
  printFrame: PrintFrame,
): void {
  const flags = get8(bytes, at);
  printer.put(
    `VXLAN, flags [${(flags & 8) !== 0 ? 'I' : '.'}] (${hex(flags, 2)}), vni ${String(get24(bytes, at + 4))}\n`,
  );
  printFrame(printer, bytes, at + 8, end);
}

/** print-otv.c: overlay and instance stand where VXLAN has reserved bits and the VNI. */
function printOtv(
  printer: Printer,
  bytes: Uint8Array,
  at: number,
  end: number,
  printFrame: PrintFrame,
): void {
  const flags = get8(bytes, at);
  const overlay = get24(bytes, at + 1);
  const instance = get32(bytes, at + 4) >>> 8;
  printer.put(
    `OTV, flags [${(flags & 8) !== 0 ? 'I' : '.'}] (${hex(flags, 2)}), overlay ${String(overlay)}, instance ${String(instance)}\n`,
  );
  printFrame(printer, bytes, at + 8, end);
}
