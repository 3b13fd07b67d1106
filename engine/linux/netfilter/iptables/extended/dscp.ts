/**
 * `-m dscp`, `-j DSCP`, `-m tos`, `-j TOS`, `-m ecn`, `-j ECN`: the traffic class and the bits of congestion
 * (net/netfilter/xt_dscp.c, xt_DSCP.c, xt_ecn.c, net/ipv4/netfilter/ipt_ECN.c; RFC 2474, RFC 3168).
 */
import type { NetworkPacket } from '../../../../net/packet/ethernet.ts';
import { usage } from '../error.ts';
import { not, type OptionShapes } from '../option.ts';
import { matchOf, type Options, targetOf } from '../shape.ts';
import { parseNumber } from '../number.ts';

/** BE, EF, CS0 to CS7, AF11 to AF43. */
function classValue(text: string): number {
  const name = text.toUpperCase();
  if (name === 'BE') return 0;
  if (name === 'EF') return 46;
  const selector = /^CS([0-7])$/.exec(name);
  if (selector !== null) return Number(selector[1]) * 8;
  const assured = /^AF([1-4])([1-3])$/.exec(name);
  if (assured !== null) return Number(assured[1]) * 8 + Number(assured[2]) * 2;
  throw usage(`Invalid DSCP value \`${text}'`);
}

function hex2(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`;
}

export function trafficClass(packet: NetworkPacket): number {
  if (packet.kind === 'arp') return 0;
  return packet.kind === 'ipv4' ? packet.tos : packet.trafficClass;
}

export function withTrafficClass(packet: NetworkPacket, tos: number): NetworkPacket {
  if (packet.kind === 'arp' || trafficClass(packet) === tos) return packet;
  return packet.kind === 'ipv4' ? { ...packet, tos } : { ...packet, trafficClass: tos };
}

function dscpOptions(value: string): OptionShapes {
  return {
    [value]: { kind: 'number', most: 63, inverts: true, excludes: [`${value}-class`] },
    [`${value}-class`]: { kind: 'text', inverts: true, excludes: [value] },
  };
}

function dscpOf(options: Options, value: string): number {
  return options.has(value) ? options.number(value) : classValue(options.text(`${value}-class`));
}

function isDscpInverted(options: Options): boolean {
  return options.inverted('dscp') || options.inverted('dscp-class');
}

function ip({ family }: Options): string {
  return family === 4 ? 'ip' : 'ip6';
}

const dscp = matchOf({
  name: 'dscp',
  options: dscpOptions('dscp'),
  check(options) {
    if (options.isEmpty) throw usage('DSCP match: Parameter --dscp is required');
    dscpOf(options, 'dscp');
  },
  save: (options) => `${not(isDscpInverted(options))}--dscp ${hex2(dscpOf(options, 'dscp'))}`,
  print: (options) => `DSCP match ${isDscpInverted(options) ? '!' : ''}${hex2(dscpOf(options, 'dscp'))}`,
  translate: (options) =>
    `${ip(options)} dscp ${isDscpInverted(options) ? '!= ' : ''}${hex2(dscpOf(options, 'dscp'))}`,
  compile(options) {
    const wanted = dscpOf(options, 'dscp');
    const inverted = isDscpInverted(options);
    return ({ packet }) => (trafficClass(packet) >> 2 === wanted) !== inverted;
  },
});

const setDscp = targetOf({
  name: 'DSCP',
  options: dscpOptions('set-dscp'),
  table: 'mangle',
  check(options) {
    if (options.isEmpty) throw usage('DSCP target: Parameter --set-dscp is required');
    dscpOf(options, 'set-dscp');
  },
  save: (options) => `--set-dscp ${hex2(dscpOf(options, 'set-dscp'))}`,
  print: (options) => `DSCP set ${hex2(dscpOf(options, 'set-dscp'))}`,
  translate: (options) => `${ip(options)} dscp set ${hex2(dscpOf(options, 'set-dscp'))}`,
  compile(options) {
    const bits = dscpOf(options, 'set-dscp') << 2;
    return (skb) => {
      skb.packet = withTrafficClass(skb.packet, (trafficClass(skb.packet) & 3) | bits);
      return 'continue';
    };
  },
});

const symbols: readonly (readonly [name: string, value: number])[] = [
  ['Minimize-Delay', 0x10],
  ['Maximize-Throughput', 0x08],
  ['Maximize-Reliability', 0x04],
  ['Minimize-Cost', 0x02],
  ['Normal-Service', 0],
];
/** The bits that the names are about. */
const symbolMask = 0x3f;

/** Value and mask: a name, `VALUE` or `VALUE/MASK`. @throws IptablesError */
function parseTos(text: string): readonly [number, number] {
  const [head = '', ...rest] = text.split('/');
  const tail = rest.length === 0 ? undefined : rest.join('/');
  const value = parseNumber(head, 0, 255);
  if (value === undefined) {
    const known = symbols.find(([name]) => name.toLowerCase() === text.toLowerCase());
    if (known === undefined) throw usage(`Symbolic name "${text}" is unknown`);
    return [known[1], symbolMask];
  }
  const mask = tail === undefined ? 255 : parseNumber(tail, 0, 255);
  if (mask === undefined) throw usage(`Illegal value: "${text}"`);
  return [value, mask];
}

function symbolOf([value, mask]: readonly [number, number]): string | undefined {
  return mask === symbolMask ? symbols.find((symbol) => symbol[1] === value)?.[0] : undefined;
}

const tos = matchOf({
  name: 'tos',
  options: { tos: { kind: 'text', inverts: true, mandatory: true } },
  read(options) {
    parseTos(options.text('tos'));
  },
  save(options) {
    const [value, mask] = parseTos(options.text('tos'));
    return `${not(options.inverted('tos'))}--tos ${hex2(value)}/${hex2(mask)}`;
  },
  print(options, numeric) {
    const pair = parseTos(options.text('tos'));
    const symbol = numeric ? undefined : symbolOf(pair);
    const what = symbol === undefined ? pair.map(hex2).join('/') : ` ${symbol}`;
    return `tos match${options.inverted('tos') ? '!' : ''}${what}`;
  },
  compile(options) {
    const [value, mask] = parseTos(options.text('tos'));
    const inverted = options.inverted('tos');
    return ({ packet }) => ((trafficClass(packet) & mask) === value) !== inverted;
  },
});

const tosActions = ['set-tos', 'and-tos', 'or-tos', 'xor-tos'];

/** All forms as bits to clear and bits to flip. */
function tosChange(options: Options): readonly [number, number] {
  const [option = ''] = tosActions.filter((name) => options.has(name));
  const text = options.text(option);
  if (option === 'set-tos') return parseTos(text);
  const value = parseNumber(text, 0, 255);
  if (value === undefined) throw usage(`TOS: bad value for option "--${option}", or out of range (0-255).\n`);
  if (option === 'and-tos') return [0, ~value & 255];
  return option === 'or-tos' ? [value, value] : [value, 0];
}

const setTos = targetOf({
  name: 'TOS',
  options: Object.fromEntries(
    tosActions.map((name) => [
      name,
      { kind: 'text' as const, excludes: tosActions.filter((other) => other !== name) },
    ]),
  ),
  table: 'mangle',
  check(options) {
    if (options.isEmpty) throw usage('TOS: An action is required');
    tosChange(options);
  },
  save(options) {
    const [value, mask] = tosChange(options);
    return `--set-tos ${hex2(value)}/${hex2(mask)}`;
  },
  print(options, numeric) {
    const pair = tosChange(options);
    const [value, mask] = pair;
    const symbol = numeric ? undefined : symbolOf(pair);
    if (numeric) return `TOS set ${hex2(value)}/${hex2(mask)}`;
    if (symbol !== undefined) return ` TOS set${symbol}`;
    if (value === 0) return `TOS and ${hex2(~mask & 255)}`;
    if (value === mask) return `TOS or ${hex2(value)}`;
    return mask === 0 ? `TOS xor ${hex2(value)}` : `TOS set ${hex2(value)}/${hex2(mask)}`;
  },
  // The tool itself says ip6 for both families.
  translate(options) {
    const [value, mask] = tosChange(options);
    const [bits, kept] = [value >> 2, (mask >> 2) & 63];
    const field = 'ip6 dscp';
    if (mask === 255 || mask === symbolMask) return `${field} set ${hex2(bits)}`;
    if (value === 0) return `${field} set ${field} and ${hex2(~kept & 63)}`;
    if (value === mask) return `${field} set ${field} or ${hex2(bits)}`;
    return mask === 0 ? `${field} set ${field} xor ${hex2(bits)}` : undefined;
  },
  compile(options) {
    const [value, mask] = tosChange(options);
    return (skb) => {
      skb.packet = withTrafficClass(skb.packet, (trafficClass(skb.packet) & ~mask & 255) ^ value);
      return 'continue';
    };
  },
});

const codepoints = ['not-ect', 'ect1', 'ect0', 'ce'];

const ecn = matchOf({
  name: 'ecn',
  options: {
    'ecn-tcp-cwr': { kind: 'flag', inverts: true },
    'ecn-tcp-ece': { kind: 'flag', inverts: true },
    'ecn-ip-ect': { kind: 'number', most: 3, inverts: true },
  },
  check(options) {
    if (options.isEmpty) throw usage('ECN match: some option required');
  },
  isRefused: (options, { protocol, protocolInverted }) =>
    options.has('ecn-tcp-cwr', 'ecn-tcp-ece') && (protocol !== 6 || protocolInverted),
  save: (options) =>
    [
      ...['ecn-tcp-ece', 'ecn-tcp-cwr']
        .filter((name) => options.has(name))
        .map((name) => `${not(options.inverted(name))}--${name}`),
      ...(options.has('ecn-ip-ect')
        ? [`${not(options.inverted('ecn-ip-ect'))}--ecn-ip-ect ${String(options.number('ecn-ip-ect'))}`]
        : []),
    ].join(' '),
  print(options) {
    const word = (name: string, text: string): string[] =>
      options.has(name) ? [`${options.inverted(name) ? '!' : ''}${text}`] : [];
    return [
      'ECN match',
      ...word('ecn-tcp-ece', 'ECE'),
      ...word('ecn-tcp-cwr', 'CWR'),
      ...word('ecn-ip-ect', `ECT=${String(options.number('ecn-ip-ect'))}`),
    ].join(' ');
  },
  translate(options) {
    const word = (name: string, field: string, text: string): string[] =>
      options.has(name) ? [`${field} ${options.inverted(name) ? '!= ' : ''}${text}`] : [];
    return [
      ...word('ecn-tcp-ece', 'tcp flags', 'ecn'),
      ...word('ecn-tcp-cwr', 'tcp flags', 'cwr'),
      ...word('ecn-ip-ect', 'ip ecn', codepoints[options.number('ecn-ip-ect')] ?? ''),
    ].join(' ');
  },
  compile(options) {
    const bits = options.has('ecn-ip-ect') ? options.number('ecn-ip-ect') : undefined;
    const not = ['ecn-ip-ect', 'ecn-tcp-ece', 'ecn-tcp-cwr'].map((name) => options.inverted(name));
    const [ece, cwr] = [options.has('ecn-tcp-ece'), options.has('ecn-tcp-cwr')];
    return ({ packet }) => {
      if (packet.kind === 'arp') return false;
      if (bits !== undefined && ((trafficClass(packet) & 3) === bits) === not[0]) return false;
      if (!ece && !cwr) return true;
      const { payload } = packet;
      if (payload.kind !== 'tcp') return false;
      return (!ece || payload.flags.ece !== not[1]) && (!cwr || payload.flags.cwr !== not[2]);
    };
  },
});

const removeEcn = targetOf({
  name: 'ECN',
  options: { 'ecn-tcp-remove': { kind: 'flag' } },
  table: 'mangle',
  protocol: 6,
  check(options) {
    if (options.isEmpty) throw usage('ECN target: An operation is required');
  },
  save: () => '--ecn-tcp-remove',
  print: () => 'ECN TCP remove',
  compile: () => (skb) => {
    const { packet } = skb;
    if (packet.kind === 'ipv4' && packet.payload.kind === 'tcp')
      skb.packet = {
        ...packet,
        payload: { ...packet.payload, flags: { ...packet.payload.flags, ece: false, cwr: false } },
      };
    return 'continue';
  },
});

export const dscpMatches = [dscp, tos, ecn];
export const dscpTargets = [setDscp, setTos, removeEcn];
