/**
 * The progress meter curl shows on standard error when its output is not a terminal, and the bar of `-#` (libcurl's
 * progress.c, tool_cb_prg.c): drawn when a transfer starts, every second, and at its end.
 *
 * Left out: the bar's moving mark while nobody knows how much will come.
 */
import { second, type Time } from '../../clock/clock.ts';

const head = `  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current
                                 Dload  Upload   Total   Spent    Left  Speed
`;

/** How many of the last seconds count as the current speed. */
const remembered = 6;

export interface Amounts {
  /** undefined: nobody said how much will come. */
  readonly expected: number | undefined;
  readonly received: number;
  readonly toSend: number;
  readonly sent: number;
}

export class Meter {
  readonly #write: (text: string) => void;
  readonly #columns: number | undefined;
  readonly #bar: boolean;
  #headShown = false;
  #lastSecond: number | undefined;
  #samples: { readonly amount: number; readonly at: Time }[] = [];

  /** @param columns of the terminal that standard error is, for the bar */
  constructor(write: (text: string) => void, bar: boolean, columns: number | undefined) {
    this.#write = write;
    this.#bar = bar;
    this.#columns = columns;
  }

  /** Once a second at most. */
  update(amounts: Amounts, started: Time, now: Time): void {
    const current = Math.floor(now / second);
    if (this.#lastSecond === current) return;
    this.#lastSecond = current;
    this.#draw(amounts, started, now);
  }

  /** The last row of a transfer. */
  finish(amounts: Amounts, started: Time, now: Time): void {
    this.#draw(amounts, started, now);
    this.#lastSecond = Math.floor(now / second);
    this.#samples = [];
    if (!this.#bar) this.#write('\n');
  }

  #draw(amounts: Amounts, started: Time, now: Time): void {
    if (this.#bar) {
      this.#drawBar(amounts);
      return;
    }
    if (!this.#headShown) this.#write(head);
    this.#headShown = true;
    const elapsed = now - started;
    const amount = amounts.received + amounts.sent;
    this.#samples.push({ amount, at: now });
    if (this.#samples.length > remembered) this.#samples.shift();
    const [first] = this.#samples;
    const average = (octets: number) => (elapsed > 0 ? Math.floor((octets * second) / elapsed) : 0);
    const span = Math.max(1, Math.floor((now - (first?.at ?? now)) / 1000));
    const speed =
      this.#samples.length > 1 && first !== undefined
        ? Math.trunc(((amount - first.amount) * 1000) / span)
        : average(amounts.received) + average(amounts.sent);
    this.#write(row(amounts, elapsed, average, speed));
  }

  #drawBar({ expected, received, toSend, sent }: Amounts): void {
    const total = (expected ?? 0) + toSend;
    const done = received + sent;
    if (total === 0) return;
    const width = Math.min((this.#columns ?? 79) - 1, 400) - 7;
    const share = Math.min(1, done / total);
    const marks = '#'.repeat(Math.floor(width * share)).padEnd(width);
    this.#write(`\r${marks} ${(share * 100).toFixed(1).padStart(5)}%`);
  }

  /** After the last row of the bar. */
  end(): void {
    if (this.#bar && this.#lastSecond !== undefined) this.#write('\n');
  }
}

function row(amounts: Amounts, elapsed: Time, average: (octets: number) => number, speed: number): string {
  const { expected, received, toSend, sent } = amounts;
  const spent = Math.floor(elapsed / second);
  const percent = (part: number, whole: number) =>
    whole > 10_000
      ? Math.floor(part / Math.floor(whole / 100))
      : whole > 0
        ? Math.floor((part * 100) / whole)
        : 0;
  const estimate = (whole: number | undefined, rate: number) =>
    whole !== undefined && rate > 0 ? Math.floor(whole / rate) : 0;
  const upload = toSend > 0 ? toSend : undefined;
  const whole = Math.max(estimate(expected, average(received)), estimate(upload, average(sent)));
  const total = (expected ?? received) + (upload ?? sent);
  const three = (value: number) => String(value).padStart(3);
  return (
    `\r${three(percent(received + sent, total))} ${short(total)}` +
    `  ${three(percent(received, expected ?? 0))} ${short(received)}` +
    `  ${three(percent(sent, upload ?? 0))} ${short(sent)}` +
    `  ${short(average(received))}  ${short(average(sent))}` +
    ` ${clockText(whole)} ${clockText(spent)} ${clockText(whole > 0 ? whole - spent : 0)} ${short(speed)}`
  );
}

/** Five columns: 99999, 1000k, 12.3M (max5data). */
function short(value: number): string {
  if (value < 100_000) return String(value).padStart(5);
  if (value < 10_000 * 1024) return `${String(Math.floor(value / 1024)).padStart(4)}k`;
  const mega = 1_048_576;
  if (value < 100 * mega)
    return `${String(Math.floor(value / mega)).padStart(2)}.${String(Math.floor((value % mega) / (mega / 10)))}M`;
  return `${String(Math.floor(value / mega)).padStart(4)}M`;
}

function clockText(seconds: number): string {
  if (seconds <= 0) return '--:--:--';
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = String(Math.floor(seconds / 3600)).padStart(2);
  return `${hours}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
