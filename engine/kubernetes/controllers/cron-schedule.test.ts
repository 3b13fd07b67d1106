import { expect, test } from 'vitest';
import { parseSchedule } from './cron-schedule.ts';

const monday = Date.parse('2026-11-23T05:07:30Z');

test.each([
  ['0 3 * * *', '2026-11-24T03:00:00.000Z'],
  ['*/15 * * * *', '2026-11-23T05:15:00.000Z'],
  ['30 9-17/2 * * mon-fri', '2026-11-23T09:30:00.000Z'],
  ['0 0 13 * fri', '2026-11-27T00:00:00.000Z'],
  ['0 0 29 2 *', '2028-02-29T00:00:00.000Z'],
  ['@hourly', '2026-11-23T06:00:00.000Z'],
  ['@every 90s', '2026-11-23T05:09:00.000Z'],
])('%s comes next at %s', (text, expected) => {
  const parsed = parseSchedule(text);
  if (!parsed.ok) throw new Error(parsed.error);
  expect(new Date(parsed.schedule.next(monday) ?? 0).toISOString()).toBe(expected);
});

test.each([
  ['* * *', 'expected exactly 5 fields, found 3: [* * *]'],
  ['60 * * * *', 'end of range (60) above maximum (59): 60'],
  ['x * * * *', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
  ['@sometimes', 'unrecognized descriptor: @sometimes'],
])('%s is refused', (text, error) => {
  expect(parseSchedule(text)).toEqual({ ok: false, error });
});
