/**
 * What curl tells of its work: -v, --trace, --trace-ascii, with --trace-time before each line (tool_cb_dbg.c).
 */
import { fromUtf8, utf8 } from '../../net/wire/utf8.ts';

export type TraceForm = 'none' | 'plain' | 'ascii' | 'hex';
export type TracedData = 'sent' | 'received' | 'sentSecurely';

const titles: Readonly<Record<TracedData, string>> = {
  sent: '=> Send data',
  received: '<= Recv data',
  sentSecurely: '=> Send SSL data',
};

export interface TraceOptions {
  readonly form: TraceForm;
  readonly write: (text: string) => void;
  /** Milliseconds since 1970 with --trace-time; undefined without. */
  readonly wallTime: (() => number) | undefined;
}

export class CurlTrace {
  readonly #options: TraceOptions;
  /** The body goes to the terminal that shows this talk: it is not announced then. */
  bodyIsSeen = false;
  #announced = false;

  constructor(options: TraceOptions) {
    this.#options = options;
  }

  /** A line that starts with `*`. */
  info(text: string): void {
    const { form, write } = this.#options;
    if (form === 'none') return;
    this.#announced = false;
    write(`${this.#time()}${form === 'plain' ? '*' : '== Info:'} ${text}\n`);
  }

  sentHead(head: string): void {
    const { form, write } = this.#options;
    if (form === 'none') return;
    this.#announced = false;
    if (form !== 'plain') this.#dump('=> Send header', utf8(head));
    else for (const line of head.split('\r\n').slice(0, -1)) write(`${this.#time()}> ${line}\r\n`);
  }

  /** @param line with its end */
  receivedHeadLine(line: string): void {
    const { form, write } = this.#options;
    if (form === 'none') return;
    this.#announced = false;
    if (form !== 'plain') this.#dump('<= Recv header', utf8(line));
    else write(`${this.#time()}< ${line}${line.endsWith('\n') ? '' : '\n'}`);
  }

  data(kind: TracedData, bytes: Uint8Array): void {
    const { form, write } = this.#options;
    if (form === 'none' || bytes.length === 0) return;
    if (form !== 'plain') this.#dump(titles[kind], bytes);
    else if (!this.#announced && !this.bodyIsSeen && kind !== 'sentSecurely') {
      this.#announced = true;
      write(`${this.#time()}${kind === 'sent' ? '}' : '{'} [${String(bytes.length)} bytes data]\n`);
    }
  }

  #time(): string {
    const now = this.#options.wallTime?.();
    if (now === undefined) return '';
    const micros = String(Math.floor(now * 1000) % 1_000_000).padStart(6, '0');
    return `${new Date(now).toISOString().slice(11, 19)}.${micros} `;
  }

  #dump(title: string, bytes: Uint8Array): void {
    const hex = this.#options.form === 'hex';
    const { length } = bytes;
    let text = `${this.#time()}${title}, ${String(length)} bytes (0x${length.toString(16)})\n`;
    const width = hex ? 16 : 64;
    for (let at = 0; at < length;) {
      text += `${at.toString(16).padStart(4, '0')}: `;
      let next = at + width;
      let row = bytes.subarray(at, next);
      if (hex)
        for (let column = 0; column < width; column++)
          text += column < row.length ? `${(row[column] ?? 0).toString(16).padStart(2, '0')} ` : '   ';
      else {
        // A line of the dump ends where a line of the text does.
        const end = lineEnd(bytes, at, Math.min(next + 1, length));
        if (end !== undefined) {
          row = bytes.subarray(at, end);
          next = end + 2;
        }
      }
      text += `${fromUtf8(row.map((octet) => (octet >= 32 && octet < 127 ? octet : 46)))}\n`;
      at = next;
    }
    this.#options.write(text);
  }
}

function lineEnd(bytes: Uint8Array, from: number, to: number): number | undefined {
  for (let at = from; at + 1 <= to; at++) if (bytes[at] === 13 && bytes[at + 1] === 10) return at;
  return undefined;
}
