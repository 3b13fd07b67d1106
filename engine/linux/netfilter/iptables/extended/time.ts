/**
 * `-m time`: dates, hours and days by the machine's clock, in UTC (net/netfilter/xt_time.c, libxt_time). The kernel's own
 * time zone is UTC too. Times are kept as seconds, days as bits.
 */
import { usage } from '../error.ts';
import type { Place, Test } from '../extension.ts';
import { matchOf, type Options } from '../shape.ts';

const day = 86_400;
const lastDate = 0x7fff_ffff;
const lastSecond = day - 1;
const weekdayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const everyWeekday = 0xfe;
const everyMonthday = 0xffff_fffe;

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** Seconds since 1970. @throws IptablesError */
function parseDate(text: string): number {
  const match = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:T(\d{1,2})(?::(\d{1,2})(?::(\d{1,2}))?)?)?)?)?$/.exec(
    text,
  );
  const parts = match?.slice(1) ?? [];
  const part = (at: number, otherwise: number): number => Number(parts[at] ?? otherwise);
  const [year, month, date] = [part(0, Number.NaN), part(1, 1), part(2, 1)];
  const [hour, minute, seconds] = [part(3, 0), part(4, 0), part(5, 0)];
  if (!(year >= 1970 && year <= 2038) || month > 12 || date > 31 || hour > 23 || minute > 59 || seconds > 59)
    throw usage(`Invalid date "${text}" specified. Should be YYYY[-MM[-DD[Thh[:mm[:ss]]]]]`);
  return Date.UTC(year, month - 1, date, hour, minute, seconds) / 1000;
}

/** Seconds since midnight. @throws IptablesError */
function parseTime(text: string): number {
  const parts = text.split(':');
  const values = parts.map(Number);
  const [hour = 0, minute = 0, seconds = 0] = values;
  const fail = (what: string): Error =>
    usage(`invalid time "${what}" specified, should be hh:mm[:ss] format and within the boundaries`);
  if (parts.length < 2 || parts.length > 3 || parts.some((part) => !/^\d{1,2}$/.test(part))) throw fail(text);
  if (hour > 23) throw fail(text);
  if (minute > 59) throw fail(parts.slice(1).join(':'));
  if (seconds > 59) throw fail(parts[2] ?? '');
  return hour * 3600 + minute * 60 + seconds;
}

function parseWeekdays(text: string): number {
  return text.split(',').reduce((bits, word) => {
    const named = weekdayNames.findIndex((name) => word.toLowerCase().startsWith(name.toLowerCase()));
    const prefix = weekdayNames.findIndex(
      (name) => word.length === 2 && name.toLowerCase().startsWith(word.toLowerCase()),
    );
    // Of a number that is no day's nothing is said.
    if (/^\d+$/.test(word) && Number(word) > 7) return bits;
    if (word === '' && text.endsWith(',') && !text.includes(',,')) return bits;
    if (word === '' || /^0+$/.test(word)) throw usage('No, the week does NOT begin with Sunday.');
    const at = /^[1-7]$/.test(word) ? Number(word) - 1 : named >= 0 ? named : prefix;
    if (at < 0) throw usage(`${word} is not a valid day specifier`);
    return bits | (2 << at);
  }, 0);
}

function parseMonthdays(text: string): number {
  return text.split(',').reduce((bits, word) => {
    const value = Number(word);
    if (!/^\d*$/.test(word) || value > 31) throw usage(`${word} is not a valid day for --monthdays`);
    // Day 0 is none.
    return value === 0 ? bits : (bits | (1 << value)) >>> 0;
  }, 0);
}

interface Times {
  readonly start: number;
  readonly stop: number;
  readonly from: number;
  readonly to: number;
  readonly weekdays: number;
  readonly monthdays: number;
}

function timesOf(options: Options): Times {
  const bits = (name: string, every: number, read: (text: string) => number): number => {
    if (!options.has(name)) return every;
    const value = read(options.text(name));
    return (options.inverted(name) ? every & ~value : value) >>> 0;
  };
  return {
    start: options.has('datestart') ? parseDate(options.text('datestart')) : 0,
    stop: options.has('datestop') ? parseDate(options.text('datestop')) : lastDate,
    from: options.has('timestart') ? parseTime(options.text('timestart')) : 0,
    to: options.has('timestop') ? parseTime(options.text('timestop')) : lastSecond,
    weekdays: bits('weekdays', everyWeekday, parseWeekdays),
    monthdays: bits('monthdays', everyMonthday, parseMonthdays),
  };
}

function clockText(seconds: number): string {
  return [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((part) => two(Math.floor(part))).join(':');
}

function dateText(seconds: number, between: string): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', between);
}

function namesOf(bits: number): string[] {
  return weekdayNames.filter((_, at) => (bits & (2 << at)) !== 0);
}

function monthdaysOf(bits: number): number[] {
  return Array.from({ length: 31 }, (_, at) => at + 1).filter((at) => ((bits >>> at) & 1) === 1);
}

/** The tool's own way with 11, 12 and 13. */
function ordinal(value: number): string {
  return `${String(value)}${['th', 'st', 'nd', 'rd'][value % 10] ?? 'th'}`;
}

function isLocal(options: Options): boolean {
  return options.has('kerneltz', 'localtz');
}

function save(options: Options): string {
  const { start, stop, from, to, weekdays, monthdays } = timesOf(options);
  const parts: string[] = [];
  if (from !== 0 || to !== lastSecond)
    parts.push(`--timestart ${clockText(from)} --timestop ${clockText(to)}`);
  if (monthdays !== everyMonthday) parts.push(`--monthdays ${monthdaysOf(monthdays).join(',')}`);
  if (weekdays !== everyWeekday) parts.push(`--weekdays ${namesOf(weekdays).join(',')}`);
  if (start !== 0) parts.push(`--datestart ${dateText(start, 'T')}`);
  // The tool compares with another end of all dates than the one it fills in.
  parts.push(`--datestop ${dateText(stop, 'T')}`);
  if (isLocal(options)) parts.push('--kerneltz');
  if (options.has('contiguous')) parts.push('--contiguous');
  return parts.join(' ');
}

function print(options: Options): string {
  const { start, stop, from, to, weekdays, monthdays } = timesOf(options);
  const parts = ['TIME'];
  if (from !== 0 || to !== lastSecond) parts.push(`from ${clockText(from)} to ${clockText(to)}`);
  if (weekdays !== everyWeekday) parts.push(`on ${namesOf(weekdays).join(',')}`);
  if (monthdays !== everyMonthday) parts.push(`on ${monthdaysOf(monthdays).map(ordinal).join(',')}`);
  if (start !== 0) parts.push(`starting from ${dateText(start, ' ')}`);
  if (stop !== lastDate) parts.push(`until date ${dateText(stop, ' ')}`);
  if (!isLocal(options)) parts.push('UTC');
  if (options.has('contiguous')) parts.push('contiguous');
  return parts.join(' ');
}

function translate(options: Options): string | undefined {
  const { start, stop, from, to, weekdays, monthdays } = timesOf(options);
  if (monthdays !== everyMonthday) return undefined;
  const parts: string[] = [];
  if (start !== 0 || stop !== lastDate)
    parts.push(`meta time "${dateText(start, ' ')}"-"${dateText(stop, ' ')}"`);
  if (from !== 0 || to !== lastSecond) parts.push(`meta hour "${clockText(from)}"-"${clockText(to)}"`);
  if (weekdays !== everyWeekday) {
    const numbers = weekdayNames.flatMap((_, at) =>
      (weekdays & (2 << at)) === 0 ? [] : [String((at + 1) % 7)],
    );
    parts.push(`meta day ${numbers.length > 1 ? `{ ${numbers.join(', ')} }` : (numbers[0] ?? '')}`);
  }
  return parts.join(' ');
}

function compile(options: Options, { namespace }: Place): Test {
  const { start, stop, from, to, weekdays, monthdays } = timesOf(options);
  const contiguous = options.has('contiguous');
  return () => {
    const stamp = Math.floor(namespace.environment.wallTime / 1000);
    if (stamp < start || stamp > stop) return false;
    const seconds = stamp % day;
    let date = stamp;
    if (from < to) {
      if (seconds < from || seconds > to) return false;
    } else {
      if (seconds < from && seconds > to) return false;
      // What began yesterday evening belongs to yesterday.
      if (contiguous && seconds < to) date -= day;
    }
    const weekday = ((Math.floor(date / day) + 3) % 7) + 1;
    if (((weekdays >>> weekday) & 1) === 0) return false;
    return monthdays === everyMonthday || ((monthdays >>> new Date(date * 1000).getUTCDate()) & 1) === 1;
  };
}

export const time = matchOf({
  name: 'time',
  options: {
    contiguous: { kind: 'flag' },
    datestart: { kind: 'text' },
    datestop: { kind: 'text' },
    timestart: { kind: 'text' },
    timestop: { kind: 'text' },
    weekdays: { kind: 'text', inverts: true },
    monthdays: { kind: 'text', inverts: true },
    localtz: { kind: 'flag', excludes: ['utc'] },
    utc: { kind: 'flag', excludes: ['kerneltz'] },
    kerneltz: { kind: 'flag' },
  },
  read(options, name, { warn }) {
    timesOf(options);
    if (name === 'localtz')
      warn?.(
        'WARNING: --localtz is being replaced by --kerneltz, since "local" is ambiguous. Note the kernel timezone has caveats - see manpage for details.',
      );
  },
  check(options) {
    const { from, to } = timesOf(options);
    if (options.has('contiguous') && from < to)
      throw usage('time: --contiguous only makes sense when stoptime is smaller than starttime');
  },
  save,
  print,
  translate,
  compile,
});
