/**
 * Options of an IPv4 header (print-ip.c: ip_optprint): recorded and wanted routes, time stamps, router alert.
 */
import { type Printer, Truncated } from './printer.ts';

const names: Readonly<Record<number, string>> = {
  0: 'EOL',
  1: 'NOP',
  7: 'RR',
  68: 'timestamp',
  82: 'traceroute',
  130: 'security',
  131: 'LSRR',
  137: 'SSRR',
  148: 'RA',
};

/** @returns whether all octets are there */
export function ipOptions(printer: Printer, start: number, length: number): boolean {
  try {
    printOptions(printer, start, length);
    return true;
  } catch (error) {
    if (!(error instanceof Truncated)) throw error;
    printer.put(' [truncated-option]');
    return false;
  }
}

function printOptions(printer: Printer, start: number, length: number): void {
  const end = start + length;
  for (let at = start; at < end;) {
    if (at > start) printer.put(',');
    const kind = printer.u8(at);
    printer.put(names[kind] ?? `unknown ${String(kind)}`);
    const octets = kind < 2 ? 1 : printer.u8(at + 1);
    if (octets < 1 || (kind > 1 && octets < 2) || at + octets > end) {
      printer.put(` [bad length ${String(octets)}]`);
      return;
    }
    printer.need(at, octets);
    switch (kind) {
      case 0:
        return;
      case 7:
      case 131:
      case 137:
        route(printer, at, octets);
        break;
      case 68:
        timestamps(printer, at, octets);
        break;
      case 148: {
        const value = octets < 4 ? 0 : printer.u16(at + 2);
        if (octets < 4) printer.put(` [bad length ${String(octets)}]`);
        else if (value !== 0) printer.put(` value ${String(value)}`);
      }
    }
    at += octets;
  }
}

function route(printer: Printer, at: number, length: number): void {
  if (length < 3) {
    printer.put(` [bad length ${String(length)}]`);
    return;
  }
  if (((length + 1) & 3) !== 0) printer.put(` [bad length ${String(length)}]`);
  const pointer = printer.u8(at + 2) - 1;
  if (pointer < 3 || ((pointer + 1) & 3) !== 0 || pointer > length + 1)
    printer.put(` [bad ptr ${String(pointer + 1)}]`);
  for (let entry = 3; entry < length; entry += 4) {
    printer.put(` ${printer.address(at + entry)}`);
    if (pointer > entry) printer.put(',');
  }
}

const kinds: Readonly<Record<number, string>> = { 0: 'TSONLY', 1: 'TS+ADDR', 3: 'PRESPEC' };

function timestamps(printer: Printer, at: number, length: number): void {
  if (length < 4) {
    printer.put(`[bad length ${String(length)}]`);
    return;
  }
  printer.put(' TS{');
  const flags = printer.u8(at + 3);
  const kind = flags & 15;
  const step = kind === 0 ? 4 : 8;
  if (((length - 4) & (step - 1)) !== 0) printer.put(`[bad length ${String(length)}]`);
  const pointer = printer.u8(at + 2) - 1;
  if (pointer < 4 || ((pointer - 4) & (step - 1)) !== 0 || pointer > length + 1)
    printer.put(`[bad ptr ${String(pointer + 1)}]`);
  const name = kinds[kind];
  printer.put(name ?? `[bad ts type ${String(kind)}]`);
  let entry = 0;
  if (name !== undefined) {
    for (entry = 4; entry < length; entry += step) {
      const time = printer.u32(at + entry + step - 4);
      const place = step === 8 ? printer.address(at + entry) : '';
      printer.put(`${pointer === entry ? ' ^ ' : ' '}${String(time)}@${place}`);
    }
  }
  printer.put(pointer === entry ? ' ^ ' : '');
  printer.put(flags >> 4 === 0 ? '}' : ` [${String(flags >> 4)} hops not recorded]} `);
}
