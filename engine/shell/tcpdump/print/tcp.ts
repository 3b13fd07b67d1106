/**
 * TCP (print-tcp.c): flags, sequence numbers relative to the first ones seen, and what the port promises.
 */
import { checksumOf } from './checksum.ts';
import { printBgp } from './bgp.ts';
import { printDns } from './dns.ts';
import { printHttp } from './http.ts';
import type { Ends } from './payload.ts';
import { characters, hex, type Printer } from './printer.ts';
import { tcpOptions } from './tcp-options.ts';

const flagLetters = ['F', 'S', 'R', 'P', '.', 'U', 'E', 'W'];
const httpPorts = new Set([80, 8080, 3128]);

export function printTcp(printer: Printer, at: number, given: number, ends: Ends, fragmented: boolean): void {
  printer.protocol = 'tcp';
  const { options } = printer;
  const address = (where: number) => printer.address(where, ends.family);
  if (!printer.has(at, 4)) {
    printer.put(`${address(ends.source)} > ${address(ends.destination)}: [|tcp]`);
    return;
  }
  const sourcePort = printer.u16(at);
  const destinationPort = printer.u16(at + 2);
  const end = (where: number, port: number) =>
    `${ends.said ? '' : `${address(where)}.`}${printer.port(port, 'tcp')}`;
  printer.put(`${end(ends.source, sourcePort)} > ${end(ends.destination, destinationPort)}: `);
  printer.need(at, 20);
  const headerLength = (printer.u8(at + 12) >> 4) * 4;
  if (headerLength < 20) {
    printer.put(
      ` tcp ${String((given - headerLength) >>> 0)} [bad hdr length ${String(headerLength)} - too short, < 20]`,
    );
    return;
  }
  let sequence = printer.u32(at + 4);
  let acknowledgement = printer.u32(at + 8);
  const flags = printer.u8(at + 13);
  const isTooLong =
    headerLength > given ? ` [bad hdr length ${String(headerLength)} - too long, > ${String(given)}]` : '';
  if (options.quick) {
    printer.put(`tcp ${String((given - headerLength) >>> 0)}${isTooLong}`);
    return;
  }
  const letters = flagLetters.filter((_, bit) => (flags & (1 << bit)) !== 0);
  printer.put(`Flags [${letters.length === 0 ? 'none' : letters.join('')}]`);

  let base = { sequence: 0, acknowledgement: 0 };
  if (!options.absolute && (flags & 16) !== 0) {
    const key = conversationOf(printer, ends, sourcePort, destinationPort);
    const known = printer.conversations.get(key.name);
    if (known === undefined || (flags & 2) !== 0) {
      const before = (acknowledgement - 1) >>> 0;
      printer.conversations.set(
        key.name,
        key.reversed ? { forward: before, backward: sequence } : { forward: sequence, backward: before },
      );
      // The numbers of this segment are shown as they are, but not those of its selective acknowledgement.
      base = { sequence, acknowledgement: before };
    } else {
      base = key.reversed
        ? { sequence: known.backward, acknowledgement: known.forward }
        : { sequence: known.forward, acknowledgement: known.backward };
      sequence = (sequence - base.sequence) >>> 0;
      acknowledgement = (acknowledgement - base.acknowledgement) >>> 0;
    }
  }
  if (isTooLong !== '') {
    printer.put(isTooLong);
    return;
  }
  if (printer.verbose && !options.ignoreChecksums && !fragmented && printer.has(at, given))
    printer.put(`, cksum ${checksumText(printer, at, given, ends)}`);
  const length = given - headerLength;
  if (options.verbosity > 1 || length > 0 || (flags & 7) !== 0) {
    printer.put(`, seq ${String(sequence)}`);
    if (length > 0) printer.put(`:${String((sequence + length) >>> 0)}`);
  }
  if ((flags & 16) !== 0) printer.put(`, ack ${String(acknowledgement)}`);
  printer.put(`, win ${String(printer.u16(at + 14))}`);
  if ((flags & 32) !== 0) printer.put(`, urg ${String(printer.u16(at + 18))}`);
  if (headerLength > 20 && !tcpOptions(printer, at + 20, at + headerLength, base)) return;
  printer.put(`, length ${String(length)}`);
  if (length <= 0) return;
  const start = at + headerLength;
  if ((flags & 4) !== 0 && printer.verbose) {
    resetData(printer, start, length);
    return;
  }
  if (httpPorts.has(sourcePort) || httpPorts.has(destinationPort)) {
    printer.put(': ');
    printHttp(printer, start, length);
  } else if (sourcePort === 53 || destinationPort === 53) {
    printer.put(' ');
    // A message begins with its length.
    printDns(printer, start + 2, length - 2);
  } else if (sourcePort === 179 || destinationPort === 179) printBgp(printer, start, length);
}

/** What a reset says in plain text. */
function resetData(printer: Printer, at: number, given: number): void {
  const length = Math.min(given, 30);
  printer.put(given > 30 ? ' [!RST ' : ' [RST ');
  const end = Math.min(at + length, printer.end);
  printer.put(characters(printer.octets(at, end - at)));
  printer.put(']');
}

/** One name for both directions (the smaller end first). */
function conversationOf(
  printer: Printer,
  ends: Ends,
  sourcePort: number,
  destinationPort: number,
): { readonly name: string; readonly reversed: boolean } {
  const octets = ends.family === 4 ? 4 : 16;
  const one = `${printer.octets(ends.source, octets).join('.')}:${String(sourcePort)}`;
  const other = `${printer.octets(ends.destination, octets).join('.')}:${String(destinationPort)}`;
  const reversed = one > other;
  return { name: reversed ? `${other} ${one}` : `${one} ${other}`, reversed };
}

function checksumText(printer: Printer, at: number, length: number, ends: Ends): string {
  const { found, expected, pseudo } = checksumOf(printer, at, length, 16, 6, ends);
  if (printer.partialChecksum) return `${hex(pseudo)} (incorrect -> ${hex(found)})`;
  return `${hex(found)} (${expected === undefined ? 'correct' : `incorrect -> ${hex(expected)}`})`;
}
