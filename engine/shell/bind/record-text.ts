/**
 * Resource records as BIND 9.18 writes them (lib/dns/rdata, lib/dns/masterdump.c): the data, and a whole line with its
 * columns, set with tabs of eight.
 */
import { type RecordData, recordTypeName, type ResourceRecord } from '../../net/dns/message.ts';

/** Columns of TTL, class, type and data. */
export interface MasterStyle {
  readonly columns: readonly [ttl: number, class_: number, type: number, data: number];
  readonly showTtl: boolean;
  readonly showClass: boolean;
  readonly multiline: boolean;
  /** TTLs as `1d2h`. */
  readonly ttlUnits?: boolean;
}

export const digStyle: MasterStyle = {
  columns: [24, 32, 40, 48],
  showTtl: true,
  showClass: true,
  multiline: false,
};

/** `10.96.10.50`, `0 100 80 web.default.svc.cluster.local.` */
export function recordDataText(data: RecordData): string {
  switch (data.kind) {
    case 'address':
      return data.address.text;
    case 'name':
      return data.name;
    case 'mail':
      return `${String(data.preference)} ${data.exchange}`;
    case 'text':
      return data.strings.map((text) => `"${text.replace(/(["\\])/g, '\\$1')}"`).join(' ');
    case 'service':
      return `${String(data.priority)} ${String(data.weight)} ${String(data.port)} ${data.target}`;
    case 'authority': {
      const { primary, mailbox, serial, refresh, retry, expire, minimum } = data;
      return [primary, mailbox, serial, refresh, retry, expire, minimum].join(' ');
    }
    case 'octets':
      return unknownData(data.octets);
  }
}

/** RFC 3597 */
function unknownData(octets: Uint8Array): string {
  const hex = [...octets].map((octet) => octet.toString(16).padStart(2, '0').toUpperCase()).join('');
  return `\\# ${String(octets.length)}${hex === '' ? '' : ` ${hex}`}`;
}

/** @param class_ 1: IN */
export function classText(class_: number): string {
  return { 1: 'IN', 3: 'CH', 4: 'HS', 255: 'ANY' }[class_] ?? `CLASS${String(class_)}`;
}

/** A line under construction that knows in which column it ends. */
class Line {
  text = '';
  #column = 0;

  put(text: string): void {
    this.text += text;
    this.#column += text.length;
  }

  /** indent() of masterdump.c: at least one space. */
  moveTo(column: number): void {
    const to = Math.max(column, this.#column + 1);
    const tabs = Math.max(0, Math.floor(to / 8) - Math.floor(this.#column / 8));
    const from = tabs > 0 ? Math.floor(to / 8) * 8 : this.#column;
    this.text += '\t'.repeat(tabs) + ' '.repeat(to - from);
    this.#column = to;
  }
}

/** @returns the line with its end */
export function recordLine(record: ResourceRecord, style: MasterStyle): string {
  const line = new Line();
  const [ttl, class_, type, data] = style.columns;
  line.put(record.name);
  if (style.showTtl) {
    line.moveTo(ttl);
    line.put(style.ttlUnits === true ? ttlText(record.ttl) : String(record.ttl));
  }
  if (style.showClass) {
    line.moveTo(class_);
    line.put(classText(record.class));
  }
  line.moveTo(type);
  line.put(recordTypeName(record.type));
  line.moveTo(data);
  line.put(
    style.multiline && record.data.kind === 'authority'
      ? multilineAuthority(record.data)
      : recordDataText(record.data),
  );
  return `${line.text}\n`;
}

/** A question: the columns without TTL and data. */
export function questionLine(
  question: { readonly name: string; readonly type: number; readonly class: number },
  style: MasterStyle,
): string {
  const line = new Line();
  line.put(question.name);
  if (style.showClass) {
    line.moveTo(style.columns[1]);
    line.put(classText(question.class));
  }
  line.moveTo(style.columns[2]);
  line.put(recordTypeName(question.type));
  return `${line.text}\n`;
}

function multilineAuthority(data: Extract<RecordData, { kind: 'authority' }>): string {
  const indent = '\n\t\t\t\t';
  const row = (value: number, comment: string) => `${indent}${String(value).padEnd(10)} ; ${comment}`;
  return (
    `${data.primary} ${data.mailbox} (` +
    row(data.serial, 'serial') +
    row(data.refresh, `refresh (${spokenTime(data.refresh)})`) +
    row(data.retry, `retry (${spokenTime(data.retry)})`) +
    row(data.expire, `expire (${spokenTime(data.expire)})`) +
    row(data.minimum, `minimum (${spokenTime(data.minimum)})`) +
    `${indent})`
  );
}

const units = [
  ['week', 'w', 604_800],
  ['day', 'd', 86_400],
  ['hour', 'h', 3600],
  ['minute', 'm', 60],
  ['second', 's', 1],
] as const;

function parts(seconds: number): readonly (readonly [name: string, letter: string, count: number])[] {
  let rest = seconds;
  return units.flatMap(([name, letter, length]) => {
    const count = Math.floor(rest / length);
    rest -= count * length;
    return count === 0 ? [] : [[name, letter, count] as const];
  });
}

/** `1 day 2 hours` */
function spokenTime(seconds: number): string {
  const text = parts(seconds)
    .map(([name, , count]) => `${String(count)} ${name}${count === 1 ? '' : 's'}`)
    .join(' ');
  return text === '' ? '0 seconds' : text;
}

/** `5m` */
function ttlText(seconds: number): string {
  const text = parts(seconds)
    .map(([, letter, count]) => `${String(count)}${letter}`)
    .join('');
  return text === '' ? '0s' : text;
}
