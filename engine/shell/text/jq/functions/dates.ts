/**
 * jq's functions on dates: broken-down time (an array) and seconds since 1970, in UTC.
 */
import { ansiDate } from '../../date-format.ts';
import { isArray, type Json, JqError, print } from '../json.ts';
import { number, type Plain, text } from './argument.ts';

function broken(seconds: number): Json {
  const date = new Date(seconds * 1000);
  const start = Date.UTC(date.getUTCFullYear(), 0, 1);
  return [
    date.getUTCFullYear(),
    date.getUTCMonth(),
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds() + (seconds % 1),
    date.getUTCDay(),
    Math.floor((date.getTime() - start) / 86_400_000),
  ];
}

function whole(value: Json): number {
  if (typeof value === 'number') return value;
  if (!isArray(value)) throw new JqError('strftime/1 requires parsed datetime inputs');
  const [year, month, day, hour, minute, second] = value.map((item) => (typeof item === 'number' ? item : 0));
  return Date.UTC(year ?? 1970, month ?? 0, day ?? 1, hour ?? 0, minute ?? 0, Math.floor(second ?? 0)) / 1000;
}

export const dateFunctions: Readonly<Record<string, Plain>> = {
  'now/0': (_value, _one, _two, now) => now,
  'gmtime/0': (value) => broken(number(value)),
  'localtime/0': (value) => broken(number(value)),
  'mktime/0': (value) => whole(value),
  'strftime/1': (value, format) => ansiDate(text(format, 'a format'), whole(value) * 1000),
  'strflocaltime/1': (value, format) => ansiDate(text(format, 'a format'), whole(value) * 1000),
  'fromdateiso8601/0': (value) => {
    const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/.exec(text(value, 'parsed as a date'));
    if (match === null) throw new JqError(`date ${print(value)} does not match format "%Y-%m-%dT%H:%M:%SZ"`);
    const [, year, month, day, hour, minute, second] = match.map(Number);
    return Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1, hour ?? 0, minute ?? 0, second ?? 0) / 1000;
  },
};
