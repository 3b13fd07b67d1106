/**
 * `-m hashlimit`: a token bucket for each address, port or pair (net/netfilter/xt_hashlimit.c, revision 3). Rules that
 * name the same table share its buckets. Bytes are counted in sixteenths, as in the kernel.
 *
 * Left out: `--hashlimit-rate-match`, the size limits of the table, /proc/net/ipt_hashlimit.
 */
import { millisecond, second } from '../../../../clock/clock.ts';
import { flowOf, type FlowTuple } from '../../../../net/flow/flow.ts';
import type { IpPacket } from '../../../../net/packet/ethernet.ts';
import { masked } from '../../ipset/element.ts';
import { NotSimulated, usage } from '../error.ts';
import type { Place, Test } from '../extension.ts';
import { matchOf, type Options } from '../shape.ts';
import { transportData, word } from './transport-data.ts';

/** Credits of a second (XT_HASHLIMIT_SCALE_v2). */
const scale = 1_000_000;
const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;
const shortNames: Readonly<Record<string, string>> = { minute: 'min', second: 'sec' };
const keys = ['srcip', 'srcport', 'dstip', 'dstport'] as const;
type Key = (typeof keys)[number];
const usualBurst = 5;
const chunk = 16;

interface Rate {
  /** Of packets: credits between two. Of bytes: chunks of sixteen a second. */
  readonly average: number;
  /** Seconds of the unit. */
  readonly unit: number;
  readonly isBytes: boolean;
}

function parseRate(option: string, text: string): Rate {
  const bad = (): Error => usage(`hashlimit: Bad value for "--${option}" option: "${text}"`);
  const bytes = /^(\d+)([km]?)b\/s$/i.exec(text);
  if (bytes !== null) {
    const factor = { k: 1024, m: 1024 * 1024 }[(bytes[2] ?? '').toLowerCase()] ?? 1;
    const rate = Number(bytes[1]) * factor;
    if (rate === 0 || rate > 0xffff_ffff) throw bad();
    return { average: Math.floor(rate / chunk), unit: 1, isBytes: true };
  }
  const [count = '', unit = 'second'] = text.split('/');
  const known = units.find(([name]) => unit !== '' && name.startsWith(unit.toLowerCase()));
  const rate = Number.parseInt(count, 10);
  if (known === undefined || !(rate > 0)) throw bad();
  const average = Math.floor((scale * known[1]) / rate);
  if (average === 0) throw usage(`Rate too fast "${text}"`);
  return { average, unit: known[1], isBytes: false };
}

/** The unit in which a rate is shown: the greatest that divides it well. */
function unitOf(average: number): (typeof units)[number] {
  let at = 1;
  for (; at < units.length; at++) {
    const credits = (units[at]?.[1] ?? 1) * scale;
    if (average > credits || Math.floor(credits / average) < credits % average) break;
  }
  return units[at - 1] ?? units[0];
}

const byteUnits = ['b', 'kb', 'mb', 'gb'];

/** As iptables shows bytes: in the greatest unit that divides them. */
function bytesText(bytes: number): string {
  let value = bytes;
  let at = 0;
  while (value >= 1024 && value % 1024 === 0 && at < byteUnits.length - 1) {
    value /= 1024;
    at++;
  }
  return `${String(value)}${byteUnits[at] ?? ''}`;
}

function rateOption(options: Options): string {
  return options.has('hashlimit-above') ? 'hashlimit-above' : 'hashlimit-upto';
}

function rateOf(options: Options): Rate {
  const option = rateOption(options);
  return parseRate(option, options.text(option));
}

function rateText({ average, isBytes }: Rate, long: boolean): string {
  if (isBytes) return `${bytesText(average * chunk)}/s`;
  const [name, seconds] = unitOf(average);
  return `${String(Math.floor((seconds * scale) / average))}/${long ? name : (shortNames[name] ?? name)}`;
}

/** Packets, or bytes for a rate of bytes; of those nothing is the usual. */
function burstOf(options: Options): number {
  const text = options.text('hashlimit-burst');
  const match = /^(\d+)([km]?)b?$/i.exec(text);
  if (match === null) return usualBurst;
  return Number(match[1]) * ({ k: 1024, m: 1024 * 1024 }[(match[2] ?? '').toLowerCase()] ?? 1);
}

function modeOf(options: Options): readonly Key[] {
  const words = options.text('hashlimit-mode').split(',');
  return keys.filter((key) => words.includes(key));
}

/** What is written behind the rate, in both forms. */
function settings(options: Options, dashes: string): string[] {
  const parts: string[] = [];
  const number = (name: string): void => {
    if (options.has(`hashlimit-${name}`))
      parts.push(`${dashes}${name} ${String(options.number(`hashlimit-${name}`))}`);
  };
  number('htable-size');
  number('htable-max');
  if (options.has('hashlimit-htable-gcinterval') && options.number('hashlimit-htable-gcinterval') !== 1000)
    number('htable-gcinterval');
  const { average, isBytes } = rateOf(options);
  const usual = (isBytes ? 1 : unitOf(average)[1]) * 1000;
  if (options.has('hashlimit-htable-expire') && options.number('hashlimit-htable-expire') !== usual)
    number('htable-expire');
  for (const [end, width] of [
    ['srcmask', options.family === 4 ? 32 : 128],
    ['dstmask', options.family === 4 ? 32 : 128],
  ] as const)
    if (options.has(`hashlimit-${end}`) && options.number(`hashlimit-${end}`) !== width)
      parts.push(`${dashes}${end} ${String(options.number(`hashlimit-${end}`))}`);
  return parts;
}

function burstText(options: Options): string | undefined {
  const { isBytes } = rateOf(options);
  if (!isBytes) return String(burstOf(options));
  return options.has('hashlimit-burst') ? bytesText(burstOf(options)) : undefined;
}

/** What a key looks like in nft. */
const fields: Readonly<Record<Key, string>> = {
  srcip: 'saddr',
  srcport: 'tcp sport',
  dstip: 'daddr',
  dstport: 'tcp dport',
};

function meter(options: Options): string | undefined {
  const mode = modeOf(options);
  if (mode.length === 0 || options.has('hashlimit-rate-match')) return undefined;
  const rate = rateOf(options);
  const words = (['dstip', 'dstport', 'srcip', 'srcport'] as const)
    .filter((key) => mode.includes(key))
    .map((key) => {
      if (!key.endsWith('ip')) return fields[key];
      const { family } = options;
      const width = family === 4 ? 32 : 128;
      const length = options.number(key === 'srcip' ? 'hashlimit-srcmask' : 'hashlimit-dstmask', width);
      const mask = length < width ? ` and ${maskText(length, family)}` : '';
      return `ip${family === 4 ? '' : '6'} ${fields[key]}${mask}`;
    });
  const above = rateOption(options) === 'hashlimit-above' ? 'over ' : '';
  const text = rate.isBytes
    ? byteRateText(rate.average * chunk)
    : `${rateText(rate, true)}${burstOf(options) === usualBurst ? '' : ` burst ${String(burstOf(options))} packets`}`;
  const seconds = rate.isBytes ? 15 : unitOf(rate.average)[1];
  const timeout = seconds === 1 ? '' : ` timeout ${String(seconds)}s`;
  return `meter ${options.text('hashlimit-name')} { ${words.join(' . ')}${timeout} limit rate ${above}${text} }`;
}

function byteRateText(bytes: number): string {
  const text = bytesText(bytes);
  const unit = { b: 'bytes', kb: 'kbytes', mb: 'mbytes', gb: 'gbytes' }[text.replace(/\d+/, '')] ?? 'bytes';
  return `${text.replace(/\D+/, '')} ${unit}/second`;
}

/** All groups of an address of IPv6 are written out. */
function maskText(length: number, family: 4 | 6): string {
  const ones = Array.from({ length: family === 4 ? 32 : 128 }, (_, at) => (at < length ? '1' : '0')).join('');
  const groups = ones.match(family === 4 ? /.{8}/g : /.{16}/g) ?? [];
  return family === 4
    ? groups.map((bits) => String(Number.parseInt(bits, 2))).join('.')
    : groups.map((bits) => Number.parseInt(bits, 2).toString(16).padStart(4, '0')).join(':');
}

interface Bucket {
  credit: number;
  /** Of bytes: how many bursts are left. */
  bursts: number;
  last: number;
  expires: number;
}

/** What the first rule that names a table made it with holds for all who name it. */
interface Table {
  readonly buckets: Map<string, Bucket>;
  readonly options: Options;
  users: number;
}

/** Tables of a namespace, by family and name. */
const tables = new WeakMap<object, Map<string, Table>>();

function keyOf(options: Options): string {
  return `${String(options.family)} ${options.text('hashlimit-name')}`;
}

function holdTable({ netfilter }: Place, options: Options): Table {
  let own = tables.get(netfilter);
  if (own === undefined) {
    own = new Map();
    tables.set(netfilter, own);
  }
  const table = own.get(keyOf(options)) ?? { buckets: new Map<string, Bucket>(), options, users: 0 };
  own.set(keyOf(options), table);
  table.users++;
  return table;
}

function releaseTable({ netfilter }: Place, options: Options): void {
  const own = tables.get(netfilter);
  const table = own?.get(keyOf(options));
  if (table !== undefined && --table.users === 0) own?.delete(keyOf(options));
}

/** What stands where ports do (proto_ports_offset): of ESP and AH the two halves of the SPI, else nothing. */
function portsOf(packet: IpPacket, flow: FlowTuple): readonly [number, number] {
  const { protocol } = flow;
  if (protocol === 6 || protocol === 17) return [flow.sourcePort, flow.destinationPort];
  const data = [33, 50, 51, 132, 136].includes(protocol) ? transportData(packet, protocol) : undefined;
  const both = data === undefined ? 0 : (word(data, protocol === 51 ? 4 : 0) ?? 0);
  return [both >>> 16, both & 0xffff];
}

function compile(own: Options, place: Place): Test {
  const { buckets: table, options } = holdTable(place, own);
  const above = rateOption(own) === 'hashlimit-above';
  const { average, isBytes, unit } = rateOf(options);
  const mode = modeOf(options);
  const [source, destination] = ['hashlimit-srcmask', 'hashlimit-dstmask'].map((name) =>
    options.number(name, 128),
  );
  const lifetime = options.number('hashlimit-htable-expire', unit * 1000) * millisecond;
  // Credits grow with the clock's ticks: of packets a second is `scale`, of bytes `average` chunks.
  const perSecond = isBytes ? average : scale;
  const burst = burstOf(options);
  const most = isBytes ? perSecond : average * burst;
  const bursts = isBytes && options.has('hashlimit-burst') ? Math.floor(burst / chunk / average) : 0;
  const { clock } = place.namespace.environment;
  return ({ packet, length }) => {
    if (packet.kind === 'arp') return false;
    const flow = flowOf(packet);
    const [sourcePort, destinationPort] = portsOf(packet, flow);
    const key = mode
      .map((each) => {
        if (each === 'srcip') return masked(flow.source, source ?? 128).text;
        if (each === 'dstip') return masked(flow.destination, destination ?? 128).text;
        return each === 'srcport' ? sourcePort : destinationPort;
      })
      .join(' ');
    const now = Math.floor(clock.now / millisecond) * millisecond;
    let bucket = table.get(key);
    if (bucket === undefined || bucket.expires <= now) {
      bucket = { credit: most, bursts, last: now, expires: now };
      table.set(key, bucket);
    } else bucket.credit = Math.min(most, bucket.credit + ((now - bucket.last) / second) * perSecond);
    bucket.last = now;
    bucket.expires = now + lifetime;
    const cost = isBytes ? (length >> 4) + 1 : average;
    if (isBytes && bucket.credit < cost && bucket.bursts > 0) {
      bucket.bursts--;
      bucket.credit = most;
    }
    if (bucket.credit < cost) return above;
    bucket.credit -= cost;
    return !above;
  };
}

export const hashlimit = matchOf({
  name: 'hashlimit',
  options: {
    'hashlimit-upto': { kind: 'text', excludes: ['hashlimit-above'] },
    'hashlimit-above': { kind: 'text', excludes: ['hashlimit-upto'] },
    hashlimit: { kind: 'text', is: 'hashlimit-upto' },
    'hashlimit-srcmask': { kind: 'number' },
    'hashlimit-dstmask': { kind: 'number' },
    'hashlimit-burst': { kind: 'text' },
    'hashlimit-htable-size': { kind: 'number' },
    'hashlimit-htable-max': { kind: 'number' },
    'hashlimit-htable-expire': { kind: 'number' },
    'hashlimit-htable-gcinterval': { kind: 'number' },
    'hashlimit-mode': { kind: 'text' },
    'hashlimit-name': { kind: 'text', mandatory: true, letters: 1 },
    'hashlimit-rate-match': { kind: 'flag' },
    'hashlimit-rate-interval': { kind: 'number', least: 1 },
  },
  read(options, name) {
    if (name.startsWith('hashlimit-rate')) throw new NotSimulated(`-m hashlimit --${name}`);
    const text = options.text(name);
    if (name === 'hashlimit-upto' || name === 'hashlimit-above') parseRate(name, text);
    if (name === 'hashlimit-burst' && !/^0*[1-9]\d*(k?b|mb|k|m)?$/i.test(text))
      throw usage('bad value for option "--hashlimit-burst", or out of range (1-1000000).');
    if (name === 'hashlimit-mode' && text.split(',').some((word) => keys.every((key) => key !== word)))
      throw usage(`hashlimit: Bad value for "--hashlimit-mode" option: "${text}"`);
  },
  check(options) {
    if (!options.has('hashlimit-upto', 'hashlimit-above')) throw usage('You have to specify --hashlimit');
  },
  isRefused(options, { family }) {
    const name = options.text('hashlimit-name');
    if (name === '.' || name === '..' || name.includes('/')) return true;
    const width = family === 4 ? 32 : 128;
    if (['hashlimit-srcmask', 'hashlimit-dstmask'].some((mask) => options.number(mask) > width)) return true;
    // The kernel keeps gcinterval and expire within bounds of each other.
    const expires = options.has('hashlimit-htable-gcinterval') && options.has('hashlimit-htable-expire');
    return expires &&
      options.number('hashlimit-htable-gcinterval') > options.number('hashlimit-htable-expire')
      ? 'Numerical result out of range'
      : false;
  },
  save(options) {
    const burst = burstText(options);
    const mode = modeOf(options);
    return [
      `--${rateOption(options)} ${rateText(rateOf(options), false)}`,
      ...(burst === undefined ? [] : [`--hashlimit-burst ${burst}`]),
      ...(mode.length === 0 ? [] : [`--hashlimit-mode ${mode.join(',')}`]),
      `--hashlimit-name ${options.text('hashlimit-name')}`,
      ...settings(options, '--hashlimit-'),
    ].join(' ');
  },
  print(options) {
    const burst = burstText(options);
    const mode = modeOf(options);
    return [
      `limit: ${rateOption(options) === 'hashlimit-above' ? 'above' : 'up to'} ${rateText(rateOf(options), false)}`,
      ...(burst === undefined ? [] : [`burst ${burst}`]),
      ...(mode.length === 0 ? [] : [`mode ${mode.join('-')}`]),
      ...settings(options, ''),
    ].join(' ');
  },
  translate: meter,
  compile,
  release: (options, place) => {
    releaseTable(place, options);
  },
});
