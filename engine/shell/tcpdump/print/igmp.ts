/**
 * IGMP (print-igmp.c): queries, reports of three versions, leaving.
 */
import { complementOf, sumOf } from '../../../net/wire/checksum.ts';
import type { Printer } from './printer.ts';

const recordNames = ['', 'is_in', 'is_ex', 'to_in', 'to_ex', 'allow', 'block'];

export function printIgmp(printer: Printer, at: number, length: number): void {
  printer.protocol = 'igmp';
  if (printer.options.quick) {
    printer.put('igmp');
    return;
  }
  const type = printer.u8(at);
  const group = () => printer.address(at + 4);
  switch (type) {
    case 0x11:
      printer.put('igmp query');
      if (length >= 12) query(printer, at, length);
      else {
        const delay = printer.u8(at + 1);
        printer.put(delay === 0 ? ' v1' : ' v2');
        if (delay !== 0 && delay !== 100) printer.put(` [max resp time ${String(delay)}]`);
        if (printer.u32(at + 4) !== 0) printer.put(` [gaddr ${group()}]`);
        if (length !== 8) printer.put(` [len ${String(length)}]`);
      }
      break;
    case 0x12:
    case 0x16:
      printer.put(`igmp ${type === 0x12 ? 'v1' : 'v2'} report ${group()}`);
      if (length !== 8) printer.put(` [len ${String(length)}]`);
      break;
    case 0x17:
      printer.put(`igmp leave ${group()}`);
      if (length !== 8) printer.put(` [len ${String(length)}]`);
      break;
    case 0x22:
      report(printer, at, length);
      break;
    default:
      printer.put(`igmp-${String(type)}`);
  }
  if (printer.verbose && printer.has(at, length) && complementOf(sumOf(printer.bytes, at, at + length)) !== 0)
    printer.put(` bad igmp cksum ${printer.u16(at + 2).toString(16)}!`);
}

const expanded = (value: number) =>
  value < 128 ? value : ((value & 15) | 16) << (((value & 0x70) >> 4) + 3);

function query(printer: Printer, at: number, length: number): void {
  printer.put(' v3');
  const delay = expanded(printer.u8(at + 1));
  if (delay !== 100) printer.put(` [max resp time ${(delay / 10).toFixed(1)}s]`);
  if (printer.u32(at + 4) === 0) return;
  printer.put(` [gaddr ${printer.address(at + 4)}`);
  const sources = printer.u16(at + 10);
  if (sources > 0 && length >= 12 + sources * 4) {
    if (printer.options.verbosity > 1) {
      printer.put(' {');
      for (let index = 0; index < sources; index++) printer.put(` ${printer.address(at + 12 + index * 4)}`);
      printer.put(' }');
    } else printer.put(`, ${String(sources)} source(s)`);
  }
  printer.put(']');
}

function report(printer: Printer, at: number, length: number): void {
  printer.put('igmp v3 report');
  if (length < 16) {
    printer.put(` [invalid len ${String(length)}]`);
    return;
  }
  const records = printer.u16(at + 6);
  printer.put(`, ${String(records)} group record(s)`);
  if (!printer.verbose) return;
  let record = 8;
  for (let index = 0; index < records; index++) {
    const from = at + record;
    const type = printer.u8(from);
    const sources = printer.u16(from + 2);
    printer.put(
      ` [gaddr ${printer.address(from + 4)} ${recordNames[type] || ` [v3-report-#${String(type)}]`}`,
    );
    if (printer.options.verbosity === 1) printer.put(`, ${String(sources)} source(s)`);
    else {
      printer.put(' {');
      for (let source = 0; source < sources; source++)
        printer.put(` ${printer.address(from + 8 + source * 4)}`);
      printer.put(' }');
    }
    record += 8 + sources * 4;
    printer.put(']');
  }
}
