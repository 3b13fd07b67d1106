/**
 * DNS (print-domain.c).
 */
import { parseDns } from '../../../net/dns/parse.ts';
import { type Question, recordType, recordTypeName, type ResourceRecord } from '../../../net/dns/message.ts';
import type { Printer } from './printer.ts';

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

/** @param length as the layer below counts it */
export function printDns(printer: Printer, bytes: Uint8Array, length: number): void {
  const message = parseDns(bytes);
  if (message === undefined) {
    printer.put('[|domain]');
    return;
  }
  const { verbosity } = printer.options;
  const additional = message.additionals.length + (message.edns === undefined ? 0 : 1);
  const operation = operations[message.opcode] ?? '';
  if (message.response) {
    const flags = `${message.authoritative ? '*' : ''}${message.recursionAvailable ? '' : '-'}${message.truncated ? '|' : ''}${message.authenticData ? '$' : ''}`;
    printer.put(`${String(message.id)}${operation}${results[message.code] ?? ''}${flags}`);
    if (message.questions.length !== 1) printer.put(` [${String(message.questions.length)}q]`);
    if (verbosity > 1)
      for (const [index, question] of message.questions.entries())
        printer.put(`${index === 0 ? '' : ','} q:${questionText(question)}`);
    printer.put(
      ` ${String(message.answers.length)}/${String(message.authorities.length)}/${String(additional)}`,
    );
    printer.put(message.answers.map((record) => recordText(printer, record)).join(','));
    if (verbosity > 1) {
      if (message.authorities.length > 0)
        printer.put(` ns:${message.authorities.map((record) => recordText(printer, record)).join(',')}`);
      const texts = message.additionals.map((record) => recordText(printer, record));
      if (message.edns !== undefined)
        texts.push(
          ` . OPT UDPsize=${String(message.edns.udpSize)}${message.edns.dnssecOk ? ' DO' : ''}${ednsOptions(message.edns.options)}`,
        );
      if (texts.length > 0) printer.put(` ar:${texts.join(',')}`);
    }
  } else {
    printer.put(
      `${String(message.id)}${operation}${message.recursionDesired ? '+' : ''}${message.checkingDisabled ? '%' : ''}`,
    );
    if (message.answers.length > 0) printer.put(` [${String(message.answers.length)}a]`);
    if (message.questions.length !== 1) printer.put(` [${String(message.questions.length)}q]`);
    if (message.authorities.length > 0) printer.put(` [${String(message.authorities.length)}n]`);
    if (additional > 0) printer.put(` [${String(additional)}au]`);
    for (const question of message.questions) printer.put(questionText(question));
    if (verbosity > 1 && message.edns !== undefined)
      printer.put(
        ` ar: . OPT UDPsize=${String(message.edns.udpSize)}${message.edns.dnssecOk ? ' DO' : ''}${ednsOptions(message.edns.options)}`,
      );
  }
  printer.put(` (${String(length)})`);
}

function questionText(question: Question): string {
  const kind = question.class === 1 ? '' : ` (Class ${String(question.class)})`;
  return ` ${typeText(question.type)}${kind}? ${question.name}`;
}

function typeText(type: number): string {
  const name = recordTypeName(type);
  return name.startsWith('TYPE') ? `Type${String(type)}` : name;
}

function ednsOptions(options: readonly { readonly code: number; readonly data: Uint8Array }[]): string {
  const texts = options.map(({ code, data }) => {
    const content = [...data].map((octet) => octet.toString(16).padStart(2, '0')).join('');
    if (code === 10) return `COOKIE ${content}`;
    return `Opt${String(code)} ${content}`;
  });
  return texts.length === 0 ? '' : ` [${texts.join(',')}]`;
}

function recordText(printer: Printer, record: ResourceRecord): string {
  const { verbosity } = printer.options;
  let text = verbosity > 0 ? ` ${record.name}` : '';
  if (record.class !== 1) text += ` (Class ${String(record.class)})`;
  if (verbosity > 2) text += ` [${relativeTime(record.ttl)}]`;
  text += ` ${typeText(record.type)}`;
  const { data } = record;
  switch (data.kind) {
    case 'address':
      return `${text} ${data.address.text}`;
    case 'name':
      return `${text} ${data.name}`;
    case 'mail':
      return `${text} ${data.exchange} ${String(data.preference)}`;
    case 'text':
      return `${text} ${data.strings.map((part) => `"${part}"`).join(' ')}`;
    case 'service':
      return `${text} ${data.target}:${String(data.port)} ${String(data.priority)} ${String(data.weight)}`;
    case 'authority': {
      if (verbosity === 0 || record.type !== recordType.SOA) return text;
      const numbers = [data.serial, data.refresh, data.retry, data.expire, data.minimum].join(' ');
      return `${text} ${data.primary} ${data.mailbox} ${numbers}`;
    }
    case 'octets':
      return text;
  }
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
