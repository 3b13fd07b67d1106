/**
 * What nslookup of BIND 9.18 prints of an answer (printmessage, printsection, detailsection of bin/dig/nslookup.c).
 */
import {
  type DnsMessage,
  recordTypeName,
  responseCodeNames,
  type ResourceRecord,
} from '../../net/dns/message.ts';
import { recordDataText, classText } from '../bind/record-text.ts';
import type { Answered } from '../bind/lookup.ts';

/** dns_name_format: without the final dot. */
export function nameText(name: string): string {
  return name === '.' ? '.' : name.replace(/\.$/, '');
}

/** rtypetext */
const typeTexts: Readonly<Record<number, string>> = {
  1: 'internet address = ',
  2: 'nameserver = ',
  5: 'canonical name = ',
  6: 'soa = ',
  12: 'name = ',
  13: 'hinfo = ',
  15: 'mail exchanger = ',
  16: 'text = ',
  28: 'has AAAA address ',
  33: 'service = ',
};

function dataText({ type, data }: ResourceRecord): string {
  return `${typeTexts[type] ?? `rdata_${String(type)} = `}${recordDataText(data)}\n`;
}

export function serverText({ server, port }: Pick<Answered, 'server' | 'port'>): string {
  return `Server:\t\t${server.name}\nAddress:\t${server.address.text}#${String(port)}\n\n`;
}

export function rcodeText(code: number): string {
  return responseCodeNames[code] ?? `?${String(code)}`;
}

/** As it stands in an answer without `-debug`. */
export function recordsText(records: readonly ResourceRecord[], inAnswer: boolean): string {
  return records
    .map((record) => {
      const name = nameText(record.name);
      if (inAnswer && record.data.kind === 'address')
        return `Name:\t${name}\nAddress: ${record.data.address.text}\n`;
      if (record.data.kind === 'authority') return `${name}\n${authorityText(record.data)}`;
      return `${name}\t${dataText(record)}`;
    })
    .join('');
}

function authorityText(data: Extract<ResourceRecord['data'], { kind: 'authority' }>): string {
  return [
    ['origin', nameText(data.primary)],
    ['mail addr', nameText(data.mailbox)],
    ['serial', data.serial],
    ['refresh', data.refresh],
    ['retry', data.retry],
    ['expire', data.expire],
    ['minimum', data.minimum],
  ]
    .map(([name, value]) => `\t${String(name)} = ${String(value)}\n`)
    .join('');
}

/** With `-debug`: the whole message. */
export function detailsText(message: DnsMessage): string {
  const questions = message.questions.map(
    ({ name, type, class: class_ }) =>
      `\t${nameText(name)}, type = ${recordTypeName(type)}, class = ${classText(class_)}\n`,
  );
  const section = (records: readonly ResourceRecord[]) =>
    records
      .map((record) => {
        const data = record.data.kind === 'authority' ? authorityText(record.data) : `\t${dataText(record)}`;
        return `    ->  ${nameText(record.name)}\n${data}\tttl = ${String(record.ttl)}\n`;
      })
      .join('');
  return (
    `------------\n    QUESTIONS:\n${questions.join('')}` +
    `    ANSWERS:\n${section(message.answers)}` +
    `    AUTHORITY RECORDS:\n${section(message.authorities)}` +
    `    ADDITIONAL RECORDS:\n${section(message.additionals)}------------\n`
  );
}
