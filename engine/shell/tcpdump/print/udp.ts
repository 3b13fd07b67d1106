/**
 * UDP (print-udp.c) and the tunnels over it: VXLAN, OTV (the same format on another port), Geneve.
 */
import { checksumOf } from './checksum.ts';
import { printDns } from './dns.ts';
import type { Ends } from './payload.ts';
import { etherNames } from './names.ts';
import { bitNames, hex, type Printer } from './printer.ts';

export function printUdp(printer: Printer, at: number, given: number, ends: Ends, fragmented: boolean): void {
  printer.protocol = 'udp';
  const { options } = printer;
  const say = (port?: { readonly source: number; readonly destination: number }) => {
    const end = (where: number, number: number | undefined) => {
      const name = number === undefined ? '' : printer.port(number, 'udp');
      if (ends.said && number !== undefined) return name;
      return printer.address(where, ends.family) + (name === '' ? '' : `.${name}`);
    };
    printer.put(`${end(ends.source, port?.source)} > ${end(ends.destination, port?.destination)}: `);
  };
  if (!printer.has(at, 4)) {
    say();
    printer.put(' [|udp]');
    return;
  }
  const ports = { source: printer.u16(at), destination: printer.u16(at + 2) };
  say(ports);
  if (given < 8) {
    printer.put(`truncated-udp ${String(given)}`);
    return;
  }
  if (!printer.has(at + 4, 2)) {
    printer.put(' [|udp]');
    return;
  }
  const whole = printer.u16(at + 4);
  if (whole < 8) {
    printer.put(`truncated-udplength ${String(whole)}`);
    return;
  }
  const said = whole - 8;
  const length = Math.min(said, given - 8);
  const start = at + 8;
  if (start > printer.end) {
    printer.put(' [|udp]');
    return;
  }
  if (
    options.verbosity > (ends.family === 4 ? 1 : 0) &&
    !options.ignoreChecksums &&
    !fragmented &&
    printer.has(at, 8 + length)
  )
    printer.put(checksumText(printer, at, 8 + length, ends));
  const isPort = (port: number) => ports.source === port || ports.destination === port;
  const isFor = (port: number, type: string) =>
    options.forced === type || (options.forced === undefined && isPort(port));
  if (!options.quick) {
    if (isFor(53, 'domain')) {
      printDns(printer, start, length);
      return;
    }
    if (isFor(4789, 'vxlan')) {
      printVxlan(printer, start, length);
      return;
    }
    if (isPort(8472)) {
      printOtv(printer, start, length);
      return;
    }
    if (isPort(6081)) {
      printGeneve(printer, start, length);
      return;
    }
  }
  if (said > length && !fragmented) printer.put(`UDP, bad length ${String(said)} > ${String(length)}`);
  else printer.put(`UDP, length ${String(said)}`);
}

function checksumText(printer: Printer, at: number, length: number, ends: Ends): string {
  // Over IPv6 there must be one.
  if (ends.family === 4 && printer.u16(at + 6) === 0) return '[no cksum] ';
  const { found, expected, pseudo } = checksumOf(printer, at, length, 6, 17, ends);
  if (printer.partialChecksum) return `[bad udp cksum ${hex(pseudo)} -> ${hex(found)}!] `;
  return expected === undefined ? '[udp sum ok] ' : `[bad udp cksum ${hex(found)} -> ${hex(expected)}!] `;
}

const flagText = (flags: number, none: string) =>
  `flags [${(flags & 8) !== 0 ? 'I' : none}] (${hex(flags, 2)})`;

function printVxlan(printer: Printer, at: number, length: number): void {
  printer.protocol = 'vxlan';
  if (length < 8) {
    printer.put('VXLAN (invalid)');
    return;
  }
  printer.put(`VXLAN, ${flagText(printer.u8(at), 'invalid')}, `);
  printer.put(`vni ${String(printer.u24(at + 4))}\n`);
  printer.layers.ethernet(printer, at + 8, length - 8);
}

/** print-otv.c: overlay and instance stand where VXLAN has reserved bits and the VNI. */
function printOtv(printer: Printer, at: number, length: number): void {
  printer.protocol = 'otv';
  printer.put('OTV, ');
  if (length < 8) {
    printer.put(' (invalid)');
    return;
  }
  printer.put(`${flagText(printer.u8(at), '.')}, `);
  printer.put(`overlay ${String(printer.u24(at + 1))}, `);
  printer.put(`instance ${String(printer.u24(at + 4))}\n`);
  printer.layers.ethernet(printer, at + 8, length - 8);
}

/** print-geneve.c; its options are only counted. */
function printGeneve(printer: Printer, at: number, length: number): void {
  printer.protocol = 'geneve';
  printer.put('Geneve');
  const first = printer.u8(at);
  const version = first >> 6;
  if (version !== 0) {
    printer.put(` ERROR: unknown-version ${String(version)}`);
    return;
  }
  const flags = printer.u8(at + 1);
  const type = printer.u16(at + 2);
  const reserved = printer.u8(at + 7);
  const names = [
    [0x80, 'O'],
    [0x40, 'C'],
    [0x3f, 'R'],
  ] as const;
  printer.put(`, Flags [${bitNames(flags, names, 'none').replace(/, /g, '')}]`);
  if ((flags & 0x3f) !== 0) printer.put(` reserved bits ${hex(flags & 0x3f)}`);
  printer.put(`, vni ${hex(printer.u24(at + 4), 1)}`);
  if (reserved !== 0) printer.put(`, rsvd ${hex(reserved, 1)}`);
  if (printer.options.linkHeader) printer.put(`, proto ${etherNames[type] ?? 'unknown'} (${hex(type)})`);
  const octets = (first & 0x3f) * 4;
  if (octets > 0) printer.put(`, options [${String(octets)} bytes]`);
  const next = at + 8 + octets;
  printer.put(printer.verbose ? '\n\t' : ': ');
  const rest = length - 8 - octets;
  if (type === 0x6558) printer.layers.ethernet(printer, next, rest);
  else if (!printer.layers.network(printer, type, next, rest)) printer.put(`geneve-proto-${hex(type)}`);
}
