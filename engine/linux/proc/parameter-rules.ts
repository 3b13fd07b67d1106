/**
 * What a write to a kernel parameter makes of it: the kernel's way of reading numbers (proc_get_long: decimal, octal and
 * hexadecimal; what follows a blank is left alone), its limits, and the parameters that are more than one number.
 */
import type { ParameterValue } from '../sysctl/parameters.ts';
import { limits } from './parameter-limits.ts';

/** A value, or an error in the kernel's words. */
export type Written = { readonly value: ParameterValue } | { readonly refused: string };

const invalid: Written = { refused: 'Invalid argument' };
const unknown: Written = { refused: 'No such file or directory' };

interface Limit {
  readonly low: number;
  readonly high: number;
  /** Kept in so many units of this size. */
  readonly unit: number;
}

const whole: Limit = { low: -(2 ** 31), high: 2 ** 31 - 1, unit: 1 };

const byName: ReadonlyMap<string, Limit> = new Map(
  limits.split('\n').flatMap((line) => {
    const [rule = '', ...names] = line.split(' ');
    return names.map((name) => [`net.${name}`, limitOf(rule)] as const);
  }),
);

function limitOf(rule: string): Limit {
  const [kind = '', least] = rule.split('~');
  const low = Number(least ?? 0);
  if (kind === 'ms') return { low: 0, high: 2 ** 31, unit: 4 };
  if (kind === 'ticks') return { ...whole, unit: -2 };
  if (kind === 'u32') return { low, high: 2 ** 32 - 1, unit: 1 };
  if (kind === 'u64') return { low, high: 2 ** 64, unit: 1 };
  const [from = '', to = ''] = kind.split('..');
  return { low: from === '' ? whole.low : Number(from), high: to === '' ? whole.high : Number(to), unit: 1 };
}

/** Without the device. */
function familyOf(name: string): string {
  return name.replace(/^(net\.ipv[46]\.(?:conf|neigh))\..+\.([a-z0-9_]+)$/, '$1.$2');
}

/** proc_get_long. @returns undefined for what is no number */
function numbersOf(text: string, most: number): readonly number[] | undefined {
  const numbers: number[] = [];
  for (const word of text.trim().split(/\s+/).slice(0, most)) {
    const [, sign, digits = ''] = /^([-+]?)(0[xX][0-9a-fA-F]+|\d+)$/.exec(word) ?? [];
    const isOctal = /^0[0-7]+$/.test(digits);
    if (digits === '' || (/^0\d/.test(digits) && !isOctal)) return undefined;
    const value = isOctal ? Number.parseInt(digits, 8) : Number(digits);
    numbers.push(sign === '-' ? -value : value);
  }
  return numbers;
}

/** @param current what it is now: vectors keep what is not written */
export function writtenValue(
  name: string,
  current: ParameterValue,
  text: string,
  get: (name: string) => ParameterValue | undefined,
): Written {
  const special = specials.get(familyOf(name).replace(/\.\d+$/, '.N'));
  if (special !== undefined) return special(text.trim(), current, get);
  if (typeof current !== 'number') return { value: text.trim().replace(/\s+/g, '\t') };
  const [number] = numbersOf(text, 1) ?? [];
  const { low, high, unit } = byName.get(familyOf(name)) ?? whole;
  if (number === undefined || number < low || number > high) return invalid;
  if (unit > 1) return { value: Math.ceil(number / unit) * unit };
  return { value: unit < 0 ? Math.trunc(number / -unit) * -unit : number };
}

type Special = (
  text: string,
  current: ParameterValue,
  get: (name: string) => ParameterValue | undefined,
) => Written;

const vector: Special = (text, current) => {
  const given = numbersOf(text, 3);
  if (given === undefined || given.some((one) => one < 1 || one > whole.high)) return invalid;
  const kept = String(current).split(/\s+/).slice(given.length);
  return { value: [...given, ...kept].join('\t') };
};

/** proc_do_large_bitmap: `8080,9000-9010`, joined and in order. */
const bitmap =
  (most: number): Special =>
  (text) => {
    const bits = new Set<number>();
    for (const range of text === '' ? [] : text.split(',')) {
      const ends = range.split('-').map((end) => numbersOf(end, 1)?.[0]);
      const [from, to = from] = ends;
      if (ends.length > 2 || from === undefined || to === undefined || from < 0 || to > most || to < from)
        return invalid;
      if (/\s/.test(range.trim())) return invalid;
      for (let bit = from; bit <= to; bit++) bits.add(bit);
    }
    const spans: [number, number][] = [];
    for (const bit of [...bits].sort((one, other) => one - other)) {
      const last = spans.at(-1);
      if (last !== undefined && last[1] === bit - 1) last[1] = bit;
      else spans.push([bit, bit]);
    }
    return {
      value: spans
        .map(([from, to]) => (from === to ? String(from) : `${String(from)}-${String(to)}`))
        .join(','),
    };
  };

const specials: ReadonlyMap<string, Special> = new Map<string, Special>([
  ['net.ipv4.tcp_rmem', vector],
  ['net.ipv4.tcp_wmem', vector],
  ['net.ipv4.ip_local_reserved_ports', bitmap(65_535)],
  ['net.ipv6.icmp.ratemask', bitmap(255)],
  [
    'net.ipv4.ip_local_port_range',
    (text, current, get) => {
      const given = numbersOf(text, 2);
      const [low, high] = [...(given ?? []), ...String(current).split('\t').map(Number).slice(given?.length)];
      const least = Number(get('net.ipv4.ip_unprivileged_port_start') ?? 0);
      if (given === undefined || low === undefined || high === undefined) return invalid;
      return low < Math.max(1, least) || high > 65_535 || high < low
        ? invalid
        : { value: `${String(low)}\t${String(high)}` };
    },
  ],
  [
    'net.ipv4.ping_group_range',
    (text, current) => {
      const given = numbersOf(text, 2);
      const [low, high] = [...(given ?? []), ...String(current).split('\t').map(Number).slice(given?.length)];
      if (given === undefined || low === undefined || high === undefined) return invalid;
      if (Math.min(low, high) < 0 || Math.max(low, high) >= 2 ** 32 - 1) return invalid;
      return { value: high < low ? '1\t0' : `${String(low)}\t${String(high)}` };
    },
  ],
  [
    'net.ipv4.tcp_congestion_control',
    (text, _current, get) => {
      const known = String(get('net.ipv4.tcp_available_congestion_control') ?? '').split(' ');
      return known.includes(text) ? { value: text } : unknown;
    },
  ],
  [
    'net.ipv4.tcp_fastopen_key',
    (text) =>
      /^([0-9a-f]{1,8}-){3}[0-9a-f]{1,8}(,([0-9a-f]{1,8}-){3}[0-9a-f]{1,8})?$/.test(text)
        ? { value: text }
        : invalid,
  ],
  [
    'net.netfilter.nf_log.N',
    (text) => (/^(NONE|nfnetlink_log|nf_log_\w+)$/.test(text) ? { value: text } : unknown),
  ],
]);
