/**
 * ICMPv6 (print-icmp6.c): echo, errors, neighbour discovery with its options, multicast listeners.
 */
import { bitNames, hex, type Printer } from './printer.ts';
import type { Ends } from './payload.ts';
import { checksumOf } from './checksum.ts';
import { neighbourOptions, preferences } from './neighbour-options.ts';

const names: Readonly<Record<number, string>> = {
  1: 'destination unreachable',
  2: 'packet too big',
  3: 'time exceeded in-transit',
  4: 'parameter problem',
  128: 'echo request',
  129: 'echo reply',
  130: 'multicast listener query',
  131: 'multicast listener report',
  132: 'multicast listener done',
  133: 'router solicitation',
  134: 'router advertisement',
  135: 'neighbor solicitation',
  136: 'neighbor advertisement',
  137: 'redirect',
  138: 'router renumbering',
  139: 'node information query',
  140: 'node information reply',
  141: 'inverse neighbor solicitation',
  142: 'inverse neighbor advertisement',
  143: 'multicast listener report v2',
  144: 'ha discovery request',
  145: 'ha discovery reply',
  146: 'mobile router solicitation',
  147: 'mobile router advertisement',
  200: 'mtrace response',
  201: 'mtrace request',
  155: 'RPL control message',
};
/** Printers that say the length before what -v adds. */
const lengthFirst = new Set([133, 134, 135, 136, 137, 145, 147]);

export function printIcmp6(
  printer: Printer,
  at: number,
  length: number,
  ends: Ends,
  fragmented: boolean,
): void {
  printer.protocol = 'icmp6';
  printer.need(at, 4);
  const { verbose } = printer;
  if (verbose && !fragmented && printer.has(at, length)) {
    const { found, expected } = checksumOf(printer, at, length, 2, 58, ends);
    printer.put(
      expected === undefined ? '[icmp6 sum ok] ' : `[bad icmp6 cksum ${hex(found)} -> ${hex(expected)}!] `,
    );
  }
  const type = printer.u8(at);
  const code = printer.u8(at + 1);
  printer.put(`ICMP6, ${names[type] ?? `unknown icmp6 type (${String(type)})`}`);
  if (verbose && lengthFirst.has(type)) printer.put(`, length ${String(length)}`);
  if (!printMessage(printer, at, length, type, code)) return;
  if (!verbose) printer.put(`, length ${String(length)}`);
}

const flagNames = {
  router: [
    [0x80, 'managed'],
    [0x40, 'other stateful'],
    [0x20, 'home agent'],
  ],
  advertisement: [
    [0x8000_0000, 'router'],
    [0x4000_0000, 'solicited'],
    [0x2000_0000, 'override'],
  ],
} as const;

/** @returns false when nothing more is to be said */
function printMessage(printer: Printer, at: number, length: number, type: number, code: number): boolean {
  const { verbose } = printer;
  switch (type) {
    case 1:
      return unreachable(printer, at, length, code);
    case 2:
      printer.put(`, mtu ${String(printer.u32(at + 4))}`);
      break;
    case 3:
      if (code === 0) printer.put(` for ${printer.address(at + 32, 6)}`);
      else printer.put(code === 1 ? ' (reassembly)' : `, unknown code (${String(code)})`);
      break;
    case 4: {
      printer.need(at + 32, 16);
      const place = ['erroneous', 'next header', 'option', 'incomplete header chain'][code];
      printer.put(
        place === undefined ? `, code-#${String(code)}` : `, ${place} - octet ${String(printer.u32(at + 4))}`,
      );
      break;
    }
    case 128:
    case 129:
      printer.put(`, id ${String(printer.u16(at + 4))}, seq ${String(printer.u16(at + 6))}`);
      break;
    case 130:
      if (length === 24) listener(printer, at);
      else if (length >= 28) listenerQuery(printer, at);
      else printer.put(` unknown-version (len ${String(length)}) `);
      break;
    case 131:
    case 132:
      listener(printer, at);
      break;
    case 133:
      if (verbose) neighbourOptions(printer, at + 8, length - 8);
      break;
    case 134:
      if (verbose) routerAdvertisement(printer, at, length);
      break;
    case 135:
      printer.put(`, who has ${printer.address(at + 8, 6)}`);
      if (verbose) neighbourOptions(printer, at + 24, length - 24);
      break;
    case 136:
      printer.put(`, tgt is ${printer.address(at + 8, 6)}`);
      if (verbose) {
        printer.put(`, Flags [${bitNames(printer.u32(at + 4), flagNames.advertisement, 'none')}]`);
        neighbourOptions(printer, at + 24, length - 24);
      }
      break;
    case 137:
      printer.put(`, ${printer.address(at + 24, 6)} to ${printer.address(at + 8, 6)}`);
      if (verbose) neighbourOptions(printer, at + 40, length - 40);
      break;
    case 141:
    case 142:
      break;
    case 144:
    case 146:
      printer.put(`, id ${hex(printer.u16(at + 4))}`);
      break;
    case 145:
    case 147:
      if (verbose) discoveryReply(printer, at, length, type);
      break;
    case 143:
      listenerReport(printer, at, length);
      break;
    default:
      printer.put(`, length ${String(length)}`);
      if (printer.options.verbosity <= 1) printer.hexDump('\n\t', at, length);
      return false;
  }
  return true;
}

const unreachables = [
  'unreachable route',
  // The space in front is the real one's.
  ' unreachable prohibited',
  'beyond scope',
  'unreachable address',
  'unreachable port',
];

function unreachable(printer: Printer, at: number, length: number, code: number): boolean {
  const quoted = at + 8;
  printer.put(`, ${unreachables[code] ?? `unknown unreach code (${String(code)})`}`);
  const destination = code < 5 ? printer.address(quoted + 24, 6) : '';
  switch (code) {
    case 0:
    case 1:
    case 3:
      printer.put(` ${destination}`);
      return true;
    case 2:
      printer.put(` ${destination}, source address ${printer.address(quoted + 8, 6)}`);
      return true;
    case 4: {
      const upper = upperLayer(printer, quoted);
      if (upper === undefined) {
        printer.put(' [|icmp6]');
        return false;
      }
      const port = printer.u16(upper.at + 2);
      const { protocol } = upper;
      printer.put(
        `, ${destination} ${protocol === 6 ? 'tcp' : 'udp'} port ${printer.port(port, protocol === 6 ? 'tcp' : 'udp')}`,
      );
      return true;
    }
    default:
      if (printer.options.verbosity > 1) return true;
      printer.hexDump('\n\t', at, length);
      return false;
  }
}

/** Behind the extension headers of a quoted packet. */
function upperLayer(
  printer: Printer,
  start: number,
): { readonly protocol: number; readonly at: number } | undefined {
  let next = printer.u8(start + 6);
  for (let at = start + 40; at < printer.end;) {
    if (next === 6 || next === 17) return printer.has(at, 4) ? { protocol: next, at } : undefined;
    if (next !== 0 && next !== 60 && next !== 43 && next !== 44) return undefined;
    if (!printer.has(at, 4)) return undefined;
    if (next === 44 && (printer.u16(at + 2) & 0xfff8) !== 0) return undefined;
    const length = next === 44 ? 8 : (printer.u8(at + 1) + 1) * 8;
    next = printer.u8(at);
    at += length;
  }
  return undefined;
}

/** Mobile IPv6: home agents, or prefixes. */
function discoveryReply(printer: Printer, at: number, length: number, type: number): void {
  printer.put(`, id ${hex(printer.u16(at + 4))}`);
  if (type === 145) {
    for (let agent = at + 8; agent < at + length; agent += 16) printer.put(`, ${printer.address(agent, 6)}`);
    return;
  }
  const flags = printer.u8(at + 6);
  if ((flags & 0xc0) !== 0)
    printer.put(` ${(flags & 0x80) !== 0 ? 'M' : ''}${(flags & 0x40) !== 0 ? 'O' : ''}`);
  neighbourOptions(printer, at + 8, length - 8);
}

function routerAdvertisement(printer: Printer, at: number, length: number): void {
  printer.need(at, 16);
  const flags = printer.u8(at + 5);
  printer.put(
    `\n\thop limit ${String(printer.u8(at + 4))}, Flags [${bitNames(flags, flagNames.router, 'none')}], ` +
      `pref ${preferences[(flags & 0x18) >> 3] ?? ''}, router lifetime ${String(printer.u16(at + 6))}s, ` +
      `reachable time ${String(printer.u32(at + 8))}ms, retrans timer ${String(printer.u32(at + 12))}ms`,
  );
  neighbourOptions(printer, at + 16, length - 16);
}

/** Multicast listener discovery, first version. */
function listener(printer: Printer, at: number): void {
  if (!printer.has(at, 24)) return;
  printer.put(`max resp delay: ${String(printer.u16(at + 4))} addr: ${printer.address(at + 8, 6)}`);
}

/** A number that grows exponentially in its upper half. */
const expanded = (value: number, from: number, bits: number) =>
  value < from ? value : ((value & ((1 << bits) - 1)) | (1 << bits)) << (((value >> bits) & 7) + 3);

function listenerQuery(printer: Printer, at: number): void {
  printer.put(' v2');
  const { verbose, options } = printer;
  if (verbose) printer.put(` [max resp delay=${String(expanded(printer.u16(at + 4), 32_768, 12))}]`);
  printer.put(` [gaddr ${printer.address(at + 8, 6)}`);
  if (verbose) {
    const flags = printer.u8(at + 24);
    if ((flags & 8) !== 0) printer.put(' sflag');
    if ((flags & 7) !== 0) printer.put(` robustness=${String(flags & 7)}`);
    printer.put(` qqi=${String(expanded(printer.u8(at + 25), 128, 4))}`);
  }
  const sources = printer.u16(at + 26);
  if (sources > 0) {
    if (options.verbosity > 1) printer.put(` {${addresses(printer, at + 28, sources)} }`);
    else printer.put(`, ${String(sources)} source(s)`);
  }
  printer.put(']');
}

const recordNames = ['', 'is_in', 'is_ex', 'to_in', 'to_ex', 'allow', 'block'];

function listenerReport(printer: Printer, at: number, length: number): void {
  if (length < 8) {
    printer.put(` [invalid len ${String(length)}]`);
    return;
  }
  const records = printer.u16(at + 6);
  printer.put(`, ${String(records)} group record(s)`);
  if (!printer.verbose) return;
  let record = 8;
  for (let index = 0; index < records; index++) {
    if (length < record + 20) {
      printer.put(' [invalid number of groups]');
      return;
    }
    const from = at + record;
    const type = printer.u8(from);
    printer.put(
      ` [gaddr ${printer.address(from + 4, 6)} ${recordNames[type] || ` [v2-report-#${String(type)}]`}`,
    );
    const sources = printer.u16(from + 2);
    if (length < record + 20 + sources * 16) {
      printer.put(` [invalid number of sources ${String(sources)}]`);
      return;
    }
    if (printer.options.verbosity === 1) printer.put(`, ${String(sources)} source(s)`);
    else printer.put(` {${addresses(printer, from + 20, sources)} }`);
    record += 20 + sources * 16;
    printer.put(']');
  }
}

function addresses(printer: Printer, at: number, count: number): string {
  let text = '';
  for (let index = 0; index < count; index++) text += ` ${printer.address(at + index * 16, 6)}`;
  return text;
}
