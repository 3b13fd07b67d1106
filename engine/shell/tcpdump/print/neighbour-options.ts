/**
 * Options of neighbour discovery (print-icmp6.c: icmp6_opt_print), which -v shows line by line.
 */
import { bitNames, type Printer } from './printer.ts';

const names: Readonly<Record<number, string>> = {
  1: 'source link-address',
  2: 'destination link-address',
  3: 'prefix info',
  4: 'redirected header',
  5: 'mtu',
  7: 'advertisement interval',
  8: 'homeagent information',
  24: 'route info',
  25: 'rdnss',
  31: 'dnssl',
};
export const preferences = ['medium', 'high', 'rsv', 'low'];
const prefixFlags = [
  [0x80, 'onlink'],
  [0x40, 'auto'],
  [0x20, 'router'],
] as const;

const lifetime = (seconds: number) => (seconds === 0xffff_ffff ? 'infinity' : `${String(seconds)}s`);

export function neighbourOptions(printer: Printer, start: number, length: number): void {
  let rest = length;
  for (let at = start; at < printer.end && rest > 0;) {
    if (!printer.has(at, 2)) return;
    const kind = printer.u8(at);
    const units = printer.u8(at + 1);
    if (units === 0 || !printer.has(at, units * 8)) {
      printer.put('[ndp opt]');
      return;
    }
    const octets = units * 8;
    printer.put(
      `\n\t  ${names[kind] ?? 'unknown'} option (${String(kind)}), length ${String(octets)} (${String(units)}): `,
    );
    const isKnown = printOption(printer, at, kind, units);
    if (!isKnown && printer.options.verbosity <= 1) {
      printer.hexDump('\n\t  ', at + 2, octets - 2);
      return;
    }
    if (printer.options.verbosity > 1) printer.hexDump('\n\t    ', at + 2, octets - 2);
    at += octets;
    rest -= octets;
  }
}

function printOption(printer: Printer, at: number, kind: number, units: number): boolean {
  switch (kind) {
    case 1:
    case 2:
      printer.put(
        printer
          .octets(at + 2, units * 8 - 2)
          .map((octet) => octet.toString(16).padStart(2, '0'))
          .join(':'),
      );
      return true;
    case 3:
      printer.put(
        `${printer.address(at + 16, 6)}/${String(printer.u8(at + 2))}${units === 4 ? '' : 'badlen'}, Flags [${bitNames(printer.u8(at + 3), prefixFlags, 'none')}], ` +
          `valid time ${lifetime(printer.u32(at + 4))}, pref. time ${lifetime(printer.u32(at + 8))}`,
      );
      return true;
    case 4:
      printer.hexDump('\n\t    ', at, units * 8);
      return true;
    case 5:
      printer.put(` ${String(printer.u32(at + 4))}${units === 1 ? '' : 'bad option length'}`);
      return true;
    case 25:
      printer.put(` lifetime ${String(printer.u32(at + 4))}s,`);
      for (let entry = at + 8; entry + 16 <= at + units * 8; entry += 16)
        printer.put(` addr: ${printer.address(entry, 6)}`);
      return true;
    case 24: {
      const prefix = `${printer.u8(at + 2) === 0 ? '::' : printer.address(at + 8, 6)}/${String(printer.u8(at + 2))}`;
      printer.put(
        ` ${prefix}, pref=${preferences[(printer.u8(at + 3) & 0x18) >> 3] ?? ''}, lifetime=${lifetime(printer.u32(at + 4))}`,
      );
      return true;
    }
    default:
      return false;
  }
}
