/**
 * Objects of `ip` of which this kernel has none: to show them shows nothing, or what there is always. What would make or
 * change one is not simulated.
 */
import { type Arguments, matches } from '../iproute2/arguments.ts';
import { notSimulated, Stop, wrongUsage } from '../iproute2/stop.ts';
import type { IpContext } from './context.ts';
import * as usage from './usage/lesser.ts';
import { vrfUsage } from './usage/objects.ts';

type Run = (context: IpContext, words: Arguments) => number;

interface Lesser {
  readonly name: string;
  readonly usage: string;
  /** Words that show; nothing more is asked for after them. */
  readonly shows: readonly string[];
  /** Words that change something. */
  readonly changes: readonly string[];
  readonly text?: string;
  readonly json?: string;
  /** Refuses the first word after the one that shows, if it must. */
  readonly filter?: (word: string) => void;
}

const shows = ['show', 'list', 'lst'];

function lesser({ name, usage: help, shows: showing, changes, text = '', json = '[]', filter }: Lesser): Run {
  return ({ process, options }, words) => {
    const { word } = words;
    if (word !== undefined) {
      if (changes.some((one) => matches(word, one))) throw notSimulated(`ip ${name} ${word}`);
      if (matches(word, 'help')) throw new Stop(wrongUsage, help);
      if (!showing.some((one) => matches(word, one)))
        throw new Stop(wrongUsage, `Command "${word}" is unknown, try "ip ${name} help".\n`);
      if (words.following !== undefined) filter?.(words.following);
    }
    process.print(options.json ? `${options.pretty > 0 && json === '[]' ? '[ ]' : json}\n` : text);
    return 0;
  };
}

export const runVrf = lesser({
  name: 'vrf',
  usage: vrfUsage,
  shows,
  changes: ['identify', 'pids', 'exec'],
  filter: () => {
    throw new Stop(wrongUsage, 'Invalid VRF\n');
  },
  text: 'Name              Table\n-----------------------\nNo VRF has been configured\n',
});

export const runToken = lesser({
  name: 'token',
  usage: usage.tokenUsage,
  shows,
  changes: ['set', 'get', 'delete'],
});

export const runTcpMetrics = lesser({
  name: 'tcp_metrics',
  usage: usage.tcpMetricsUsage,
  shows,
  changes: ['delete', 'flush'],
  filter: (word) => {
    throw notSimulated(`ip tcp_metrics show ${word}`);
  },
});

export const runMroute = lesser({
  name: 'mroute',
  usage: usage.mrouteUsage,
  shows,
  changes: [],
  filter: (word) => {
    if (word === 'table') throw notSimulated('ip mroute show table');
  },
});

export const runTuntap = lesser({
  name: 'tuntap',
  usage: usage.tuntapUsage,
  shows,
  changes: ['add', 'delete'],
});

/** RFC 6724 section 2.1, as the kernel has it from its start (ip6addrlbl_init_table). */
const labels: readonly (readonly [prefix: string, length: number, label: number])[] = [
  ['::1', 128, 0],
  ['::', 96, 3],
  ['::ffff:0.0.0.0', 96, 4],
  ['2001::', 32, 6],
  ['2001:10::', 28, 7],
  ['3ffe::', 16, 12],
  ['2002::', 16, 2],
  ['fec0::', 10, 11],
  ['fc00::', 7, 5],
  ['::', 0, 1],
];

export const runAddressLabel = lesser({
  name: 'addrlabel',
  usage: usage.addrlabelUsage,
  shows,
  changes: ['add', 'delete', 'flush'],
  text: labels
    .map(([prefix, length, label]) => `prefix ${prefix}/${String(length)} label ${String(label)} \n`)
    .join(''),
  json: `[${labels
    .map(
      ([prefix, length, label]) =>
        `{"address":"${prefix}","prefixlen":${String(length)},"label":${String(label)}}`,
    )
    .join(',')}]`,
});

/** The rules of multicast routing: one for each family, whose tables have other names. */
export const runMrule: Run = (context, words) => {
  const isV6 = context.options.family === 6;
  return lesser({
    name: 'rule',
    usage: usage.mruleUsage,
    shows,
    changes: ['add', 'delete', 'flush', 'save', 'restore'],
    text: `32767:\tfrom all lookup ${isV6 ? 'main' : 'default'}\n`,
    json: `[{"priority":32767,"src":"all","table":"${isV6 ? 'main' : 'default'}"}]`,
  })(context, words);
};

/** States and policies of IPsec: none. */
export const runXfrm: Run = ({ process, options }, words) => {
  const object = ['state', 'policy'].find((name) => matches(words.word ?? '', name));
  if (object === undefined) {
    if (words.word !== undefined && matches(words.word, 'monitor')) throw notSimulated('ip xfrm monitor');
    throw new Stop(wrongUsage, usage.xfrmUsage);
  }
  words.skip();
  const { word } = words;
  if (word !== undefined && matches(word, 'count')) {
    if (options.statistics > 0) throw notSimulated(`ip -s xfrm ${object} count`);
    process.print(object === 'state' ? '\t SAD count 0\n' : '\t SPD IN  0 OUT 0 FWD 0\n');
    return 0;
  }
  const showing = word === undefined || [...shows, 'flush', 'deleteall'].some((one) => matches(word, one));
  if (!showing) {
    const known = ['add', 'update', 'allocspi', 'delete', 'get', 'set', 'setdefault', 'getdefault', 'help'];
    if (known.some((one) => matches(word, one))) throw notSimulated(`ip xfrm ${object} ${word}`);
    throw new Stop(wrongUsage, `Command "${word}" is unknown, try "ip xfrm ${object} help".\n`);
  }
  return 0;
};

/** Of these only the usage is known. @param bare what is said when nothing more is */
export function refused(name: string, help: string, bare: 'usage' | 'refuse', status = wrongUsage): Run {
  return (_context, words) => {
    const { word } = words;
    if ((word === undefined && bare === 'usage') || (word !== undefined && matches(word, 'help')))
      throw new Stop(status, help);
    throw notSimulated(`ip ${name}`);
  };
}
