/**
 * Options of a TCP header (print-tcp.c).
 */
import { hex, type Printer, Truncated } from './printer.ts';

const names: Readonly<Record<number, string>> = {
  0: 'eol',
  1: 'nop',
  2: 'mss',
  3: 'wscale',
  4: 'sackOK',
  5: 'sack',
  6: 'echo',
  7: 'echoreply',
  8: 'TS',
  11: 'cc',
  12: 'ccnew',
  13: 'ccecho',
  19: 'md5',
  20: 'scps',
  28: 'uto',
  29: 'tcp-ao',
  30: 'mptcp',
  34: 'tfo',
  254: 'exp',
};

/** Octets of content without which an option is not looked at. */
const dataLengths: Readonly<Record<number, number>> = { 2: 2, 3: 1, 8: 8, 19: 16, 28: 2 };

/** @returns false when they make no sense: nothing more is said */
export function tcpOptions(
  printer: Printer,
  start: number,
  end: number,
  base: { readonly sequence: number; readonly acknowledgement: number },
): boolean {
  printer.put(', options [');
  for (let at = start; at < end;) {
    if (at > start) printer.put(',');
    const kind = printer.u8(at);
    const length = kind < 2 ? 1 : printer.u8(at + 1);
    if (kind > 1 && (length < 2 || at + length > end)) {
      printer.put(at + 2 < end ? '[bad opt]]' : '[bad opt]');
      return false;
    }
    printer.put(names[kind] ?? `unknown-${String(kind)}`);
    const needed = dataLengths[kind] ?? 0;
    if (at + 2 + needed > end && needed > 0) {
      printer.put(at + 2 < end ? '[bad opt]]' : '[bad opt]');
      return false;
    }
    let expected: number | undefined;
    try {
      expected = printOption(printer, at, kind, length, base);
    } catch (error) {
      if (!(error instanceof Truncated)) throw error;
      // The real one closes a bracket that it never opened.
      printer.put(` [|tcp]${at > start ? '>' : ''}`);
      return false;
    }
    if (expected !== undefined && expected !== length) printer.put(`[len ${String(length)}]`);
    at += expected ?? length;
    if (kind === 0) break;
  }
  printer.put(']');
  return true;
}

/** @returns the length such an option has, undefined for any */
function printOption(
  printer: Printer,
  at: number,
  kind: number,
  length: number,
  base: { readonly acknowledgement: number },
): number | undefined {
  const data = (from = 2) =>
    printer
      .octets(at + from, length - from)
      .map((octet) => octet.toString(16).padStart(2, '0'))
      .join('');
  switch (kind) {
    case 2:
      printer.put(` ${String(printer.u16(at + 2))}`);
      return 4;
    case 3:
      printer.put(` ${String(printer.u8(at + 2))}`);
      return 3;
    case 4:
      return 2;
    case 5: {
      if ((length - 2) % 8 !== 0) {
        printer.put(' (invalid)');
        return undefined;
      }
      printer.put(` ${String((length - 2) / 8)} `);
      for (let block = at + 2; block < at + length; block += 8) {
        const left = (printer.u32(block) - base.acknowledgement) >>> 0;
        const right = (printer.u32(block + 4) - base.acknowledgement) >>> 0;
        printer.put(`{${String(left)}:${String(right)}}`);
      }
      return undefined;
    }
    case 8:
      printer.put(` val ${String(printer.u32(at + 2))} ecr ${String(printer.u32(at + 6))}`);
      return 10;
    case 19: {
      const digest = printer.octets(at + 2, 16).map((octet) => octet.toString(16).padStart(2, '0'));
      printer.put(` shared secret not supplied with -M, can't check - ${digest.join('')}`);
      return 18;
    }
    case 28: {
      const value = printer.u16(at + 2);
      const half = value >> 1;
      printer.put(` ${hex(value, 1)} ${String((value & 1) === 0 ? half : half * 60)}`);
      return 4;
    }
    case 34:
      if (length === 2) printer.put(' cookiereq');
      else printer.put(`  cookie ${data()}`);
      return undefined;
    case 254: {
      const magic = printer.u16(at + 2);
      printer.put(`-${hex(magic)}`);
      return undefined;
    }
    default:
      if (kind > 1 && length > 2) {
        printer.put(' 0x');
        for (let place = at + 2; place < at + length; place++)
          printer.put(printer.u8(place).toString(16).padStart(2, '0'));
      }
      return undefined;
  }
}
