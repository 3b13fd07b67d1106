/**
 * What conntrack's command line consists of: its commands and options with their names and arguments, the words that
 * may follow them, and what a read command line holds.
 */
import { type Address } from '../../net/address/address.ts';
import { type Prefix } from '../../net/address/prefix.ts';
import { status } from '../../linux/netfilter/conntrack/connection.ts';
import { type OptionName } from './legal.ts';

export type Letter = 'L' | 'G' | 'D' | 'I' | 'A' | 'U' | 'E' | 'F' | 'C' | 'S' | 'V' | 'h' | 'R';

export type AddressOption = 's' | 'd' | 'r' | 'q';

export interface ConntrackOptions {
  readonly letter: Letter;
  readonly table: 'conntrack' | 'expect' | 'dying' | 'unconfirmed';
  readonly given: ReadonlySet<OptionName>;
  readonly addresses: ReadonlyMap<AddressOption, Prefix>;
  /** By the option's name, as `sport`, `icmp-type`, `orig-vtag`. */
  readonly numbers: ReadonlyMap<string, number>;
  readonly protocol: number | undefined;
  readonly family: 4 | 6 | undefined;
  /** Of TCP, SCTP or DCCP. */
  readonly state: string | undefined;
  readonly statusBits: number | undefined;
  /** `-u UNREPLIED`, by which only a listing selects. */
  readonly unreplied: boolean;
  readonly mark: { readonly value: number; readonly mask: number } | undefined;
  readonly timeout: number | undefined;
  readonly zone: number | undefined;
  readonly zoneOf: 'original' | 'reply' | undefined;
  readonly id: number | undefined;
  readonly bufferSize: number | undefined;
  /** -n, -g, -j: the address when one was given. */
  readonly nat: ReadonlyMap<'n' | 'g' | 'j', { readonly address?: Address; readonly port?: number }>;
  readonly output: ReadonlySet<string>;
  readonly events: ReadonlySet<string>;
  readonly file: string | undefined;
  /** Said before anything is done. */
  readonly warnings: string;
}

/** Bad usage, in the tool's words. */
export class ConntrackUsage extends Error {
  /** Said before. */
  readonly before: string;

  constructor(message: string, before = '') {
    super(message);
    this.before = before;
  }
}
/** What exists and is not modelled. */
export class ConntrackNotSimulated extends Error {}
/** Ends the command with this text alone. */
export class ConntrackFailure extends Error {}

export const commands: Readonly<Record<string, Letter>> = {
  dump: 'L',
  create: 'I',
  delete: 'D',
  update: 'U',
  get: 'G',
  flush: 'F',
  event: 'E',
  counter: 'C',
  stats: 'S',
  add: 'A',
  version: 'V',
  help: 'h',
  'load-file': 'R',
};

/** Long names and letters of the others. */
export const letters: Readonly<Record<string, OptionName>> = {
  s: 'src',
  d: 'dst',
  r: 'reply-src',
  q: 'reply-dst',
  p: 'protonum',
  t: 'timeout',
  u: 'status',
  z: 'zero',
  e: 'event-mask',
  a: 'nat-range',
  m: 'mark',
  i: 'id',
  f: 'family',
  n: 'src-nat',
  g: 'dst-nat',
  j: 'any-nat',
  o: 'output',
  c: 'secmark',
  b: 'buffer-size',
  w: 'zone',
  l: 'label',
};
export const otherNames: Readonly<Record<string, OptionName>> = {
  'orig-src': 'src',
  'orig-dst': 'dst',
  ...Object.fromEntries(Object.values(letters).map((name) => [name, name])),
  ...Object.fromEntries(
    (
      [
        'tuple-src',
        'tuple-dst',
        'mask-src',
        'mask-dst',
        'label-add',
        'label-del',
        'orig-zone',
        'reply-zone',
      ] as const
    ).map((name) => [name, name]),
  ),
};
export const withoutValue: ReadonlySet<string> = new Set(['zero']);
export const optionalValue: ReadonlySet<string> = new Set(['src-nat', 'dst-nat', 'any-nat', 'label-del']);

export const protocols: Readonly<Record<string, number>> = {
  tcp: 6,
  udp: 17,
  icmp: 1,
  icmpv6: 58,
  'ipv6-icmp': 58,
  sctp: 132,
  dccp: 33,
  gre: 47,
  udplite: 136,
};
export const portOptions = 'sport dport orig-port-src orig-port-dst reply-port-src reply-port-dst';
/** The options that come with `-p`; of those with two names the second is what they are called here. */
export const ofProtocol = new Map<number, readonly string[]>(
  (
    [
      [6, `${portOptions} state`],
      [17, portOptions],
      [136, portOptions],
      [132, `${portOptions} state orig-vtag reply-vtag`],
      [33, `${portOptions} state role`],
      [1, 'icmp-type icmp-code icmp-id'],
      [58, 'icmpv6-type icmpv6-code icmpv6-id'],
      [47, 'srckey dstkey reply-key-src reply-key-dst orig-key-src orig-key-dst'],
    ] as const
  ).map(([number, text]) => [number, text.split(' ')]),
);
export const synonyms: Readonly<Record<string, string>> = {
  'orig-port-src': 'sport',
  'orig-port-dst': 'dport',
  'icmpv6-type': 'icmp-type',
  'icmpv6-code': 'icmp-code',
  'icmpv6-id': 'icmp-id',
  srckey: 'sport',
  dstkey: 'dport',
  'orig-key-src': 'sport',
  'orig-key-dst': 'dport',
  'reply-key-src': 'reply-port-src',
  'reply-key-dst': 'reply-port-dst',
};

export const statusNames: readonly (readonly [string, number])[] = [
  ['ASSURED', status.assured],
  ['SEEN_REPLY', status.seenReply],
  ['UNSET', 0],
  ['FIXED_TIMEOUT', status.fixedTimeout],
  ['EXPECTED', status.expected],
  ['OFFLOAD', 1 << 14],
  ['HW_OFFLOAD', 1 << 15],
];
export const statusWords = statusNames.map(([name]) => name);
export const outputs = ['xml', 'extended', 'timestamp', 'id', 'ktimestamp', 'labels', 'userspace', 'save'];
export const eventNames = ['ALL', 'NEW', 'UPDATES', 'DESTROY'];
export const sctpStates =
  'NONE CLOSED COOKIE_WAIT COOKIE_ECHOED ESTABLISHED SHUTDOWN_SENT SHUTDOWN_RECD SHUTDOWN_ACK_SENT HEARTBEAT_SENT HEARTBEAT_ACKED'.split(
    ' ',
  );
export const dccpStates = 'NONE REQUEST RESPOND PARTOPEN OPEN CLOSEREQ CLOSING TIMEWAIT IGNORE INVALID'.split(
  ' ',
);

/** There is no /etc/xtables/connlabel.conf. */
export const withoutLabels = 'nfct_labelmap_new: No such file or directory\n';

/** strtoul with base 0, of what can be read: the low 32 bits, of a number with a minus those of its complement. */
export function number(text: string): number {
  const [, sign, digits = '0'] = /^\s*([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(text) ?? [];
  const value = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits}` : digits);
  return Number(BigInt.asUintN(32, sign === '-' ? -value : value));
}
