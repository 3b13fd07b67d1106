/**
 * One captured packet as tcpdump prints it: time, link layer, the rest, and the octets if asked for (print.c).
 */
import type { LinkType } from '../filter/frame.ts';
import { dumpText } from './dump.ts';
import { printCooked, printCookedV1, printEthernet, printNetwork } from './link.ts';
import type { Printer } from './printer.ts';
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
  const { bytes } = packet;
  let header = 0;
  switch (packet.linkType) {
    case 'ethernet':
      header = 14;
      printEthernet(printer, bytes, 0, packet.length);
      break;
    case 'sll2':
      header = 20;
      printCooked(printer, bytes, packet.length, interfaceName);
      break;
    case 'sll':
      header = 16;
      printCookedV1(printer, bytes, packet.length);
      break;
    case 'raw':
      if (options.linkHeader) printer.put('ip: ');
      printNetwork(printer, bytes, 0x0800, 0, packet.length);
  }
  const { dump } = options;
  if (dump !== undefined) {
    const kind = dump.charAt(0) as 'A' | 'x' | 'X';
    printer.put(dumpText(bytes, dump.length === 2 ? 0 : header, kind));
  }
  return `${printer.text}\n`;
}
