/**
 * IPv4 and what it carries (print-ip.c, ip_demux_print). IPv6 only as far as its addresses.
 */
import { complementOf, sumOf } from '../../../net/wire/checksum.ts';
import { get16, get8 } from '../../../net/wire/network-order.ts';
import { protocolNameOf } from '../../services/services.ts';
import { printIcmp } from './icmp.ts';
import { bitNames, hex, type Printer } from './printer.ts';
import { printTcp } from './tcp.ts';
import { type PrintFrame, printUdp } from './udp.ts';

/** Names as `-v` prints them. */
const protocolNames: Readonly<Record<number, string>> = {
  0: 'HOPOPT',
  1: 'ICMP',
  2: 'IGMP',
  4: 'IPIP',
  6: 'TCP',
  17: 'UDP',
  41: 'IPv6',
  47: 'GRE',
  50: 'ESP',
  51: 'AH',
  58: 'ICMPv6',
  89: 'OSPF',
  103: 'PIM',
  112: 'VRRP',
  132: 'SCTP',
};

const ecn = ['', ',ECT(1)', ',ECT(0)', ',CE'];

export function printIp(
  printer: Printer,
  bytes: Uint8Array,
  at: number,
  limit: number,
  printFrame: PrintFrame,
): void {
  const version = get8(bytes, at) >> 4;
  if (version === 6) {
    printIp6(printer, bytes, at, limit);
    return;
  }
  if (!printer.options.linkHeader) printer.put('IP ');
  if (limit - at < 20) {
    printer.put('[|ip]');
    return;
  }
  const headerLength = (get8(bytes, at) & 15) * 4;
  const total = get16(bytes, at + 2);
  const end = at + total;
  if (end > limit) printer.put(`truncated-ip - ${String(end - limit)} bytes missing! `);
  const fragment = get16(bytes, at + 6);
  const offset = (fragment & 0x1fff) * 8;
  const protocol = get8(bytes, at + 9);
  if (printer.verbose) {
    const tos = get8(bytes, at + 1);
    const flags = bitNames(
      fragment,
      [
        [0x2000, '+'],
        [0x4000, 'DF'],
        [0x8000, 'rsvd'],
      ],
      'none',
    );
    const name = protocolNames[protocol];
    printer.put(
      `(tos ${hex(tos, 1)}${ecn[tos & 3] ?? ''}, ttl ${String(get8(bytes, at + 8))}, id ${String(get16(bytes, at + 4))}, offset ${String(offset)}, ` +
        `flags [${flags}], proto ${name ?? 'unknown'} (${String(protocol)}), length ${String(total)}`,
    );
    if (headerLength > 20)
      printer.put(`, options (${ipOptions(printer, bytes, at + 20, at + headerLength)})`);
    if (!printer.options.ignoreChecksums && at + headerLength <= bytes.length) {
      const sum = complementOf(sumOf(bytes, at, at + headerLength));
      const found = get16(bytes, at + 10);
      if (sum !== 0 && found !== 0)
        printer.put(
          `, bad cksum ${found.toString(16)} (->${complementOf(sumOf(bytes, at, at + headerLength, -found)).toString(16)})!`,
        );
    }
    printer.put(')\n    ');
  }
  const ends = { family: 4, source: at + 12, destination: at + 16 } as const;
  const plain = () => {
    printer.put(`${printer.address(bytes, at + 12)} > ${printer.address(bytes, at + 16)}: `);
  };
  if (offset > 0) {
    plain();
    const name = printer.options.numeric === 0 ? protocolNameOf(protocol) : undefined;
    printer.put(name ?? `ip-proto-${String(protocol)}`);
    return;
  }
  const start = at + headerLength;
  const fragmented = (fragment & 0x2000) !== 0;
  switch (protocol) {
    case 6:
      printTcp(printer, bytes, start, end, ends, fragmented);
      return;
    case 17:
      printUdp(printer, bytes, start, Math.min(end, limit), ends, fragmented, printFrame);
      return;
    case 1:
      plain();
      printIcmp(printer, bytes, start, end, fragmented, (inner, octets, from) => {
        // What is quoted is expected to be cut: nothing is said of it.
        printIp(inner, octets, from, from + get16(octets, from + 2), printFrame);
      });
      return;
    case 4:
      plain();
      printIp(printer, bytes, start, Math.min(end, limit), printFrame);
      return;
    case 2:
      plain();
      printer.put('igmp');
      return;
    default: {
      plain();
      const name = printer.options.numeric === 0 ? protocolNameOf(protocol) : undefined;
      printer.put(`${name ?? ` ip-proto-${String(protocol)}`} ${String(total - headerLength)}`);
    }
  }
}

function printIp6(printer: Printer, bytes: Uint8Array, at: number, limit: number): void {
  if (!printer.options.linkHeader) printer.put('IP6 ');
  if (limit - at < 40) {
    printer.put('[|ip6]');
    return;
  }
  const length = get16(bytes, at + 4);
  const next = get8(bytes, at + 6);
  if (printer.verbose)
    printer.put(
      `(hlim ${String(get8(bytes, at + 7))}, next-header ${protocolNames[next] ?? 'unknown'} (${String(next)}) payload length: ${String(length)}) `,
    );
  printer.put(`${printer.address(bytes, at + 8, 6)} > ${printer.address(bytes, at + 24, 6)}: `);
  printer.put(next === 58 ? `ICMP6, length ${String(length)}` : `ip-proto-${String(next)} ${String(length)}`);
}

function ipOptions(printer: Printer, bytes: Uint8Array, start: number, end: number): string {
  const texts: string[] = [];
  for (let at = start; at < end;) {
    const kind = get8(bytes, at);
    if (kind === 0) {
      texts.push('EOL');
      break;
    }
    if (kind === 1) {
      texts.push('NOP');
      at++;
      continue;
    }
    const length = get8(bytes, at + 1);
    if (length < 2 || at + length > end) {
      texts.push(`[bad length ${String(length)}]`);
      break;
    }
    if (kind === 7) {
      const pointer = get8(bytes, at + 2);
      const stops: string[] = [];
      for (let entry = at + 3; entry + 4 <= at + length; entry += 4)
        stops.push(printer.address(bytes, entry));
      // A full option ends with a comma.
      texts.push(`RR ${stops.join(', ')}${pointer - 1 === length ? ',' : ''}`);
    } else if (kind === 68) texts.push('timestamp');
    else if (kind === 148) texts.push('RA');
    else texts.push(`unknown ${String(kind)}`);
    at += length;
  }
  return texts.join(',');
}
