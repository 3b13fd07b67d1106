/**
 * What either version of IP carries (print-ip-demux.c).
 */
import { protocolNameOf } from '../../services/services.ts';
import { printGre } from './gre.ts';
import { printIcmp } from './icmp.ts';
import { printIcmp6 } from './icmp6.ts';
import { printIgmp } from './igmp.ts';
import { protocolNames } from './names.ts';
import type { Printer } from './printer.ts';
import { printTcp } from './tcp.ts';
import { printUdp } from './udp.ts';

/** Where a packet's addresses stand. */
export interface Ends {
  readonly family: 4 | 6;
  readonly source: number;
  readonly destination: number;
  /** Behind extension headers the addresses are on the line already. */
  readonly said: boolean;
}

/** Protocols whose printers say the addresses, with ports. */
export const sayTheirEnds: ReadonlySet<number> = new Set([6, 17, 33, 132]);

export function printPayload(
  printer: Printer,
  at: number,
  length: number,
  ends: Ends,
  fragmented: boolean,
  protocol: number,
): void {
  const onlyIn = (family: 4 | 6): boolean => {
    if (ends.family === family) return true;
    printer.put(`[${protocolNames[protocol] ?? 'unknown'} requires IPv${String(family)}] (invalid)`);
    return false;
  };
  switch (protocol) {
    case 6:
      printTcp(printer, at, length, ends, fragmented);
      return;
    case 17:
      printUdp(printer, at, length, ends, fragmented);
      return;
    case 1:
      if (onlyIn(4)) printIcmp(printer, at, length, fragmented);
      return;
    case 58:
      if (onlyIn(6)) printIcmp6(printer, at, length, ends, fragmented);
      return;
    case 2:
      if (onlyIn(4)) printIgmp(printer, at, length);
      return;
    case 4:
      printer.layers.ip(printer, at, length);
      return;
    case 41:
      printer.layers.ip6(printer, at, length);
      return;
    case 47:
      printGre(printer, at, length);
      return;
    case 132:
      printSctp(printer, at, length, ends);
      return;
    case 59:
      printer.put('no next header');
      return;
    default: {
      const name = printer.options.numeric === 0 ? protocolNameOf(protocol) : undefined;
      printer.put(` ${name ?? `ip-proto-${String(protocol)}`} ${String(length)}`);
    }
  }
}

/** Ports, not the chunks behind them (print-sctp.c). */
function printSctp(printer: Printer, at: number, length: number, ends: Ends): void {
  printer.protocol = 'sctp';
  if (length < 12) {
    printer.put(`truncated-sctp - ${String(12 - length)} bytes missing!`);
    return;
  }
  if (!printer.has(at, 12)) {
    printer.put(' [|sctp]');
    return;
  }
  const end = (where: number, port: number) =>
    `${ends.said ? '' : `${printer.address(where, ends.family)}.`}${printer.port(port, 'tcp')}`;
  printer.put(`${end(ends.source, printer.u16(at))} > ${end(ends.destination, printer.u16(at + 2))}: sctp`);
}
