/**
 * mtr's reports (ui/report.c): the table, JSON, XML, CSV.
 */
import { fieldsOf } from './fields.ts';
import type { Hop } from './hop.ts';
import type { MtrOptions } from './options.ts';

export interface Report {
  readonly options: MtrOptions;
  readonly host: string;
  readonly localName: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Those shown, with their names. */
  readonly hops: readonly { readonly number: number; readonly hop: Hop; readonly name: string }[];
}

const usualWidth = 33;

export function reportText(report: Report): string {
  switch (report.options.display) {
    case 'json':
      return jsonText(report);
    case 'xml':
      return xmlText(report);
    case 'csv':
      return csvText(report);
    default:
      return tableText(report);
  }
}

function startText(when: number): string {
  return `Start: ${new Date(when).toISOString().slice(0, 19)}+0000\n`;
}

function tableText({ options, localName, startedAt, hops }: Report): string {
  const columns = fieldsOf(options.fields);
  const longest = Math.max(localName.length, ...hops.map(({ name }) => name.length));
  const width = options.wide ? longest : usualWidth - 8;
  const head = `HOST: ${localName}`.padEnd(options.wide ? width + 8 - 2 : usualWidth);
  const titles = columns.map((field) => field?.title.padStart(field.width) ?? ' ').join('');
  const rows = hops.map(({ number, hop, name }) => {
    const shown = name.slice(0, width).padEnd(width);
    const values = columns.map((field) => field?.text(hop).slice(0, field.width) ?? ' ').join('');
    return `${String(number).padStart(3)}.|-- ${shown}${values}\n`;
  });
  return `${startText(startedAt)}${head}${titles}\n${rows.join('')}`;
}

function patternText(): string {
  return '0x00';
}

function jsonText({ options, host, localName, hops }: Report): string {
  const number = (value: number, kind: 'loss' | 'count' | 'time'): string => {
    if (kind === 'count') return String(value);
    const text = String(Number(value.toFixed(3)));
    return text.includes('.') ? text : `${text}.0`;
  };
  const columns = fieldsOf(options.fields).filter((field) => field !== null);
  const hubs = hops.map(({ number: count, hop, name }) => {
    const values = columns.map(
      (field) => `                "${field.title}": ${number(field.value(hop), field.kind)}`,
    );
    return `            {
                "count": ${String(count)},
                "host": "${name}",
${values.join(',\n')}
            }`;
  });
  return `{
    "report": {
        "mtr": {
            "src": "${localName}",
            "dst": "${host}",
            "tos": ${String(options.tos)},
            "tests": ${String(options.cycles)},
            "psize": "${String(options.size)}",
            "bitpattern": "${patternText()}"
        },
        "hubs": [
${hubs.join(',\n')}
        ]
    }
}
`;
}

function xmlText({ options, host, localName, hops }: Report): string {
  const columns = fieldsOf(options.fields).filter((field) => field !== null);
  const hubs = hops.map(({ number, hop, name }) => {
    const values = columns.map((field) => {
      const tag = field.title.replace('%', '');
      return `        <${tag}>${field.text(hop)}</${tag}>\n`;
    });
    return `    <HUB COUNT="${String(number)}" HOST="${name}">\n${values.join('')}    </HUB>\n`;
  });
  return `<?xml version="1.0"?>
<MTR SRC="${localName}" DST="${host}" TOS="0x${options.tos.toString(16)}" PSIZE="${String(options.size)}" BITPATTERN="${patternText()}" TESTS="${String(options.cycles)}">
${hubs.join('')}</MTR>
`;
}

function csvText({ options, host, startedAt, hops }: Report): string {
  const columns = fieldsOf(options.fields);
  const head = columns.map((field) => field?.title ?? ' ').join(',');
  const rows = hops.map(({ number, hop, name }) => {
    const values = columns.map((field) => {
      if (field === null) return '0';
      return field.kind === 'count' ? String(field.value(hop)) : field.value(hop).toFixed(2);
    });
    return `MTR.0.95,${String(Math.floor(startedAt / 1000))},OK,${host},${String(number)},${name},${values.join(',')}\n`;
  });
  return `Mtr_Version,Start_Time,Status,Host,Hop,Ip,${head},\n${rows.join('')}`;
}
