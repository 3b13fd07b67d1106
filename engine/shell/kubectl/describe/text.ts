/**
 * Text with tabs set in columns as Go's text/tabwriter does for `kubectl describe`: a column is a run of neighbouring
 * lines that have a cell there; two blanks stand between (k8s.io/kubectl pkg/describe tabbedString).
 */
import type { Event } from '../../../kubernetes/objects/config.ts';
import type { Condition, KubeObject, Timestamp } from '../../../kubernetes/objects/meta.ts';
import { humanDuration, since } from '../../../kubernetes/table/duration.ts';
import { displayWidth } from '../printers/width.ts';

const padding = 2;

/** Of an annotation's text on one line. */
const longest = 140;

function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}...` : text;
}

export class DescribeText {
  #done = '';
  #pending = '';
  /** Milliseconds since 1970. */
  readonly now: number;

  constructor(now: number) {
    this.now = now;
  }

  /** One line at a level of indentation; tabs stand between cells. */
  line(level: number, text: string): void {
    this.#pending += `${'  '.repeat(level)}${text}\n`;
  }

  /** Columns end here. */
  flush(): void {
    this.#done += setTabs(this.#pending);
    this.#pending = '';
  }

  toString(): string {
    this.flush();
    return this.#done;
  }

  /** What was not set in columns yet, as it is. */
  withTabs(): string {
    return this.#pending;
  }

  /** `Labels:` and its pairs, one a line. */
  pairs(title: string, pairs: Readonly<Record<string, string>> | undefined, indent = '\t'): void {
    const keys = Object.keys(pairs ?? {}).sort();
    if (keys.length === 0) {
      this.line(0, `${title}:${indent}<none>`);
      return;
    }
    for (const [index, key] of keys.entries())
      this.line(0, `${index === 0 ? `${title}:` : ''}${indent}${key}=${pairs?.[key] ?? ''}`);
  }

  annotations(title: string, given: Readonly<Record<string, string>> | undefined): void {
    const keys = Object.keys(given ?? {})
      .filter((key) => key !== 'kubectl.kubernetes.io/last-applied-configuration')
      .sort();
    if (keys.length === 0) {
      this.line(0, `${title}:\t<none>`);
      return;
    }
    for (const [index, key] of keys.entries()) {
      const head = index === 0 ? `${title}:` : '';
      const value = (given?.[key] ?? '').replace(/\n$/, '');
      if (value.length + key.length + 2 <= longest && !value.includes('\n'))
        this.line(0, `${head}\t${key}: ${value}`);
      else {
        this.line(0, `${head}\t${key}:`);
        for (const part of value.split('\n')) this.line(0, `\t  ${shortened(part, longest - 2)}`);
      }
    }
  }

  /** @param events undefined: they were not asked for */
  events(events: readonly Event[] | undefined): void {
    if (events === undefined) return;
    if (events.length === 0) {
      this.line(0, 'Events:\t<none>');
      return;
    }
    this.flush();
    this.line(0, 'Events:\n  Type\tReason\tAge\tFrom\tMessage');
    this.line(1, '----\t------\t----\t----\t-------');
    const sorted = [...events].sort(
      (one, other) => Date.parse(one.lastTimestamp ?? '') - Date.parse(other.lastTimestamp ?? ''),
    );
    for (const event of sorted) {
      const first = since(event.firstTimestamp ?? event.eventTime, this.now);
      const age =
        (event.count ?? 1) > 1
          ? `${since(event.lastTimestamp, this.now)} (x${event.count ?? 1} over ${first})`
          : first;
      const from = event.source.component ?? event.reportingComponent;
      const path = event.involvedObject.fieldPath;
      const message = `${path === undefined ? '' : `${path}: `}${event.message.trim()}`;
      this.line(1, `${event.type}\t${event.reason}\t${age}\t${from}\t${message}`);
    }
  }
}

/** Text with the tabs of each column set. */
export function setTabs(text: string): string {
  const lines = text.split('\n').map((line) => line.split('\t'));
  const widths: number[][] = lines.map(() => []);
  const format = (from: number, to: number, column: number): void => {
    let at = from;
    while (at < to) {
      if ((lines[at]?.length ?? 0) - 1 <= column) {
        at++;
        continue;
      }
      let end = at;
      let width = 0;
      while (end < to && (lines[end]?.length ?? 0) - 1 > column) {
        width = Math.max(width, displayWidth(lines[end]?.[column] ?? '') + padding);
        end++;
      }
      for (let line = at; line < end; line++) {
        const own = widths[line];
        if (own !== undefined) own[column] = width;
      }
      format(at, end, column + 1);
      at = end;
    }
  };
  format(0, lines.length, 0);
  return lines
    .map((cells, line) =>
      cells
        .map((cell, column) =>
          column === cells.length - 1
            ? cell
            : cell + ' '.repeat(Math.max(0, (widths[line]?.[column] ?? 0) - displayWidth(cell))),
        )
        .join(''),
    )
    .join('\n');
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** RFC 1123 with a numeric zone: `Mon, 23 Nov 2026 05:38:26 +0000`. */
export function rfc1123(timestamp: Timestamp | undefined): string {
  if (timestamp === undefined) return 'Mon, 01 Jan 0001 00:00:00 +0000';
  const date = new Date(Date.parse(timestamp));
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${days[date.getUTCDay()] ?? ''}, ${two(date.getUTCDate())} ${months[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
}

/** `Conditions:` with times, as Namespace and ServiceCIDR show them. */
export function conditionRows(out: DescribeText, conditions: readonly Condition[]): void {
  out.line(0, 'Conditions:');
  out.line(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage');
  out.line(1, '----\t------\t------------------\t------\t-------');
  for (const { type, status, lastTransitionTime, reason = '', message = '' } of conditions)
    out.line(1, `${type}\t${status}\t${rfc1123(lastTransitionTime)}\t${reason}\t${message}`);
}

export function ago(timestamp: Timestamp | undefined, now: number): string {
  return timestamp === undefined ? '<unknown>' : humanDuration(now - Date.parse(timestamp));
}

/** `ReplicaSet/web-564c84f466` */
export function controllerName(object: KubeObject): string | undefined {
  const owner = object.metadata.ownerReferences?.find(({ controller }) => controller === true);
  return owner === undefined ? undefined : `${owner.kind}/${owner.name}`;
}
