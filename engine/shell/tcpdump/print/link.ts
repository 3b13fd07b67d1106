/**
 * The link layer (print-ether.c, print-sll.c): Ethernet with VLAN tags, Linux cooked captures.
 */
import { printArp } from './arp.ts';
import { printIp } from './ip.ts';
import { printIp6 } from './ip6.ts';
import { printLlc } from './llc.ts';
import { etherNames } from './names.ts';
import { hex, type Layers, type Printer } from './printer.ts';

const vlanTypes = new Set([0x8100, 0x88a8, 0x9100, 0x9200]);
const longest802Length = 1500;
const cookedKinds = ['In', 'B', 'M', 'P', 'Out'];

const typeText = (printer: Printer, type: number) => {
  const name = etherNames[type];
  if (printer.options.quick) return name ?? `Unknown Ethertype (${hex(type)})`;
  return `ethertype ${name ?? 'Unknown'} (${hex(type)})`;
};

/** @returns the length of the header, with its tags */
export function printEthernet(printer: Printer, start: number, length: number): number {
  printer.protocol = 'ether';
  if (!printer.has(start, 14)) {
    printer.put(' [|ether]');
    return printer.end;
  }
  const withHeader = printer.options.linkHeader;
  const addresses = () => {
    printer.put(`${printer.mac(start + 6)} > ${printer.mac(start)}, `);
  };
  if (withHeader) addresses();
  let type = printer.u16(start + 12);
  let at = start + 14;
  /** Once, behind the first type. */
  const sayLength = () => {
    printer.put(at === start + 14 ? `, length ${String(length)}: ` : ', ');
  };
  while (vlanTypes.has(type)) {
    if (!printer.has(at, 4)) {
      printer.put(' [|vlan]');
      return printer.end;
    }
    if (withHeader) {
      printer.put(typeText(printer, type));
      sayLength();
      printer.put(`${tagText(printer.u16(at))}, `);
    }
    type = printer.u16(at + 2);
    at += 4;
  }
  if (type <= longest802Length) {
    const octets = Math.min(type, length + start - at);
    if (withHeader) {
      printer.put('802.3');
      if (at === start + 14) printer.put(`, length ${String(octets)}: `);
    }
    return at - start + printLlc(printer, at, octets, start);
  }
  if (withHeader) {
    printer.put(typeText(printer, type));
    sayLength();
  }
  if (!printNetwork(printer, type, at, length + start - at)) {
    if (!withHeader) {
      addresses();
      printer.put(`${typeText(printer, type)}, length ${String(length)}: `);
    }
    printer.unknown(at);
  }
  return at - start;
}

function tagText(tag: number): string {
  return `vlan ${String(tag & 0xfff)}, p ${String(tag >> 13)}${(tag & 0x1000) === 0 ? '' : ', DEI'}`;
}

/** Linux cooked capture, version 2: `-i any`. `names` gives an interface's name. */
export function printCooked(
  printer: Printer,
  length: number,
  names: (interfaceIndex: number) => string | undefined,
): number {
  printer.protocol = 'sll2';
  printer.need(0, 20);
  const index = printer.u32(4);
  const type = printer.u16(0);
  const name = names(index) ?? `ifindex ${String(index)}`;
  printer.put(`${name.padEnd(5)} ${(cookedKinds[printer.u8(10)] ?? '?').padEnd(3)} `);
  if (printer.options.linkHeader) {
    printer.put(`ifindex ${String(index)} `);
    if (printer.u8(11) === 6) printer.put(`${printer.mac(12)} `);
    cookedType(printer, type, length);
  }
  printCookedPayload(printer, type, 20, length);
  return 20;
}

/** Version 1 says nothing without -e. */
export function printCookedV1(printer: Printer, length: number): number {
  printer.protocol = 'sll';
  printer.need(0, 16);
  const type = printer.u16(14);
  if (printer.options.linkHeader) {
    printer.put(`${(cookedKinds[printer.u16(0)] ?? '?').padStart(3)} `);
    if (printer.u16(4) === 6) printer.put(`${printer.mac(6)} `);
    cookedType(printer, type, length);
  }
  printCookedPayload(printer, type, 16, length);
  return 16;
}

function cookedType(printer: Printer, type: number, length: number): void {
  if (!printer.options.quick) printer.put(`${typeText(printer, type)}, `);
  printer.put(`length ${String(length)}: `);
}

function printCookedPayload(printer: Printer, type: number, at: number, length: number): void {
  if (printNetwork(printer, type, at, length - at)) return;
  if (!printer.options.linkHeader) cookedType(printer, type, length);
  printer.unknown(at);
}

/** @returns whether the type is known */
export function printNetwork(printer: Printer, type: number, at: number, length: number): boolean {
  switch (type) {
    case 0x0800:
      printIp(printer, at, length);
      return true;
    case 0x86dd:
      printIp6(printer, at, length);
      return true;
    case 0x0806:
    case 0x8035:
      printArp(printer, at, length);
      return true;
    case 0x88cc:
      printer.put(`LLDP, length ${String(length)}`);
      return true;
    default:
      return false;
  }
}

/** A packet without a link-layer header says its version itself. */
export function printRaw(printer: Printer, at: number, length: number): void {
  printer.protocol = 'ipn';
  const version = printer.u8(at) >> 4;
  if (version === 4) printIp(printer, at, length);
  else if (version === 6) printIp6(printer, at, length);
  else printer.put(`unknown ip ${String(version)}`);
}

/** For the printers of what carries other packets or frames. */
export const layers: Layers = { ip: printIp, ip6: printIp6, ethernet: printEthernet, network: printNetwork };
