/**
 * The metrics of a route, as `mtu 1400`, `advmss lock 1200`, `rtt 100ms` (ip/iproute.c, iproute_modify and
 * print_rta_metrics; RTAX_* of rtnetlink.h): one table for reading and for printing them.
 *
 * The MTU, the announced segment size, the first window and the hop limit are acted upon; the others are kept and shown.
 */
import type { Route, RouteMetrics } from '../../../linux/route/route.ts';
import { type Arguments, invalid, matches, readUnsigned } from '../../iproute2/arguments.ts';
import type { Printer } from '../../iproute2/printer.ts';

type Name = Exclude<keyof RouteMetrics, 'locked'> | 'mtu';

interface Metric {
  readonly name: Name;
  /** May be shortened. */
  readonly short?: true;
  /** Does not take the word `lock` before its value. */
  readonly unlockable?: true;
  /** A time; the kernel keeps it in so many parts of a millisecond. */
  readonly parts?: number;
}

/** In the order of their numbers, which is the order in which they are printed. */
const metrics: readonly Metric[] = [
  { name: 'mtu' },
  { name: 'window', short: true },
  { name: 'rtt', parts: 8 },
  { name: 'rttvar', short: true, parts: 4 },
  { name: 'ssthresh', short: true },
  { name: 'cwnd', short: true },
  { name: 'advmss' },
  { name: 'reordering', short: true },
  { name: 'hoplimit' },
  { name: 'initcwnd', short: true },
  { name: 'features', short: true, unlockable: true },
  { name: 'rto_min', short: true, unlockable: true, parts: 1 },
  { name: 'initrwnd', short: true },
  { name: 'quickack', short: true, unlockable: true },
  { name: 'congctl', short: true },
  { name: 'fastopen_no_cookie', short: true, unlockable: true },
];

/** The order in which the tool asks for them. */
const asked = (
  'mtu hoplimit advmss reordering rtt rto_min window cwnd initcwnd initrwnd features quickack congctl rttvar ssthresh ' +
  'fastopen_no_cookie'
).split(' ');

export function findMetric(word: string): Metric | undefined {
  const name = asked.find((one) => {
    const metric = metrics.find((other) => other.name === one);
    return metric?.short === true ? matches(word, one) : word === one;
  });
  return metrics.find((metric) => metric.name === name);
}

/** What was given, the MTU among it. */
export type GivenMetrics = { -readonly [Key in keyof RouteMetrics]: RouteMetrics[Key] } & { mtu?: number };

export function readMetric(words: Arguments, { name, parts, unlockable }: Metric, given: GivenMetrics): void {
  let value = words.next();
  if ((value === 'lock' && unlockable !== true) || name === 'rto_min')
    given.locked = [...(given.locked ?? []), name];
  if (value === 'lock' && unlockable !== true) value = words.next();
  if (name === 'congctl') {
    given.congctl = value;
    return;
  }
  if (name === 'features') {
    if (value !== 'ecn') throw invalid('"features" value not valid\n', value);
    given.features = 1;
    return;
  }
  const number = parts === undefined ? readUnsigned(value) : readTime(value, parts);
  if (number === undefined || (name === 'hoplimit' && number > 255))
    throw invalid(`"${name}" value is invalid\n`, value);
  if ((name === 'quickack' || name === 'fastopen_no_cookie') && number > 1)
    throw invalid(`"${name}" value should be 0 or 1\n`, value);
  Object.assign(given, { [name]: number });
}

/** get_time_rtt: a number alone is in the kernel's own unit. */
function readTime(word: string, parts: number): number | undefined {
  const [, digits, unit] = /^(\d+(?:\.\d*)?)([a-z]*)$/i.exec(word) ?? [];
  if (digits === undefined || unit === undefined) return undefined;
  if (unit === '') return Math.ceil(Number(digits));
  if (!/^(s|secs?|ms|msecs?)$/i.test(unit)) return undefined;
  return Math.ceil(Number(digits) * (/^s/i.test(unit) ? 1000 : 1)) * parts;
}

export function printMetrics(
  printer: Printer,
  { mtu, mtuLocked, metrics: others = {} }: Pick<Route, 'mtu' | 'mtuLocked' | 'metrics'>,
): void {
  const values: GivenMetrics = mtu === undefined ? others : { ...others, mtu };
  const shown = metrics.filter(({ name }) => values[name] !== undefined);
  if (shown.length === 0) return;
  printer.openArray('metrics');
  printer.openObject();
  for (const { name, parts } of shown) {
    const locked = name === 'mtu' ? mtuLocked === true : others.locked?.includes(name) === true;
    printer.text(`${name} ${locked ? 'lock ' : ''}`);
    const value = values[name] ?? 0;
    if (name === 'features') printer.flag('ecn', 'ecn ');
    else if (typeof value === 'string') printer.any('congestion', `${value} `, value);
    else if (parts === undefined) printer.any(name, `${String(value)} `, value);
    else printTime(printer, name, Math.floor(value / parts));
  }
  printer.closeObject();
  printer.closeArray();
}

function printTime(printer: Printer, name: string, milliseconds: number): void {
  const text = milliseconds >= 1000 ? `${String(milliseconds / 1000)}s ` : `${String(milliseconds)}ms `;
  printer.any(name, text, milliseconds);
}
