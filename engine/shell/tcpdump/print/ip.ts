/**
 * IPv4 (print-ip.c).
 */
import { complementOf, sumOf } from '../../../net/wire/checksum.ts';
import { protocolNameOf } from '../../services/services.ts';
import { ipOptions } from './ip-options.ts';
import { protocolNames } from './names.ts';
import { printPayload, sayTheirEnds } from './payload.ts';
import { bitNames, hex, type Printer } from './printer.ts';

const ecn = ['', ',ECT(1)', ',ECT(0)', ',CE'];
const fragmentFlags = [
  [0x2000, '+'],
  [0x4000, 'DF'],
  [0x8000, 'rsvd'],
] as const;

export function printIp(printer: Printer, at: number, length: number): void {
  printer.protocol = 'ip';
  const version = printer.u8(at) >> 4;
  if (version !== 4) {
    printer.put(version === 6 ? 'IP6, wrong link-layer encapsulation' : `IP${String(version)}`);
    printer.put(' (invalid)');
    return;
  }
  if (!printer.options.linkHeader) printer.put('IP ');
  printer.need(at, 20);
  if (length < 20) {
    printer.put(`truncated-ip ${String(length)}`);
    return;
  }
  const headerLength = (printer.u8(at) & 15) * 4;
  if (headerLength < 20) {
    printer.put(`bad-hlen ${String(headerLength)}`);
    return;
  }
  let total = printer.u16(at + 2);
  if (length < total) printer.put(`truncated-ip - ${String(total - length)} bytes missing! `);
  if (total < headerLength) {
    if (total > 0) {
      printer.put(`bad-len ${String(total)}`);
      return;
    }
    // A packet that a device was to cut into segments.
    total = length;
  }
  printer.within(at + total, () => {
    printHeader(printer, at, headerLength, total - headerLength);
  });
}

function printHeader(printer: Printer, at: number, headerLength: number, length: number): void {
  const fragment = printer.u16(at + 6);
  const protocol = printer.u8(at + 9);
  const offset = (fragment & 0x1fff) * 8;
  let isWhole = true;
  if (printer.verbose) {
    const tos = printer.u8(at + 1);
    const ttl = printer.u8(at + 8);
    printer.put(
      `(tos ${hex(tos, 1)}${ecn[tos & 3] ?? ''}${ttl > 0 ? `, ttl ${String(ttl)}` : ''}, id ${String(printer.u16(at + 4))}, offset ${String(offset)}, ` +
        `flags [${bitNames(fragment, fragmentFlags, 'none')}], proto ${protocolNames[protocol] ?? 'unknown'} (${String(protocol)}), length ${String(printer.u16(at + 2))}`,
    );
    if (headerLength > 20) {
      printer.put(', options (');
      isWhole = ipOptions(printer, at + 20, headerLength - 20);
      printer.put(')');
    }
    if (!printer.options.ignoreChecksums && printer.has(at, headerLength)) {
      const { bytes } = printer;
      if (complementOf(sumOf(bytes, at, at + headerLength)) !== 0) {
        const found = printer.u16(at + 10);
        const expected = complementOf(sumOf(bytes, at, at + headerLength, -found));
        printer.put(`, bad cksum ${found.toString(16)} (->${expected.toString(16)})!`);
      }
    }
    printer.put(')\n    ');
    if (!isWhole) {
      printer.put(`${printer.address(at + 12)} > ${printer.address(at + 16)}:  [|ip]`);
      return;
    }
  }
  const ends = { family: 4, source: at + 12, destination: at + 16, said: false } as const;
  if (offset > 0) {
    const name = printer.options.numeric === 0 ? protocolNameOf(protocol) : undefined;
    printer.put(
      `${printer.address(ends.source)} > ${printer.address(ends.destination)}: ${name ?? `ip-proto-${String(protocol)}`}`,
    );
    return;
  }
  if (!sayTheirEnds.has(protocol))
    printer.put(`${printer.address(ends.source)} > ${printer.address(ends.destination)}: `);
  if (!printer.has(at, headerLength)) {
    printer.put(` [remaining caplen(${String(printer.end - at)}) < header length(${String(headerLength)})]`);
    printer.need(at, headerLength);
  }
  printPayload(printer, at + headerLength, length, ends, (fragment & 0x2000) !== 0, protocol);
}
