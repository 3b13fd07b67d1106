/**
 * The progress meter curl shows on standard error when its output is not a terminal (progress.c). It is drawn when a
 * transfer starts and when it ends; nobody sees what is between.
 */
import type { Time } from '../../clock/clock.ts';

export const meterHead = `  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current
                                 Dload  Upload   Total   Spent    Left  Speed
`;

const never = '--:--:--';

export interface Progress {
  readonly total: number | undefined;
  readonly received: number;
  readonly sent: number;
  readonly elapsed: Time;
}

export const meterStart = '\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0';

export function meterLine(progress: Progress): string {
  const { received, sent, elapsed } = progress;
  const total = (progress.total ?? received) + sent;
  const percent = (part: number, whole: number) =>
    whole > 0 ? Math.floor((part * 100) / whole) : part > 0 ? 100 : 0;
  const seconds = elapsed / 1_000_000;
  const speed = (octets: number) => (elapsed > 0 ? Math.floor(octets / seconds) : 0);
  const spent = seconds >= 1 ? clockText(seconds) : never;
  const columns = [
    String(percent(received + sent, total)).padStart(3),
    ` ${short(total)}`,
    `  ${String(percent(received, progress.total ?? received)).padStart(3)}`,
    ` ${short(received)}`,
    `  ${String(percent(sent, sent)).padStart(3)}`,
    ` ${short(sent)}`,
    `  ${short(speed(received))}`,
    `  ${short(speed(sent))}`,
    ` ${seconds >= 1 ? clockText(seconds) : never}`,
    ` ${spent}`,
    ` ${never}`,
    ` ${short(speed(received + sent))}`,
  ];
  return `\r${columns.join('')}`;
}

/** Five columns: 99999, 1000k, 12.3M (max5data). */
function short(value: number): string {
  if (value < 100_000) return String(value).padStart(5);
  if (value < 10_000 * 1024) return `${String(Math.floor(value / 1024)).padStart(4)}k`;
  if (value < 100 * 1024 * 1024) return `${(value / 1_048_576).toFixed(1).padStart(4)}M`;
  return `${String(Math.floor(value / 1_048_576)).padStart(4)}M`;
}

function clockText(seconds: number): string {
  const whole = Math.floor(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}
