/**
 * Schedules of CronJobs: five fields, or a word beginning with `@` (robfig/cron ParseStandard).
 *
 * Left out: time zones inside the schedule; days and months by `?`.
 */

export interface Schedule {
  /** The next time behind `after`, both in milliseconds since 1970 (UTC); undefined when there is none in five years. */
  next(after: number): number | undefined;
}

export type ParsedSchedule =
  { readonly ok: true; readonly schedule: Schedule } | { readonly ok: false; readonly error: string };

const words: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const days = 'sun mon tue wed thu fri sat'.split(' ');

interface Field {
  readonly values: ReadonlySet<number>;
  /** `*`: the other of the two day fields decides alone. */
  readonly any: boolean;
}

const minute = 60_000;
const day = 86_400_000;

export function parseSchedule(text: string): ParsedSchedule {
  const trimmed = text.trim();
  const every = /^@every (\d+)(s|m|h)$/.exec(trimmed);
  if (every !== null) {
    const step = Number(every[1]) * { s: 1000, m: minute, h: 60 * minute }[every[2] as 's' | 'm' | 'h'];
    return { ok: true, schedule: { next: (after) => Math.floor(after / 1000) * 1000 + step } };
  }
  const spelled = trimmed.startsWith('@') ? words[trimmed] : trimmed;
  if (spelled === undefined) return wrong(`unrecognized descriptor: ${trimmed}`);
  const parts = spelled.split(/\s+/);
  if (parts.length !== 5)
    return wrong(`expected exactly 5 fields, found ${String(parts.length)}: [${parts.join(' ')}]`);
  try {
    const [minutes, hours, dates, monthsOf, weekdays] = [
      parseField(parts[0] ?? '', 0, 59, []),
      parseField(parts[1] ?? '', 0, 23, []),
      parseField(parts[2] ?? '', 1, 31, []),
      parseField(parts[3] ?? '', 1, 12, months),
      parseField(parts[4] ?? '', 0, 6, days),
    ];
    const isDay = (date: Date): boolean => {
      const byDate = dates.values.has(date.getUTCDate());
      const byWeekday = weekdays.values.has(date.getUTCDay());
      const both = dates.any || weekdays.any;
      return (
        monthsOf.values.has(date.getUTCMonth() + 1) && (both ? byDate && byWeekday : byDate || byWeekday)
      );
    };
    return {
      ok: true,
      schedule: {
        next(after) {
          let at = (Math.floor(after / minute) + 1) * minute;
          const end = at + 5 * 366 * day;
          while (at < end) {
            const date = new Date(at);
            if (!isDay(date)) at = (Math.floor(at / day) + 1) * day;
            else if (!hours.values.has(date.getUTCHours()))
              at = (Math.floor(at / (60 * minute)) + 1) * 60 * minute;
            else if (!minutes.values.has(date.getUTCMinutes())) at += minute;
            else return at;
          }
          return undefined;
        },
      },
    };
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    return wrong(error.message);
  }
}

class FieldError extends Error {}

function wrong(error: string): ParsedSchedule {
  return { ok: false, error };
}

function parseField(text: string, least: number, most: number, names: readonly string[]): Field {
  const values = new Set<number>();
  let any = false;
  for (const part of text.split(',')) {
    const [range = '', stepText, ...more] = part.split('/');
    if (more.length > 0) throw new FieldError(`too many slashes: ${part}`);
    const ends = range.split('-');
    if (ends.length > 2) throw new FieldError(`too many hyphens: ${part}`);
    const step = stepText === undefined ? 1 : parseNumber(stepText, []);
    let [from, to] = [least, most];
    if (range === '*' || range === '?') any ||= step === 1;
    else {
      const start = most === 12 ? 1 : 0;
      from = parseNumber(ends[0] ?? '', names, start);
      to =
        ends[1] === undefined ? (stepText === undefined ? from : most) : parseNumber(ends[1], names, start);
    }
    if (from < least)
      throw new FieldError(`beginning of range (${String(from)}) below minimum (${String(least)}): ${part}`);
    if (to > most)
      throw new FieldError(`end of range (${String(to)}) above maximum (${String(most)}): ${part}`);
    if (from > to)
      throw new FieldError(
        `beginning of range (${String(from)}) beyond end of range (${String(to)}): ${part}`,
      );
    if (step === 0) throw new FieldError(`step of range should be a positive number: ${part}`);
    for (let value = from; value <= to; value += step) values.add(value);
  }
  return { values, any };
}

/** @param start the number of the first name */
function parseNumber(text: string, names: readonly string[], start = 0): number {
  const named = names.indexOf(text.toLowerCase());
  if (named >= 0) return named + start;
  if (/^-\d+$/.test(text)) throw new FieldError(`negative number (${text}) not allowed: ${text}`);
  if (!/^\d+$/.test(text))
    throw new FieldError(`failed to parse int from ${text}: strconv.Atoi: parsing "${text}": invalid syntax`);
  return Number(text);
}
