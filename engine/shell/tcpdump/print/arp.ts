/**
 * ARP, RARP, inverse ARP (print-arp.c).
 */
import { etherNames } from './names.ts';
import { hex, type Printer } from './printer.ts';

const hardwareNames: Readonly<Record<number, string>> = {
  1: 'Ethernet',
  6: 'TokenRing',
  7: 'ArcNet',
  15: 'FrameRelay',
  19: 'ATM',
  23: 'Strip',
  24: 'IEEE 1394',
  32: 'InfiniBand',
};
const operationNames: Readonly<Record<number, string>> = {
  1: 'Request',
  2: 'Reply',
  3: 'Reverse Request',
  4: 'Reverse Reply',
  8: 'Inverse Request',
  9: 'Inverse Reply',
  10: 'NACK Reply',
};

export function printArp(printer: Printer, at: number, length: number): void {
  printer.protocol = 'arp';
  printer.need(at, 8);
  const hardware = printer.u16(at);
  const protocol = printer.u16(at + 2);
  const hardwareLength = printer.u8(at + 4);
  const protocolLength = printer.u8(at + 5);
  const operation = printer.u16(at + 6);
  const sender = at + 8;
  const senderAddress = sender + hardwareLength;
  const target = senderAddress + protocolLength;
  const targetAddress = target + hardwareLength;
  printer.need(targetAddress, protocolLength);
  const { verbose } = printer;
  if (!printer.options.linkHeader) printer.put('ARP, ');
  const isIp = protocol === 0x0800 || protocol === 0x1000;
  if (!isIp || protocolLength !== 4 || hardwareLength === 0 || verbose) {
    printer.put(
      `${hardwareNames[hardware] ?? `Unknown Hardware (${String(hardware)})`} (len ${String(hardwareLength)}), ` +
        `${etherNames[protocol] ?? `Unknown Protocol (${hex(protocol)})`} (len ${String(protocolLength)})`,
    );
    if (!verbose) {
      printer.put(`, length ${String(length)}`);
      return;
    }
  }
  const link = (from: number) => linkAddress(printer, from, hardwareLength);
  const address = (from: number) =>
    !isIp ? '<wrong proto type>' : protocolLength === 4 ? printer.address(from) : '<wrong len>';
  printer.put(`${verbose ? ', ' : ''}${operationNames[operation] ?? `Unknown (${String(operation)})`} `);
  switch (operation) {
    case 1: {
      const isKnown = printer.octets(target, hardwareLength).some((octet) => octet !== 0);
      const known = isKnown ? ` (${link(target)})` : '';
      printer.put(`who-has ${address(targetAddress)}${known} tell ${address(senderAddress)}`);
      break;
    }
    case 2:
      printer.put(`${address(senderAddress)} is-at ${link(sender)}`);
      break;
    case 3:
    case 8:
      printer.put(`who-is ${link(target)} tell ${link(sender)}`);
      break;
    case 4:
      printer.put(`${link(target)} at ${address(targetAddress)}`);
      break;
    case 9:
      printer.put(`${link(sender)} at ${address(senderAddress)}`);
      break;
    default:
      printer.undecoded(at);
      return;
  }
  printer.put(`, length ${String(length)}`);
}

function linkAddress(printer: Printer, at: number, length: number): string {
  if (length === 0) return '<empty>';
  return printer
    .octets(at, length)
    .map((octet) => octet.toString(16).padStart(2, '0'))
    .join(':');
}
