/**
 * The link layer (print-ether.c, print-sll.c, print-arp.c).
 */
import { get16, get32, get8, getMac } from '../../../net/wire/network-order.ts';
import { printIp } from './ip.ts';
import { hex, type Printer } from './printer.ts';

const etherNames: Readonly<Record<number, string>> = {
  0x0800: 'IPv4',
  0x0806: 'ARP',
  0x8035: 'Reverse ARP',
  0x8100: '802.1Q',
  0x86dd: 'IPv6',
};

export function printEthernet(printer: Printer, bytes: Uint8Array, at: number, end: number): void {
  if (end - at < 14) {
    printer.put('[|ether]');
    return;
  }
  const type = get16(bytes, at + 12);
  if (printer.options.linkHeader) {
    printer.put(`${getMac(bytes, at + 6)} > ${getMac(bytes, at)}, `);
    if (printer.options.quick) printer.put(`${etherNames[type] ?? 'Unknown'}, `);
    else printer.put(`ethertype ${etherNames[type] ?? 'Unknown'} (${hex(type)}), `);
    printer.put(`length ${String(end - at)}: `);
  }
  printNetwork(printer, bytes, type, at + 14, end);
}

/** Linux cooked capture, version 2: `-i any`. `names` gives an interface's name. */
export function printCooked(
  printer: Printer,
  bytes: Uint8Array,
  end: number,
  names: (interfaceIndex: number) => string | undefined,
): void {
  const index = get32(bytes, 4);
  const kinds = ['In', 'B', 'M', 'P', 'Out'];
  const type = get16(bytes, 0);
  printer.put(
    `${(names(index) ?? `ifindex ${String(index)}`).padEnd(5)} ${(kinds[get8(bytes, 10)] ?? '?').padEnd(3)} `,
  );
  if (printer.options.linkHeader) {
    printer.put(`ifindex ${String(index)} `);
    if (get8(bytes, 11) === 6) printer.put(`${getMac(bytes, 12)} `);
    if (!printer.options.quick) printer.put(`ethertype ${etherNames[type] ?? 'Unknown'} (${hex(type)}), `);
    printer.put(`length ${String(end)}: `);
  }
  printNetwork(printer, bytes, type, 20, end);
}

/** Version 1 says nothing without -e. */
export function printCookedV1(printer: Printer, bytes: Uint8Array, end: number): void {
  const type = get16(bytes, 14);
  if (printer.options.linkHeader) {
    const kinds = ['In', 'B', 'M', 'P', 'Out'];
    printer.put(`${(kinds[get16(bytes, 0)] ?? '?').padStart(3)} `);
    if (get16(bytes, 4) === 6) printer.put(`${getMac(bytes, 6)} `);
    if (!printer.options.quick) printer.put(`ethertype ${etherNames[type] ?? 'Unknown'} (${hex(type)}), `);
    printer.put(`length ${String(end)}: `);
  }
  printNetwork(printer, bytes, type, 16, end);
}

export function printNetwork(
  printer: Printer,
  bytes: Uint8Array,
  type: number,
  at: number,
  end: number,
): void {
  switch (type) {
    case 0x0800:
    case 0x86dd:
      printIp(printer, bytes, at, end, printEthernet);
      return;
    case 0x0806:
    case 0x8035:
      printArp(printer, bytes, at, end);
      return;
    default:
      if (!printer.options.linkHeader) printer.put(`${etherNames[type] ?? 'Unknown'}, `);
      printer.put(`length ${String(end - at)}: `);
  }
}

function printArp(printer: Printer, bytes: Uint8Array, at: number, end: number): void {
  if (!printer.options.linkHeader) printer.put('ARP, ');
  if (printer.verbose) printer.put('Ethernet (len 6), IPv4 (len 4), ');
  const operation = get16(bytes, at + 6);
  const sender = printer.address(bytes, at + 14);
  const target = printer.address(bytes, at + 24);
  const targetMac = getMac(bytes, at + 18);
  if (operation === 1) {
    const known = targetMac === '00:00:00:00:00:00' ? '' : ` (${targetMac})`;
    printer.put(`Request who-has ${target}${known} tell ${sender}`);
  } else if (operation === 2) printer.put(`Reply ${sender} is-at ${getMac(bytes, at + 8)}`);
  else printer.put(`op ${String(operation)}`);
  printer.put(`, length ${String(end - at)}`);
}
