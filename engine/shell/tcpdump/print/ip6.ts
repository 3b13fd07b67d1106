/**
 * IPv6 and its extension headers (print-ip6.c, print-ip6opts.c, print-frag6.c, print-rt6.c).
 */
import { protocolNames } from './names.ts';
import { printPayload, sayTheirEnds } from './payload.ts';
import { hex, type Printer } from './printer.ts';

const headerLength = 40;

export function printIp6(printer: Printer, at: number, length: number): void {
  printer.protocol = 'ip6';
  printer.need(at, headerLength);
  if (length < headerLength) {
    printer.put(`truncated-ip6 ${String(length)}`);
    return;
  }
  if (!printer.options.linkHeader) printer.put('IP6 ');
  const version = printer.u8(at) >> 4;
  if (version !== 6) {
    printer.put(`version error: ${String(version)} != 6`);
    return;
  }
  const payload = printer.u16(at + 4);
  const next = printer.u8(at + 6);
  const total = headerLength + payload;
  if (length < total) printer.put(`truncated-ip6 - ${String(total - length)} bytes missing!`);
  if (printer.verbose) {
    const flow = printer.u32(at);
    printer.put('(');
    const traffic = (flow >>> 20) & 255;
    if (traffic !== 0) printer.put(`class ${hex(traffic, 2)}, `);
    if ((flow & 0xf_ffff) !== 0) printer.put(`flowlabel ${hex(flow & 0xf_ffff, 5)}, `);
    printer.put(
      `hlim ${String(printer.u8(at + 7))}, next-header ${protocolNames[next] ?? 'unknown'} (${String(next)}) payload length: ${String(payload)}) `,
    );
  }
  printer.within(at + total, () => {
    printHeaders(printer, at, next, total);
  });
}

function printHeaders(printer: Printer, start: number, first: number, total: number): void {
  const ends = {
    family: 6,
    source: start + 8,
    destination: start + 24,
    said: !sayTheirEnds.has(first),
  } as const;
  let next = first;
  let at = start + headerLength;
  let fragmented = false;
  if (ends.said)
    printer.put(`${printer.address(ends.source, 6)} > ${printer.address(ends.destination, 6)}: `);
  for (;;) {
    let length: number | undefined;
    switch (next) {
      case 0:
        if (at !== start + headerLength) {
          printer.put("[The Hop-by-Hop Options header don't follow the IPv6 header] (invalid)");
          return;
        }
        length = printOptions(printer, at, 'HBH');
        break;
      case 60:
        length = printOptions(printer, at, 'DSTOPT');
        break;
      case 43:
        length = printRouting(printer, at);
        break;
      case 44:
        length = printFragment(printer, start, at, total);
        fragmented = true;
        break;
      default:
        printPayload(printer, at, start + total - at, ends, fragmented, next);
        return;
    }
    if (length === undefined) return;
    next = printer.u8(at);
    at += length;
    if (at > printer.end) return;
  }
}

function printOptions(printer: Printer, at: number, name: string): number {
  printer.protocol = name === 'HBH' ? 'hbhopt' : 'dstopt';
  const length = (printer.u8(at + 1) + 1) * 8;
  printer.need(at, length);
  printer.put(`${name} `);
  if (!printer.verbose) return length;
  for (let option = at + 2; option < at + length;) {
    const kind = printer.u8(option);
    const octets = kind === 0 ? 1 : printer.u8(option + 1) + 2;
    if (kind === 0) printer.put('(pad1)');
    else if (kind === 1) printer.put('(padn)');
    else if (kind === 5) printer.put(`(rtalert: ${hex(printer.u16(option + 2))}) `);
    else if (kind === 0xc2) printer.put(`(jumbo: ${String(printer.u32(option + 2))}) `);
    else if (kind === 0xc9) printer.put(`(homeaddr: ${printer.address(option + 2, 6)})`);
    else printer.put(`(opt_type ${hex(kind, 2)}: len=${String(octets - 2)})`);
    option += octets;
  }
  printer.put(' ');
  return length;
}

function printRouting(printer: Printer, at: number): number {
  printer.protocol = 'rt6';
  const units = printer.u8(at + 1);
  const type = printer.u8(at + 2);
  const names: Readonly<Record<number, string>> = {
    0: ' [Deprecated]',
    1: ' [Deprecated]',
    2: ' Mobile IPv6',
    3: ' RPL Source Route Header',
    4: ' Segment Routing Header',
  };
  printer.put(
    `RT6 (len=${String(units)}, type=${String(type)}${names[type] ?? ''}, segleft=${String(printer.u8(at + 3))}`,
  );
  if (printer.verbose && type < 3) printer.put(`, rsv=${hex(printer.u32(at + 4), 1)}`);
  const length = (units + 1) * 8;
  printer.need(at, length);
  printer.put(') ');
  return length;
}

/** @returns undefined for a later fragment: what it carries is not the beginning of anything */
function printFragment(printer: Printer, start: number, at: number, total: number): number | undefined {
  printer.protocol = 'frag6';
  const field = printer.u16(at + 2);
  const offset = field & 0xfff8;
  const size = `${String(offset)}|${String(start + total - at - 8)}`;
  printer.put(`frag (${printer.verbose ? `${hex(printer.u32(at + 4), 8)}:` : ''}${size})`);
  if (offset !== 0) return undefined;
  printer.put(' ');
  return 8;
}
