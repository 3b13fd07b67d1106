/**
 * One captured packet as tcpdump prints it: time, link layer, the rest, and the octets if asked for (print.c).
 */
import type { LinkType } from '../filter/frame.ts';
import { dumpText } from './dump.ts';
import { printCooked, printCookedV1, printEthernet, printRaw } from './link.ts';
import { type Printer, Truncated } from './printer.ts';
import { timeText } from './time.ts';

export interface CapturedPacket {
  /** Microseconds since 1970. */
  readonly time: number;
  readonly linkType: LinkType;
  /** From the link-layer header on, perhaps cut. */
  readonly bytes: Uint8Array;
  readonly length: number;
  readonly partialChecksum: boolean;
}

const headerLength = (type: LinkType) => ({ ethernet: 14, sll2: 20, sll: 16, raw: 0 })[type];

export interface Timing {
  previous: number | undefined;
  first: number | undefined;
  count: number;
}

/** @returns the lines, with their newline */
export function packetText(
  printer: Printer,
  packet: CapturedPacket,
  timing: Timing,
  interfaceName: (index: number) => string | undefined,
): string {
  const { options } = printer;
  timing.count++;
  printer.text = options.numbered ? `${String(timing.count).padStart(5)}  ` : '';
  printer.put(timeText(options, packet.time, timing.previous, timing.first));
  timing.previous = packet.time;
  timing.first ??= packet.time;
  printer.partialChecksum = packet.partialChecksum;
  const { bytes, length } = packet;
  printer.bytes = bytes;
  printer.end = bytes.length;
  let header = 0;
  try {
    switch (packet.linkType) {
      case 'ethernet':
        header = printEthernet(printer, 0, length);
        break;
      case 'sll2':
        header = printCooked(printer, length, interfaceName);
        break;
      case 'sll':
        header = printCookedV1(printer, length);
        break;
      case 'raw':
        if (options.linkHeader) printer.put('ip: ');
        printRaw(printer, 0, length);
    }
  } catch (error) {
    if (!(error instanceof Truncated)) throw error;
    printer.put(` [|${printer.protocol}]`);
    header = printer.protocol === 'arp' ? 0 : headerLength(packet.linkType);
  }
  const { dump } = options;
  const start = dump?.length === 2 ? 0 : header;
  if (dump !== undefined && start < bytes.length) {
    const kind = dump.charAt(0) as 'A' | 'x' | 'X';
    printer.put(dumpText(bytes, start, kind));
  }
  return `${printer.text}\n`;
}
