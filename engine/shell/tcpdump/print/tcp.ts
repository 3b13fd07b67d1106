/**
 * TCP (print-tcp.c): flags, sequence numbers relative to the first ones seen, options, and what the port promises.
 */
import { complementOf, pseudoHeaderSum, sumOf } from '../../../net/wire/checksum.ts';
import { Address } from '../../../net/address/address.ts';
import { get16, get32, get8 } from '../../../net/wire/network-order.ts';
import { printDns } from './dns.ts';
import { printHttp } from './http.ts';
import { hex, type Printer } from './printer.ts';

/** Where the packet's addresses stand. */
export interface Ends {
  readonly family: 4 | 6;
  readonly source: number;
  readonly destination: number;
}

const flagLetters: readonly (readonly [number, string])[] = [
  [1, 'F'],
  [2, 'S'],
  [4, 'R'],
  [8, 'P'],
  [16, '.'],
  [32, 'U'],
  [64, 'E'],
  [128, 'W'],
];

const httpPorts = new Set([80, 8080, 3128]);

export function printTcp(
  printer: Printer,
  bytes: Uint8Array,
  at: number,
  end: number,
  ends: Ends,
  fragmented: boolean,
): void {
  const { options } = printer;
  const sourcePort = get16(bytes, at);
  const destinationPort = get16(bytes, at + 2);
  const from = `${printer.address(bytes, ends.source, ends.family)}.${printer.port(sourcePort, 'tcp')}`;
  const to = `${printer.address(bytes, ends.destination, ends.family)}.${printer.port(destinationPort, 'tcp')}`;
  printer.put(`${from} > ${to}: `);
  if (end - at < 20 || at + 20 > bytes.length) {
    if (at + 16 > bytes.length) printer.put(' [|tcp]');
    else printer.put('[|tcp]');
    return;
  }
  const headerLength = (get8(bytes, at + 12) >> 4) * 4;
  let sequence = get32(bytes, at + 4);
  let acknowledgement = get32(bytes, at + 8);
  const flags = get8(bytes, at + 13);
  const window = get16(bytes, at + 14);
  const urgent = get16(bytes, at + 18);
  const length = end - at - headerLength;
  if (options.quick) {
    printer.put(`tcp ${String(length)}`);
    return;
  }
  const letters = flagLetters.filter(([bit]) => (flags & bit) !== 0).map(([, letter]) => letter);
  printer.put(`Flags [${letters.length === 0 ? 'none' : letters.join('')}]`);

  let base = { sequence: 0, acknowledgement: 0 };
  if (!options.absolute && (flags & 16) !== 0) {
    const key = conversationOf(bytes, ends, sourcePort, destinationPort);
    const known = printer.conversations.get(key.name);
    if (known === undefined || (flags & 2) !== 0) {
      const before = (acknowledgement - 1) >>> 0;
      printer.conversations.set(
        key.name,
        key.reversed ? { forward: before, backward: sequence } : { forward: sequence, backward: before },
      );
      base = { sequence, acknowledgement: before };
    } else {
      base = key.reversed
        ? { sequence: known.backward, acknowledgement: known.forward }
        : { sequence: known.forward, acknowledgement: known.backward };
      sequence = (sequence - base.sequence) >>> 0;
      acknowledgement = (acknowledgement - base.acknowledgement) >>> 0;
    }
  }
  if (printer.verbose && !options.ignoreChecksums && !fragmented && end <= bytes.length)
    printer.put(`, cksum ${checksumText(printer, bytes, at, end, ends)}`);
  if (options.verbosity > 1 || length > 0 || (flags & 7) !== 0) {
    printer.put(`, seq ${String(sequence)}`);
    if (length > 0) printer.put(`:${String((sequence + length) >>> 0)}`);
  }
  if ((flags & 16) !== 0) printer.put(`, ack ${String(acknowledgement)}`);
  printer.put(`, win ${String(window)}`);
  if ((flags & 32) !== 0) printer.put(`, urg ${String(urgent)}`);
  if (headerLength > 20) printer.put(`, options [${tcpOptions(bytes, at + 20, at + headerLength, base)}]`);
  printer.put(`, length ${String(length)}`);
  if (length <= 0 || (flags & 4) !== 0) return;
  const start = at + headerLength;
  const stop = Math.min(end, bytes.length);
  if (httpPorts.has(sourcePort) || httpPorts.has(destinationPort)) {
    printer.put(': ');
    printHttp(printer, bytes, start, stop, length);
  } else if (sourcePort === 53 || destinationPort === 53) {
    printer.put(' ');
    printDns(printer, bytes.subarray(start + 2, stop), length - 2);
  } else if (sourcePort === 179 || destinationPort === 179) printer.put(': BGP');
}

/** One name for both directions (the smaller end first). */
function conversationOf(
  bytes: Uint8Array,
  ends: Ends,
  sourcePort: number,
  destinationPort: number,
): { readonly name: string; readonly reversed: boolean } {
  const octets = ends.family === 4 ? 4 : 16;
  const one = `${bytes.subarray(ends.source, ends.source + octets).join('.')}:${String(sourcePort)}`;
  const other = `${bytes.subarray(ends.destination, ends.destination + octets).join('.')}:${String(destinationPort)}`;
  const reversed = one > other;
  return { name: reversed ? `${other} ${one}` : `${one} ${other}`, reversed };
}

function checksumText(printer: Printer, bytes: Uint8Array, at: number, end: number, ends: Ends): string {
  const octets = ends.family === 4 ? 4 : 16;
  const source = Address.fromBytes(bytes.subarray(ends.source, ends.source + octets));
  const destination = Address.fromBytes(bytes.subarray(ends.destination, ends.destination + octets));
  const pseudo = pseudoHeaderSum(source, destination, 6, end - at);
  const found = get16(bytes, at + 16);
  if (printer.partialChecksum) return `${hex(complementOf(pseudo) ^ 0xffff)} (incorrect -> ${hex(found)})`;
  const sum = complementOf(sumOf(bytes, at, end, pseudo));
  if (sum === 0) return `${hex(found)} (correct)`;
  const expected = complementOf(sumOf(bytes, at, end, pseudo - found));
  return `${hex(found)} (incorrect -> ${hex(expected)})`;
}

function tcpOptions(
  bytes: Uint8Array,
  start: number,
  end: number,
  base: { readonly sequence: number; readonly acknowledgement: number },
): string {
  const texts: string[] = [];
  for (let at = start; at < end;) {
    const kind = get8(bytes, at);
    if (kind === 0) {
      texts.push('eol');
      break;
    }
    if (kind === 1) {
      texts.push('nop');
      at++;
      continue;
    }
    const length = get8(bytes, at + 1);
    if (length < 2 || at + length > end) {
      texts.push('bad opt');
      break;
    }
    switch (kind) {
      case 2:
        texts.push(`mss ${String(get16(bytes, at + 2))}`);
        break;
      case 3:
        texts.push(`wscale ${String(get8(bytes, at + 2))}`);
        break;
      case 4:
        texts.push('sackOK');
        break;
      case 5: {
        const count = (length - 2) / 8;
        let text = `sack ${String(count)} `;
        for (let block = 0; block < count; block++) {
          const left = (get32(bytes, at + 2 + block * 8) - base.acknowledgement) >>> 0;
          const right = (get32(bytes, at + 6 + block * 8) - base.acknowledgement) >>> 0;
          text += `{${String(left)}:${String(right)}}`;
        }
        texts.push(text);
        break;
      }
      case 8:
        texts.push(`TS val ${String(get32(bytes, at + 2))} ecr ${String(get32(bytes, at + 6))}`);
        break;
      default: {
        const data = [...bytes.subarray(at + 2, at + length)]
          .map((octet) => octet.toString(16).padStart(2, '0'))
          .join('');
        texts.push(`unknown-${String(kind)}${data === '' ? '' : ` 0x${data}`}`);
      }
    }
    at += length;
  }
  return texts.join(',');
}
