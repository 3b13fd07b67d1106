/**
 * What dig prints of a message (printmessage and received of bin/dig/dig.c, BIND 9.18).
 */
import { type DnsMessage, responseCodeNames, type ResourceRecord } from '../../net/dns/message.ts';
import type { Answered } from '../bind/lookup.ts';
import { digStyle, type MasterStyle, questionLine, recordDataText, recordLine } from '../bind/record-text.ts';
import type { DigQuery } from './options.ts';

const opcodes = ['QUERY', 'IQUERY', 'STATUS', 'RESERVED3', 'NOTIFY', 'UPDATE'];
const cookieOption = 10;
const extendedErrorOption = 15;

function styleOf(query: DigQuery): MasterStyle {
  const neither = !query.ttl && !query.showClass;
  const columns =
    query.multiline || neither
      ? ([24, 24, 24, 32] as const)
      : !query.ttl || !query.showClass
        ? ([24, 24, 32, 40] as const)
        : digStyle.columns;
  return {
    columns,
    showTtl: query.ttl,
    showClass: query.showClass,
    multiline: query.multiline,
    ttlUnits: query.ttlUnits,
  };
}

/** @param sent the query it answers; undefined when it is the query itself */
export function messageText(message: DnsMessage, query: DigQuery, sent: DnsMessage | undefined): string {
  if (query.short) return shortText(message);
  const style = styleOf(query);
  let text = '';
  if (query.comments) {
    text += sent === undefined ? ';; Sending:\n' : ';; Got answer:\n';
    text += headerText(message, sent !== undefined);
    text += '\n';
    if (message.edns !== undefined) text += ednsText(message.edns, sent?.edns);
  }
  const section = (title: string, lines: readonly string[]): string => {
    if (lines.length === 0) return '';
    return query.comments ? `;; ${title} SECTION:\n${lines.join('')}\n` : lines.join('');
  };
  const rows = (records: readonly ResourceRecord[]) => records.map((record) => recordLine(record, style));
  if (query.sections.question)
    text += section(
      'QUESTION',
      message.questions.map((question) => `;${questionLine(question, style)}`),
    );
  if (query.sections.answer) text += section('ANSWER', rows(message.answers));
  if (query.sections.authority) text += section('AUTHORITY', rows(message.authorities));
  if (query.sections.additional) text += section('ADDITIONAL', rows(message.additionals));
  return text;
}

function shortText(message: DnsMessage): string {
  return (
    message.answers.map(({ data }) => recordDataText(data)).join('\n') +
    (message.answers.length > 0 ? '\n' : '')
  );
}

/** `->>HEADER<<-`, flags and counts. */
export function headerText(message: DnsMessage, warns: boolean): string {
  const flags = [
    message.response && 'qr',
    message.authoritative && 'aa',
    message.truncated && 'tc',
    message.recursionDesired && 'rd',
    message.recursionAvailable && 'ra',
    message.authenticData && 'ad',
    message.checkingDisabled && 'cd',
  ].filter((flag) => flag !== false);
  const additional = message.additionals.length + (message.edns === undefined ? 0 : 1);
  let text = '';
  if (message.questions.some(({ name }) => /(^|\.)local\.$/i.test(name)))
    text +=
      ';; WARNING: .local is reserved for Multicast DNS\n;; You are currently testing what happens when an mDNS query is leaked to DNS\n';
  text += `;; ->>HEADER<<- opcode: ${opcodes[message.opcode] ?? `RESERVED${String(message.opcode)}`}, status: ${statusText(message)}, id: ${String(message.id)}\n`;
  text += `;; flags:${flags.map((flag) => ` ${flag}`).join('')}; QUERY: ${String(message.questions.length)}, ANSWER: ${String(message.answers.length)}, AUTHORITY: ${String(message.authorities.length)}, ADDITIONAL: ${String(additional)}\n`;
  if (warns && message.recursionDesired && !message.recursionAvailable)
    text += ';; WARNING: recursion requested but not available\n';
  return text;
}

function statusText({ code, edns }: DnsMessage): string {
  const whole = code + 16 * (edns?.extendedCode ?? 0);
  return responseCodeNames[whole] ?? { 16: 'BADVERS', 23: 'BADCOOKIE' }[whole] ?? `RESERVED${String(whole)}`;
}

function hex(octets: Uint8Array): string {
  return [...octets].map((octet) => octet.toString(16).padStart(2, '0')).join('');
}

const extendedErrors: Readonly<Record<number, string>> = {
  0: 'Other Error',
  14: 'Not Ready',
  15: 'Blocked',
  18: 'Prohibited',
  20: 'Not Authoritative',
  22: 'No Reachable Authority',
  23: 'Network Error',
};

function ednsText(edns: NonNullable<DnsMessage['edns']>, sent: DnsMessage['edns']): string {
  let text = ';; OPT PSEUDOSECTION:\n';
  text += `; EDNS: version: ${String(edns.version)}, flags:${edns.dnssecOk ? ' do' : ''}; udp: ${String(edns.udpSize)}\n`;
  for (const { code, data } of edns.options) {
    if (code === cookieOption) {
      const own = sent?.options.find((option) => option.code === cookieOption);
      const known = own !== undefined && hex(data).startsWith(hex(own.data));
      const judgement =
        sent === undefined ? '' : !known ? ' (bad)' : data.length === 8 ? ' (echoed)' : ' (good)';
      text += `; COOKIE: ${hex(data)}${judgement}\n`;
    } else if (code === extendedErrorOption) {
      const number = ((data[0] ?? 0) << 8) | (data[1] ?? 0);
      const words = String.fromCharCode(...data.slice(2));
      text += `; EDE: ${String(number)} (${extendedErrors[number] ?? 'Unknown'})${words === '' ? '' : `: (${words})`}\n`;
    } else if (code === 3) text += `; NSID${data.length > 0 ? `: ${hex(data)}` : ''}\n`;
    else text += `; OPT=${String(code)}${data.length > 0 ? `: ${hex(data)}` : ''}\n`;
  }
  return text;
}

/** The lines below a message. @param when milliseconds since 1970 */
export function statisticsText(
  answer: Answered,
  query: DigQuery,
  when: number,
  microseconds: boolean,
): string {
  const { server, took, size, transport, port } = answer;
  const place = `${server.address.text}#${String(port)}(${server.name})`;
  const milliseconds = String(Math.floor(took / 1000));
  if (query.stats)
    return `;; Query time: ${microseconds ? `${String(took)} usec` : `${milliseconds} msec`}
;; SERVER: ${place} (${transport})
;; WHEN: ${dateText(when)}
;; MSG SIZE  rcvd: ${String(size)}

`;
  if (query.identify && !query.short)
    return `;; Received ${String(size)} bytes from ${place} in ${microseconds ? `${String(took)} us` : `${milliseconds} ms`}\n\n`;
  return '';
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Sun Nov 22 23:55:52 UTC 2026` */
function dateText(when: number): string {
  const date = new Date(when);
  const two = (number: number) => String(number).padStart(2, '0');
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  return `${days[date.getUTCDay()] ?? ''} ${months[date.getUTCMonth()] ?? ''} ${two(date.getUTCDate())} ${time} UTC ${String(date.getUTCFullYear())}`;
}
