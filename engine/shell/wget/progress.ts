/**
 * wget's progress: a bar on a terminal, dots elsewhere (progress.c). Left out: a name longer than its column wanders.
 */
import { decimal, humanReadable, rate, shortTime } from './texts.ts';

export interface Gauge {
  /** Octets have come, or none for a while. @param elapsed seconds */
  readonly update: (octets: number, elapsed: number) => void;
  readonly finish: (elapsed: number) => void;
  /** It wants to be told when nothing comes. */
  readonly isInteractive: boolean;
}

export interface GaugeOptions {
  readonly write: (text: string) => void;
  /** Of the terminal; undefined: dots. */
  readonly columns: number | undefined;
  readonly name: string;
  /** What was there before. */
  readonly initial: number;
  /** 0: nobody knows. */
  readonly total: number;
}

export function gauge(options: GaugeOptions): Gauge {
  return options.columns === undefined ? new Dots(options) : new Bar(options, options.columns);
}

const percentWidth = 4;
const sizeWidth = 8;
const rateWidth = 10;
const etaWidth = 15;
const refreshTime = 0.2;
const sampleTime = 0.15;
/** Before, nobody can tell how long it will take. */
const etaAfter = 3;

class Bar implements Gauge {
  readonly isInteractive = true;
  readonly #options: GaugeOptions;
  readonly #nameWidth: number;
  readonly #width: number;
  #count = 0;
  #drawnAt = 0;
  #tick = 0;
  #recent = { octets: 0, since: 0 };
  #past = { octets: 0, seconds: 0 };

  constructor(options: GaugeOptions, columns: number) {
    this.#options = options;
    this.#nameWidth = Math.floor((columns - 1) / 4);
    const rest = this.#nameWidth + 1 + percentWidth + 2 + sizeWidth + rateWidth + etaWidth;
    this.#width = Math.max(0, columns - 1 - rest);
    this.#draw(0, false);
  }

  update(octets: number, elapsed: number): void {
    this.#count += octets;
    this.#recent.octets += octets;
    const age = elapsed - this.#recent.since;
    if (age >= sampleTime && octets > 0) {
      this.#past = { octets: this.#past.octets + this.#recent.octets, seconds: this.#past.seconds + age };
      this.#recent = { octets: 0, since: elapsed };
    }
    if (elapsed - this.#drawnAt < refreshTime) return;
    this.#draw(elapsed, false);
    this.#drawnAt = elapsed;
  }

  finish(elapsed: number): void {
    this.#draw(elapsed, true);
    this.#options.write('\n');
  }

  #draw(elapsed: number, done: boolean): void {
    const { write, name, initial, total } = this.#options;
    const size = initial + this.#count;
    const percent = total > 0 ? `${String(Math.floor((100 * size) / total)).padStart(3)}%` : '    ';
    const past = this.#past;
    const speed =
      past.seconds > 0 && past.octets > 0
        ? rate(past.octets + this.#recent.octets, past.seconds + elapsed - this.#recent.since)
        : undefined;
    const rateShown =
      speed === undefined
        ? '  --.-KB/s'
        : `  ${speed.digits.padStart(4)}${[' B/s', 'KB/s', 'MB/s', 'GB/s'][speed.unit] ?? ''}`;
    const eta = done
      ? `    in ${elapsed >= 10 ? shortTime(Math.round(elapsed), false) : `${decimal(elapsed)}s`}`
      : total > 0 && this.#count > 0 && elapsed > etaAfter
        ? `    eta ${shortTime(Math.round(((total - size) * elapsed) / this.#count), false)}`
        : '';
    write(
      `\r${name.slice(0, this.#nameWidth).padEnd(this.#nameWidth)} ${percent}[${this.#marks(size)}]` +
        `${humanReadable(size, 1000, 2).padStart(sizeWidth)}${rateShown}${eta.padEnd(etaWidth)}`,
    );
  }

  #marks(size: number): string {
    const { initial, total } = this.#options;
    const width = this.#width;
    if (total > 0) {
      const old = Math.floor((initial / total) * width);
      const fresh = Math.floor((size / total) * width) - old;
      return `${'+'.repeat(old)}${fresh > 0 ? `${'='.repeat(fresh - 1)}>` : ''}`.padEnd(width);
    }
    const at = this.#tick++ % (width * 2 - 6);
    const place = at < width - 2 ? at + 1 : width - (at - width + 5);
    return `${' '.repeat(place - 1)}<=>`.padEnd(width);
  }
}

const dotOctets = 1024;
const dotsInLine = 50;
const dotsTogether = 10;

class Dots implements Gauge {
  readonly isInteractive = false;
  readonly #options: GaugeOptions;
  #waiting = 0;
  #dots = 0;
  #rows = 0;
  #rowSince = 0;
  /** Rows that were there before have commas for dots. */
  #skipped = 0;

  constructor(options: GaugeOptions) {
    this.#options = options;
    const { initial, write } = options;
    if (initial === 0) return;
    const row = dotOctets * dotsInLine;
    const whole = Math.floor(initial / row);
    let rest = initial % row;
    this.#skipped = whole * row;
    this.#rows = whole;
    const shown = `[ skipping ${String((whole * row) / 1024)}K ]`;
    write(`\n${whole === 0 ? '' : shown.padStart(2 + shown.length)}`);
    write(`\n${String((whole * row) / 1024).padStart(6)}K`);
    for (; rest >= dotOctets; rest -= dotOctets) {
      write(`${this.#dots % dotsTogether === 0 ? ' ' : ''},`);
      this.#dots++;
    }
    this.#waiting = rest;
  }

  update(octets: number, elapsed: number): void {
    const { write } = this.#options;
    this.#waiting += octets;
    while (this.#waiting >= dotOctets) {
      this.#waiting -= dotOctets;
      if (this.#dots === 0) this.#beginRow();
      write(`${this.#dots % dotsTogether === 0 ? ' ' : ''}.`);
      this.#dots++;
      if (this.#dots < dotsInLine) continue;
      this.#rows++;
      this.#dots = 0;
      this.#statistics(elapsed, false);
    }
  }

  finish(elapsed: number): void {
    const { write } = this.#options;
    if (this.#dots === 0) this.#beginRow();
    for (let dot = this.#dots; dot < dotsInLine; dot++) write(dot % dotsTogether === 0 ? '  ' : ' ');
    this.#statistics(elapsed, true);
    write('\n');
  }

  #beginRow(): void {
    const row = `${String(this.#rows * dotsInLine).padStart(6)}K`;
    this.#options.write(this.#rows * dotOctets * dotsInLine === this.#skipped ? row : `\n${row}`);
  }

  #statistics(elapsed: number, last: boolean): void {
    const { write, total, initial } = this.#options;
    const row = dotOctets * dotsInLine;
    const shown = this.#rows * row + this.#dots * dotOctets + (last ? this.#waiting : 0);
    let inRow = last ? this.#dots * dotOctets + this.#waiting : row;
    if (this.#rows === Math.floor(initial / row)) inRow -= initial - this.#skipped;
    if (total > 0) write(`${String(Math.floor((100 * shown) / total)).padStart(3)}%`);
    const { digits, unit } = rate(inRow, elapsed - this.#rowSince);
    write(` ${digits.padStart(4)}${[' ', 'K', 'M', 'G'][unit] ?? ''}`);
    this.#rowSince = elapsed;
    if (last) write(`=${elapsed >= 10 ? shortTime(Math.round(elapsed), true) : `${decimal(elapsed)}s`}`);
    else if (total > 0) {
      const eta = (elapsed * (total - shown)) / (shown - initial);
      write(` ${shortTime(Math.round(eta), true)}`);
    }
  }
}
