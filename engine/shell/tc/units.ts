/**
 * Times, sizes, rates and percentages as tc reads and writes them (iproute2's tc/tc_util.c, lib/utils_math.c): with C's
 * strtod and a suffix, printed with few digits. Times pass through the kernel's ticks of 64 nanoseconds, so that 15 µs
 * come back as 14.
 */

import { invalid } from '../iproute2/arguments.ts';

/** strtod: the number at the beginning and what follows it. */
function number(word: string): readonly [value: number, rest: string] | undefined {
  const match = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(.*)$/.exec(word);
  return match === null ? undefined : [Number(match[1]), match[2] ?? ''];
}

const times: Readonly<Record<string, number>> = {
  '': 1,
  us: 1,
  usec: 1,
  usecs: 1,
  ms: 1000,
  msec: 1000,
  msecs: 1000,
  s: 1e6,
  sec: 1e6,
  secs: 1e6,
};

const ticksPerMicrosecond = 15.625;

/** get_ticks. @returns ticks, what is said besides, or undefined when it is no time */
export function readTicks(word: string): number | { readonly tooLarge: string } | undefined {
  const [value, rest] = number(word) ?? [0, '?'];
  const unit = times[rest.toLowerCase()];
  if (unit === undefined) return undefined;
  const microseconds = Math.trunc(value * unit) >>> 0;
  if (microseconds * ticksPerMicrosecond >= 2 ** 32)
    return { tooLarge: `Illegal ${String(microseconds)} time (too large)\n` };
  return Math.floor(microseconds * ticksPerMicrosecond);
}

/** Microseconds as the tool counts them back from ticks. */
export function microseconds(ticks: number): number {
  return Math.floor(ticks / ticksPerMicrosecond);
}

/** print_time */
export function timeText(ticks: number): string {
  const time = microseconds(ticks);
  if (time >= 1e6) return `${general(time / 1e6, 3)}s`;
  return time >= 1000 ? `${general(time / 1000, 3)}ms` : `${String(time)}us`;
}

/** get_percent: of 2^32-1, as the kernel keeps it; `%` may be left out. */
export function readPercent(word: string): number | undefined {
  const [value, rest] = number(word) ?? [-1, ''];
  if (rest !== '' && rest !== '%') return undefined;
  if (value < 0 || value > 100) return undefined;
  return Math.round((value / 100) * 0xffff_ffff);
}

export function percentText(share: number): string {
  return `${general((100 * share) / 0xffff_ffff)}%`;
}

const sizes: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1024,
  kb: 1024,
  m: 1024 ** 2,
  mb: 1024 ** 2,
  g: 1024 ** 3,
  gb: 1024 ** 3,
  kbit: 1024 / 8,
  mbit: 1024 ** 2 / 8,
  gbit: 1024 ** 3 / 8,
};

/** get_size */
export function readSize(word: string): number | undefined {
  const [value, rest] = number(word) ?? [-1, ''];
  const unit = sizes[rest.toLowerCase()];
  if (unit === undefined || value < 0) return undefined;
  const size = Math.trunc(value * unit);
  return size > 0xffff_ffff ? undefined : size;
}

/** get_rate64: bits a second; `bps` and its multiples are octets. @returns octets a second */
export function readRate(word: string): number | undefined {
  const [value, rest] = number(word) ?? [-1, ''];
  const match = /^(?:([kmgt])(i?))?(bit|bps)$/.exec(rest === '' ? 'bit' : rest.toLowerCase());
  if (match === null || value < 0) return undefined;
  const power = ' kmgt'.indexOf(match[1] ?? ' ');
  const bits = value * (match[2] === 'i' ? 1024 : 1000) ** power * (match[3] === 'bps' ? 8 : 1);
  return Math.floor(bits / 8);
}

/** sprint_rate */
export function rateText(octets: number): string {
  let bits = octets * 8;
  let unit = 0;
  while (unit < 4 && bits >= 1000 && (bits % 1000 === 0 || bits >= 1_000_000)) {
    bits = Math.floor(bits / 1000);
    unit++;
  }
  return `${String(bits)}${['', 'K', 'M', 'G', 'T'][unit] ?? ''}bit`;
}

/** printf's %g */
export function general(value: number, digits = 6): string {
  if (value === 0) return '0';
  const [mantissa = '', exponent = '0'] = value.toExponential(digits - 1).split('e');
  const power = Number(exponent);
  if (power >= -4 && power < digits) return String(Number(value.toPrecision(digits)));
  const sign = power < 0 ? '-' : '+';
  return `${String(Number(mantissa))}e${sign}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** get_qdisc_handle: hexadecimal, what follows the colon is not looked at. */
export function readHandle(word: string): number {
  if (word === 'none') return 0;
  const match = /^([0-9a-fA-F]{1,4})(:.*)?$/.exec(word);
  if (match === null) throw invalid('invalid qdisc ID', word);
  return Number.parseInt(match[1] ?? '', 16);
}
