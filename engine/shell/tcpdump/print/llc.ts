/**
 * Frames with a length in place of a type (print-llc.c, print-stp.c): the LLC header, and the configuration messages of
 * spanning trees behind it.
 */
import { hex, type Printer } from './printer.ts';

const points: Readonly<Record<number, string>> = {
  0x00: 'Null',
  0x02: 'Global',
  0x06: 'IP',
  0x42: 'STP',
  0xaa: 'SNAP',
  0xe0: 'IPX',
  0xf0: 'NetBeui',
  0xfe: 'OSI',
};

/** @param frame where the Ethernet header is @returns the length of the LLC header */
export function printLlc(printer: Printer, at: number, length: number, frame: number): number {
  printer.protocol = 'llc';
  printer.need(at, 3);
  const destination = printer.u8(at);
  const source = printer.u8(at + 1);
  const control = printer.u8(at + 2);
  if (printer.options.linkHeader)
    printer.put(
      `LLC, dsap ${points[destination & 0xfe] ?? 'Unknown'} (${hex(destination & 0xfe, 2)}) ${(destination & 1) === 0 ? 'Individual' : 'Group'}, ` +
        `ssap ${points[source & 0xfe] ?? 'Unknown'} (${hex(source & 0xfe, 2)}) ${(source & 1) === 0 ? 'Command' : 'Response'}, ctrl ${hex(control, 2)}: `,
    );
  if (destination === 0x42 && source === 0x42 && control === 3) {
    printStp(printer, at + 3, length - 3);
    return 3;
  }
  if (!printer.options.linkHeader)
    printer.put(`${printer.mac(frame + 6)} > ${printer.mac(frame)}, 802.3, length ${String(length)}: `);
  printer.unknown(at);
  return 0;
}

const flagNames = [
  [0x01, 'Topology change'],
  [0x80, 'Topology change ACK'],
] as const;

function printStp(printer: Printer, at: number, length: number): void {
  printer.protocol = 'stp';
  printer.put('STP 802.1d');
  const kind = printer.u8(at + 3);
  if (kind === 0x80) {
    printer.put(', Topology Change');
    return;
  }
  const flags = flagNames.filter(([bit]) => (printer.u8(at + 4) & bit) !== 0).map(([, name]) => name);
  const bridge = (from: number) =>
    `${printer
      .octets(from, 2)
      .map((octet) => octet.toString(16).padStart(2, '0'))
      .join('')}.${printer.mac(from + 2)}`;
  printer.put(`, Config, Flags [${flags.length === 0 ? 'none' : flags.join(', ')}]`);
  const port = printer.octets(at + 25, 2).map((octet) => octet.toString(16).padStart(2, '0'));
  printer.put(`, bridge-id ${bridge(at + 17)}.${port.join('')}, length ${String(length)}`);
  if (!printer.verbose) return;
  const seconds = (from: number) => (printer.u16(from) / 256).toFixed(2);
  printer.put(
    `\n\tmessage-age ${seconds(at + 27)}s, max-age ${seconds(at + 29)}s, hello-time ${seconds(at + 31)}s, forwarding-delay ${seconds(at + 33)}s` +
      `\n\troot-id ${bridge(at + 5)}, root-pathcost ${String(printer.u32(at + 13))}`,
  );
}
