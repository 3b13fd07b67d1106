/**
 * BGP (print-bgp.c): with -v which messages a segment holds. Left out: what is in them.
 */
import type { Printer } from './printer.ts';

const names = ['Unknown', 'Open', 'Update', 'Notification', 'Keepalive', 'Route Refresh'];
const headerLength = 19;

export function printBgp(printer: Printer, start: number, length: number): void {
  printer.protocol = 'bgp';
  printer.put(': BGP');
  if (!printer.verbose) return;
  const end = Math.min(start + length, printer.end);
  for (let at = start; at + headerLength <= end;) {
    const octets = printer.u16(at + 16);
    const type = printer.u8(at + 18);
    if (octets < headerLength) return;
    printer.put(`\n\t${names[type] ?? 'Unknown'} Message (${String(type)}), length: ${String(octets)}`);
    at += octets;
  }
}
