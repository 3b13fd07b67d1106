/**
 * GRE (print-gre.c), version 0: flags, then a packet or a frame of the type it says.
 */
import { etherNames } from './names.ts';
import { bitNames, hex, type Printer } from './printer.ts';

const flagNames = [
  [0x8000, 'checksum present'],
  [0x4000, 'routing present'],
  [0x2000, 'key present'],
  [0x1000, 'sequence# present'],
  [0x0800, 'source routing present'],
  [0x0080, 'ack present'],
] as const;

export function printGre(printer: Printer, at: number, length: number): void {
  printer.protocol = 'gre';
  const flags = printer.u16(at);
  const version = flags & 7;
  printer.put(`GREv${String(version)}`);
  if (version > 1) {
    printer.put(' ERROR: unknown-version');
    return;
  }
  if (printer.verbose) printer.put(`, Flags [${bitNames(flags, flagNames, 'none')}]`);
  const type = printer.u16(at + 2);
  const protocol = printer.options.linkHeader
    ? `, proto ${etherNames[type] ?? 'unknown'} (${hex(type)})`
    : '';
  if (version === 1) {
    // Point-to-point tunnels; a packet without a number only acknowledges.
    printer.put(`${(flags & 0x1000) === 0 ? ', no-payload' : ''}${protocol}, length ${String(length)}`);
    return;
  }
  let next = at + 4;
  if ((flags & 0xc000) !== 0) {
    if (printer.verbose) printer.put(`, sum ${hex(printer.u16(next), 1)}`);
    printer.put(`, off ${hex(printer.u16(next + 2), 1)}`);
    next += 4;
  }
  if ((flags & 0x2000) !== 0) {
    printer.put(`, key=${hex(printer.u32(next), 1)}`);
    next += 4;
  }
  if ((flags & 0x1000) !== 0) {
    printer.put(`, seq ${String(printer.u32(next))}`);
    next += 4;
  }
  printer.put(`${protocol}, length ${String(length)}`);
  printer.put(printer.verbose ? '\n\t' : ': ');
  const rest = length - (next - at);
  if (type === 0x6558) printer.layers.ethernet(printer, next, rest);
  else if (!printer.layers.network(printer, type, next, rest)) printer.put(`gre-proto-${hex(type)}`);
}
