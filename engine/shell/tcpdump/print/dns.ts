/**
 * DNS (print-domain.c). Left out: what multicast DNS adds, TSIG, the content of keys and signatures.
 */
import { nameAt, typeNames } from './dns-names.ts';
import { characters, type Printer, Truncated } from './printer.ts';

const operations = [
  '',
  ' inv_q',
  ' stat',
  ' op3',
  ' notify',
  ' update',
  ' op6',
  ' op7',
  ' op8',
  ' updateA',
  ' updateD',
  ' updateDA',
  ' updateM',
  ' updateMA',
  ' zoneInit',
  ' zoneRef',
];
const results = [
  '',
  ' FormErr',
  ' ServFail',
  ' NXDomain',
  ' NotImp',
  ' Refused',
  ' YXDomain',
  ' YXRRSet',
  ' NXRRSet',
  ' NotAuth',
  ' NotZone',
  ' Resp11',
  ' Resp12',
  ' Resp13',
  ' Resp14',
  ' NoChange',
];
const classNames: Readonly<Record<number, string>> = { 3: 'CHAOS', 4: 'HS', 255: 'ANY' };
const classText = (number: number) => classNames[number] ?? `(Class ${String(number)})`;
const typeText = (number: number) => typeNames.get(number) ?? `Type${String(number)}`;

export function printDns(printer: Printer, at: number, length: number): void {
  printer.protocol = 'domain';
  try {
    printMessage(printer, at, length);
  } catch (error) {
    if (!(error instanceof Truncated)) throw error;
    printer.put(' [|domain]');
  }
}

function printMessage(printer: Printer, start: number, length: number): void {
  if (length < 12) {
    printer.put(`domain [length ${String(length)} < 12] (invalid)`);
    return;
  }
  printer.need(start, 12);
  const { verbosity } = printer.options;
  const flags = printer.u16(start + 2);
  const id = String(printer.u16(start));
  const operation = operations[(flags >> 11) & 15] ?? '';
  const counts = [4, 6, 8, 10].map((offset) => printer.u16(start + offset));
  const [questions = 0, answers = 0, authorities = 0, additionals = 0] = counts;
  let at = start + 12;
  const records = (count: number, title: string) => {
    if (count === 0) return;
    printer.put(title);
    for (let index = 0; index < count; index++) {
      if (index > 0) printer.put(',');
      at = printRecord(printer, at, start);
    }
  };
  if ((flags & 0x8000) !== 0) {
    printer.put(
      `${id}${operation}${results[flags & 15] ?? ''}${(flags & 0x400) !== 0 ? '*' : ''}${(flags & 0x80) !== 0 ? '' : '-'}` +
        `${(flags & 0x200) !== 0 ? '|' : ''}${(flags & 0x20) !== 0 ? '$' : ''}`,
    );
    if (questions !== 1) printer.put(` [${String(questions)}q]`);
    for (let index = 0; index < questions; index++) {
      if (index > 0) printer.put(',');
      if (verbosity > 1) {
        printer.put(' q:');
        at = printQuestion(printer, at, start);
      } else at = nameAt(printer, at, start).next + 4;
    }
    printer.put(` ${String(answers)}/${String(authorities)}/${String(additionals)}`);
    records(answers, '');
  } else {
    printer.put(`${id}${operation}${(flags & 0x100) !== 0 ? '+' : ''}${(flags & 0x10) !== 0 ? '%' : ''}`);
    const odd = flags & 0x06cf;
    if (odd !== 0) printer.put(` [b2&3=0x${flags.toString(16)}]`);
    const isInverse = ((flags >> 11) & 15) === 1;
    if (isInverse) {
      if (questions > 0) printer.put(` [${String(questions)}q]`);
      if (answers !== 1) printer.put(` [${String(answers)}a]`);
    } else {
      if (answers > 0) printer.put(` [${String(answers)}a]`);
      if (questions !== 1) printer.put(` [${String(questions)}q]`);
    }
    if (authorities > 0) printer.put(` [${String(authorities)}n]`);
    if (additionals > 0) printer.put(` [${String(additionals)}au]`);
    for (let index = 0; index < questions; index++) {
      if (index > 0) printer.put(',');
      at = printQuestion(printer, at, start);
    }
    if (verbosity > 1) records(answers, ' an:');
  }
  if (verbosity > 1) {
    records(authorities, ' ns:');
    records(additionals, ' ar:');
  }
  printer.put(` (${String(length)})`);
}

function printQuestion(printer: Printer, at: number, start: number): number {
  const name = nameAt(printer, at, start);
  printer.need(name.next, 4);
  const kind = printer.u16(name.next + 2);
  printer.put(` ${typeText(printer.u16(name.next))}${kind === 1 ? '' : ` ${classText(kind)}`}? ${name.text}`);
  return name.next + 4;
}

const optType = 41;

/** @returns where the next one is */
function printRecord(printer: Printer, from: number, start: number): number {
  const { verbosity } = printer.options;
  const name = nameAt(printer, from, start);
  if (verbosity > 0) printer.put(` ${name.text}`);
  const at = name.next;
  printer.need(at, 10);
  const type = printer.u16(at);
  const kind = printer.u16(at + 2);
  if (kind !== 1 && type !== optType) printer.put(` ${classText(kind)}`);
  if (type !== optType && verbosity > 2) printer.put(` [${relativeTime(printer.u32(at + 4))}]`);
  const data = at + 10;
  const end = data + printer.u16(at + 8);
  printer.put(` ${typeText(type)}`);
  printer.need(data, end - data);
  const put = (place: number) => nameAt(printer, place, start);
  switch (type) {
    case 1:
      printer.put(` ${printer.plainAddress(data, 4)}`);
      break;
    case 2:
    case 5:
    case 12:
    case 39:
      printer.put(` ${put(data).text}`);
      break;
    case 6: {
      if (verbosity === 0) break;
      const primary = put(data);
      const mailbox = put(primary.next);
      const numbers = [0, 4, 8, 12, 16].map((offset) => String(printer.u32(mailbox.next + offset)));
      printer.put(` ${primary.text} ${mailbox.text} ${numbers.join(' ')}`);
      break;
    }
    case 15:
      printer.put(` ${put(data + 2).text} ${String(printer.u16(data))}`);
      break;
    case 16:
    case 99:
      for (let string = data; string < end;) {
        const length = printer.u8(string);
        printer.put(` "${characters(printer.octets(string + 1, length))}"`);
        string += 1 + length;
      }
      break;
    case 28:
      printer.put(` ${printer.plainAddress(data, 6)}`);
      break;
    case 33:
      printer.put(
        ` ${put(data + 6).text}:${String(printer.u16(data + 4))} ${String(printer.u16(data))} ${String(printer.u16(data + 2))}`,
      );
      break;
    case optType:
      printer.put(` UDPsize=${String(kind)}${(printer.u16(at + 6) & 0x8000) !== 0 ? ' DO' : ''}`);
      if (end > data) printer.put(` [${ednsOptions(printer, data, end)}]`);
  }
  return end;
}

const ednsNames: Readonly<Record<number, string>> = {
  1: 'LLQ',
  2: 'UL',
  3: 'NSID',
  5: 'DAU',
  6: 'DHU',
  7: 'N3U',
  8: 'ECS',
  9: 'EXPIRE',
  10: 'COOKIE',
  11: 'KEEPALIVE',
  12: 'PADDING',
  13: 'CHAIN',
  14: 'KEY-TAG',
  16: 'CLIENT-TAG',
  17: 'SERVER-TAG',
};

function ednsOptions(printer: Printer, start: number, end: number): string {
  const texts: string[] = [];
  for (let at = start; at + 4 <= end;) {
    const code = printer.u16(at);
    const length = printer.u16(at + 2);
    const content = printer
      .octets(at + 4, length)
      .map((octet) => octet.toString(16).padStart(2, '0'))
      .join('');
    texts.push(`${ednsNames[code] ?? `Opt${String(code)}`}${content === '' ? '' : ` ${content}`}`);
    at += 4 + length;
  }
  return texts.join(',');
}

/** `1h2m3s` (unsigned_relts_print). */
function relativeTime(seconds: number): string {
  if (seconds === 0) return '0s';
  const units: readonly (readonly [number, string])[] = [
    [604_800, 'w'],
    [86_400, 'd'],
    [3_600, 'h'],
    [60, 'm'],
    [1, 's'],
  ];
  let rest = seconds;
  let text = '';
  for (const [size, letter] of units) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${String(count)}${letter}`;
    rest -= count * size;
  }
  return text;
}
