/**
 * ICMP (print-icmp.c).
 */
import { complementOf, sumOf } from '../../../net/wire/checksum.ts';
import { get16, get8 } from '../../../net/wire/network-order.ts';
import { hex, type Printer } from './printer.ts';

export type PrintIp = (printer: Printer, bytes: Uint8Array, at: number) => void;

/** @param start of the ICMP header; `end` of the packet by its IP header */
export function printIcmp(
  printer: Printer,
  bytes: Uint8Array,
  start: number,
  end: number,
  fragmented: boolean,
  printIp: PrintIp,
): void {
  const length = end - start;
  const type = get8(bytes, start);
  const code = get8(bytes, start + 1);
  const echo = () => `id ${String(get16(bytes, start + 4))}, seq ${String(get16(bytes, start + 6))}`;
  let text: string;
  switch (type) {
    case 0:
      text = `echo reply, ${echo()}`;
      break;
    case 8:
      text = `echo request, ${echo()}`;
      break;
    case 3:
      text = unreachable(printer, bytes, start, code);
      break;
    case 5:
      text = redirect(printer, bytes, start, code);
      break;
    case 11:
      text =
        code === 0
          ? 'time exceeded in-transit'
          : code === 1
            ? 'ip reassembly time exceeded'
            : `time exceeded-#${String(code)}`;
      break;
    case 12:
      text =
        code === 0
          ? `parameter problem - octet ${String(get8(bytes, start + 4))}`
          : `parameter problem - code ${String(code)}`;
      break;
    case 9:
      text = 'router advertisement';
      break;
    case 10:
      text = 'router solicitation';
      break;
    default:
      text = `type-#${String(type)}`;
  }
  printer.put(`ICMP ${text}, length ${String(length)}`);
  if (!printer.verbose) return;
  if (!fragmented && end <= bytes.length) {
    const sum = complementOf(sumOf(bytes, start, end));
    if (sum !== 0) {
      const found = get16(bytes, start + 2);
      printer.put(
        ` (wrong icmp cksum ${hex(found, 1).slice(2)} (->${hex(complementOf(sumOf(bytes, start, end, -found)), 1).slice(2)})!)`,
      );
    }
  }
  const quotes = type === 3 || type === 5 || type === 11 || type === 12;
  if (quotes && start + 8 + 20 <= Math.min(end, bytes.length)) {
    printer.put('\n\t');
    printIp(printer, bytes, start + 8);
  }
}

function unreachable(printer: Printer, bytes: Uint8Array, start: number, code: number): string {
  const quoted = start + 8;
  const destination = quoted + 20 <= bytes.length ? printer.address(bytes, quoted + 16) : '?';
  switch (code) {
    case 0:
      return `net ${destination} unreachable`;
    case 1:
      return `host ${destination} unreachable`;
    case 2:
      return `${destination} protocol ${String(get8(bytes, quoted + 9))} unreachable`;
    case 3: {
      const transport = quoted + (get8(bytes, quoted) & 15) * 4;
      const port = get16(bytes, transport + 2);
      const protocol = get8(bytes, quoted + 9);
      if (protocol === 6) return `${destination} tcp port ${printer.port(port, 'tcp')} unreachable`;
      if (protocol === 17) return `${destination} udp port ${printer.port(port, 'udp')} unreachable`;
      return `${destination} protocol ${String(protocol)} port ${String(port)} unreachable`;
    }
    case 4: {
      const mtu = get16(bytes, start + 6);
      return mtu === 0
        ? `${destination} unreachable - need to frag`
        : `${destination} unreachable - need to frag (mtu ${String(mtu)})`;
    }
    case 5:
      return `${destination} unreachable - source route failed`;
    case 6:
      return `net ${destination} unreachable - unknown`;
    case 7:
      return `host ${destination} unreachable - unknown`;
    case 8:
      return `${destination} unreachable - source host isolated`;
    case 9:
      return `net ${destination} unreachable - admin prohibited`;
    case 10:
      return `host ${destination} unreachable - admin prohibited`;
    case 11:
      return `net ${destination} unreachable - tos prohibited`;
    case 12:
      return `host ${destination} unreachable - tos prohibited`;
    case 13:
      return `host ${destination} unreachable - admin prohibited filter`;
    case 14:
      return `host ${destination} unreachable - host precedence violation`;
    case 15:
      return `host ${destination} unreachable - precedence cutoff`;
    default:
      return `${destination} unreachable - #${String(code)}`;
  }
}

function redirect(printer: Printer, bytes: Uint8Array, start: number, code: number): string {
  const to = printer.address(bytes, start + 4);
  const destination = start + 28 <= bytes.length ? printer.address(bytes, start + 24) : '?';
  const kinds = ['net', 'host', 'net-tos', 'host-tos'];
  const kind = kinds[code];
  if (kind === undefined) return `redirect-#${String(code)} ${destination} to net ${to}`;
  return `redirect ${destination} to ${kind} ${to}`;
}
