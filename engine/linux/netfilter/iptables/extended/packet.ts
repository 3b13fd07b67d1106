/**
 * Small questions about a packet and where it passes: `-m quota`, `tcpmss`, `cpu`, `devgroup`, `realm`, `policy`, and for
 * IPv6 `hl`, `eui64`, `frag`, `rt`, `ipv6header` (net/netfilter/xt_quota.c, xt_tcpmss.c, xt_cpu.c, xt_devgroup.c,
 * xt_realm.c, xt_policy.c, xt_hl.c, net/ipv6/netfilter/ip6t_*.c).
 *
 * There is one processor, nothing encrypts, no route has a realm, and packets of IPv6 have no extension headers.
 */
import { usage } from '../error.ts';
import type { Test } from '../extension.ts';
import { not } from '../option.ts';
import { hexText } from '../number.ts';
import { matchOf, type Options } from '../shape.ts';

/** `VALUE` or `FIRSTdashLAST` of a range option. */
function rangeText(options: Options, name: string, dash: string): string {
  const [first, last] = options.pair(name) ?? [0, 0];
  return first === last ? String(first) : `${String(first)}${dash}${String(last)}`;
}

const quota = matchOf({
  name: 'quota',
  options: { quota: { kind: 'big', inverts: true, mandatory: true } },
  save: (options) => `${not(options.inverted('quota'))}--quota ${options.text('quota')}`,
  print: (options) => `quota: ${options.text('quota')} bytes`,
  translate: (options) => `quota ${options.inverted('quota') ? 'over ' : ''}${options.text('quota')} bytes`,
  compile(options) {
    let left = Number(options.text('quota'));
    const inverted = options.inverted('quota');
    return ({ length }) => {
      if (left >= length) {
        left -= length;
        return !inverted;
      }
      // From then on not even a small packet.
      left = 0;
      return inverted;
    };
  },
});

const tcpmss = matchOf({
  name: 'tcpmss',
  options: { mss: { kind: 'range', most: 65_535, inverts: true, mandatory: true } },
  protocol: 6,
  read(options) {
    const [first, last] = options.pair('mss') ?? [0, 0];
    if (first > last) throw usage('tcpmss: invalid range given');
  },
  save: (options) => `${not(options.inverted('mss'))}--mss ${rangeText(options, 'mss', ':')}`,
  print: (options) => `tcpmss match ${options.inverted('mss') ? '!' : ''}${rangeText(options, 'mss', ':')}`,
  translate: (options) =>
    `tcp option maxseg size ${options.inverted('mss') ? '!= ' : ''}${rangeText(options, 'mss', '-')}`,
  compile(options) {
    const [first, last] = options.pair('mss') ?? [0, 0];
    const inverted = options.inverted('mss');
    return ({ packet }) => {
      if (packet.kind === 'arp' || packet.payload.kind !== 'tcp') return false;
      const mss = packet.payload.options.find((option) => option.kind === 'mss');
      return mss?.kind === 'mss' ? (mss.value >= first && mss.value <= last) !== inverted : inverted;
    };
  },
});

const cpu = matchOf({
  name: 'cpu',
  options: { cpu: { kind: 'number', inverts: true, mandatory: true } },
  save: (options) => `${not(options.inverted('cpu'))}--cpu ${String(options.number('cpu'))}`,
  print: (options) => `cpu ${not(options.inverted('cpu'))}${String(options.number('cpu'))}`,
  translate: (options) => `cpu ${options.inverted('cpu') ? '!= ' : ''}${String(options.number('cpu'))}`,
  compile(options) {
    const matches = (options.number('cpu') === 0) !== options.inverted('cpu');
    return () => matches;
  },
});

function markText(options: Options, name: string): string {
  const [value, mask] = options.pair(name) ?? [0, 0];
  return mask === 0xffff_ffff ? hexText(value) : `${hexText(value)}/${hexText(mask)}`;
}

/** The same in the words of nft. */
function markTranslation(options: Options, name: string, field: string): string {
  const [value, mask] = options.pair(name) ?? [0, 0];
  const inverted = options.inverted(name);
  if (mask === 0xffff_ffff) return `${field} ${inverted ? '!= ' : ''}${hexText(value)}`;
  return `${field} and ${hexText(mask)} ${inverted ? '!=' : '=='} ${hexText(value)}`;
}

const groups = ['src-group', 'dst-group'] as const;

const devgroup = matchOf({
  name: 'devgroup',
  options: {
    'src-group': { kind: 'mark', inverts: true, names: { default: 0 } },
    'dst-group': { kind: 'mark', inverts: true, names: { default: 0 } },
  },
  check(options) {
    if (options.isEmpty)
      throw usage("devgroup match: You must specify either '--src-group' or '--dst-group'");
  },
  refusedIn: (options) => [
    ...(options.has('src-group') ? ['OUTPUT', 'POSTROUTING'] : []),
    ...(options.has('dst-group') ? ['PREROUTING', 'INPUT'] : []),
  ],
  save: (options) =>
    groups
      .filter((name) => options.has(name))
      .map((name) => `${not(options.inverted(name))}--${name} ${markText(options, name)}`)
      .join(' '),
  print: (options) =>
    groups
      .filter((name) => options.has(name))
      .map((name) => `${not(options.inverted(name))}${name} ${markText(options, name)}`)
      .join(' '),
  translate: (options) =>
    groups
      .filter((name) => options.has(name))
      .map((name) => markTranslation(options, name, name === 'src-group' ? 'iifgroup' : 'oifgroup'))
      .join(' '),
  compile(options) {
    const [source, destination] = groups.map((name) => {
      const pair = options.pair(name);
      const inverted = options.inverted(name);
      return (group = 0): boolean => pair === undefined || ((group & pair[1]) >>> 0 === pair[0]) !== inverted;
    });
    return (_skb, state) => source?.(state.in?.group) === true && destination?.(state.out?.group) === true;
  },
});

const realm = matchOf({
  name: 'realm',
  // /etc/iproute2/rt_realms of Debian
  options: { realm: { kind: 'mark', inverts: true, mandatory: true, names: { cosmos: 0 } } },
  refusedIn: ['PREROUTING'],
  save: (options) => `${not(options.inverted('realm'))}--realm ${realmText(options, false)}`,
  print: (options, numeric) => `${not(options.inverted('realm'))}realm ${realmText(options, numeric)}`,
  translate(options) {
    const [value = '', mask] = realmText(options, false).split('/');
    const inverted = options.inverted('realm');
    if (mask === undefined) return `rtclassid ${inverted ? '!= ' : ''}${value}`;
    return `rtclassid and ${mask} ${inverted ? '!=' : '=='} ${value}`;
  },
  compile(options) {
    const [value] = options.pair('realm') ?? [0];
    const inverted = options.inverted('realm');
    return ({ route }) => route !== undefined && (value === 0) !== inverted;
  },
});

/** Zero has a name. */
function realmText(options: Options, numeric: boolean): string {
  const text = markText(options, 'realm');
  return text === '0x0' && !numeric ? 'cosmos' : text;
}

const never = (): Test => () => false;

/** Hop limit: as TTL for IPv4. */
const hops = ['hl-eq', 'hl-lt', 'hl-gt'] as const;
const signs = { 'hl-eq': '==', 'hl-lt': '<', 'hl-gt': '>' } as const;

function hopOption(options: Options): (typeof hops)[number] {
  return hops.find((name) => options.has(name)) ?? 'hl-eq';
}

const hl = matchOf({
  name: 'hl',
  options: {
    'hl-eq': { kind: 'number', most: 255, inverts: true, excludes: ['hl-lt', 'hl-gt'] },
    'hl-lt': { kind: 'number', most: 255, excludes: ['hl-eq', 'hl-gt'] },
    'hl-gt': { kind: 'number', most: 255, excludes: ['hl-eq', 'hl-lt'] },
    hl: { kind: 'number', most: 255, inverts: true, is: 'hl-eq' },
  },
  check(options) {
    if (options.isEmpty) throw usage("HL match: You must specify one of `--hl-eq', `--hl-lt', `--hl-gt'");
  },
  save(options) {
    const name = hopOption(options);
    return `${not(options.inverted(name))}--${name} ${String(options.number(name))}`;
  },
  print(options) {
    const name = hopOption(options);
    const sign = options.inverted(name) ? '!=' : signs[name];
    return `HL match HL ${sign} ${String(options.number(name))}`;
  },
  translate(options) {
    const name = hopOption(options);
    const word = { 'hl-eq': options.inverted(name) ? '!= ' : '', 'hl-lt': 'lt ', 'hl-gt': 'gt ' }[name];
    return `ip6 hoplimit ${word}${String(options.number(name))}`;
  },
  compile(options) {
    const name = hopOption(options);
    const wanted = options.number(name);
    const inverted = options.inverted(name);
    return ({ packet }) => {
      if (packet.kind !== 'ipv6') return false;
      const { hopLimit } = packet;
      if (name === 'hl-eq') return (hopLimit === wanted) !== inverted;
      return name === 'hl-lt' ? hopLimit < wanted : hopLimit > wanted;
    };
  },
});

const eui64 = matchOf({
  name: 'eui64',
  options: {},
  refusedIn: ['OUTPUT', 'POSTROUTING'],
  save: () => '',
  print: () => '',
  compile: () => (skb) => {
    const { packet, source } = skb;
    if (packet.kind !== 'ipv6') return false;
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = source
      .split(':')
      .map((octet) => Number.parseInt(octet, 16));
    const [, , third = 0, fourth = 0] = packet.source.words;
    const wanted = [((a ^ 2) << 24) | (b << 16) | (c << 8) | 0xff, (0xfe << 24) | (d << 16) | (e << 8) | f];
    return third === (wanted[0] ?? 0) >>> 0 && fourth === (wanted[1] ?? 0) >>> 0;
  },
});

const fragFlags = ['fragres', 'fragfirst', 'fragmore', 'fraglast'] as const;

const frag = matchOf({
  name: 'frag',
  options: {
    fragid: { kind: 'range', inverts: true },
    fraglen: { kind: 'number', inverts: true },
    fragres: { kind: 'flag' },
    fragfirst: { kind: 'flag' },
    fragmore: { kind: 'flag', excludes: ['fraglast'] },
    fraglast: { kind: 'flag', excludes: ['fragmore'] },
  },
  save: (options) =>
    [
      ...(options.has('fragid')
        ? [`${not(options.inverted('fragid'))}--fragid ${rangeText(options, 'fragid', ':')}`]
        : []),
      ...(options.has('fraglen')
        ? [`${not(options.inverted('fraglen'))}--fraglen ${String(options.number('fraglen'))}`]
        : []),
      ...fragFlags.filter((name) => options.has(name)).map((name) => `--${name}`),
    ].join(' '),
  print: (options) =>
    [
      'frag',
      ...(options.has('fragid')
        ? [
            `id${rangeText(options, 'fragid', ':').includes(':') ? 's' : ''}:${options.inverted('fragid') ? '!' : ''}${rangeText(options, 'fragid', ':')}`,
          ]
        : []),
      ...(options.has('fraglen')
        ? [`length:${options.inverted('fraglen') ? '!' : ''}${String(options.number('fraglen'))}`]
        : []),
      ...(options.has('fragres') ? ['reserved'] : []),
      ...(options.has('fragfirst') ? ['first'] : []),
      ...(options.has('fragmore') ? ['more'] : []),
      ...(options.has('fraglast') ? ['last'] : []),
    ].join(' '),
  translate: (options) =>
    [
      ...(options.has('fragid')
        ? [`frag id ${options.inverted('fragid') ? '!= ' : ''}${rangeText(options, 'fragid', '-')}`]
        : []),
      ...(options.has('fragres') ? ['frag reserved 1'] : []),
      ...(options.has('fragfirst') ? ['frag frag-off 0'] : []),
      ...(options.has('fragmore') ? ['frag more-fragments 1'] : []),
      ...(options.has('fraglast') ? ['frag more-fragments 0'] : []),
    ].join(' '),
  compile: never,
});

export const packetMatches = [quota, tcpmss, cpu, devgroup, realm];
export const ipv6Matches = [hl, eui64, frag];
