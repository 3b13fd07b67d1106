/**
 * Objects of `ip` of which this kernel has none: to show them shows nothing, or what there is always. What would make or
 * change one is not simulated.
 */
import { type Arguments, invalid, matches, readPrefix } from '../iproute2/arguments.ts';
import { notSimulated, Stop, wrongUsage } from '../iproute2/stop.ts';
import type { IpContext } from './context.ts';
import { tableNumber } from './names.ts';
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
  /** The objects of the JSON. */
  readonly members?: readonly Readonly<Record<string, string | number>>[];
  /** Refuses the first word after the one that shows, if it must. */
  readonly filter?: (word: string) => void;
}

const shows = ['show', 'list', 'lst'];

function lesser({
  name,
  usage: help,
  shows: showing,
  changes,
  text = '',
  members = [],
  filter,
}: Lesser): Run {
  return ({ process, options, printer }, words) => {
    const { word } = words;
    if (word !== undefined) {
      if (changes.some((one) => matches(word, one))) throw notSimulated(`ip ${name} ${word}`);
      if (matches(word, 'help')) throw new Stop(wrongUsage, help);
      if (!showing.some((one) => matches(word, one)))
        throw new Stop(wrongUsage, `Command "${word}" is unknown, try "ip ${name} help".\n`);
      if (words.following !== undefined) filter?.(words.following);
    }
    printer.openArray();
    for (const member of members) {
      printer.openObject();
      for (const [key, value] of Object.entries(member)) printer.member(key, value);
      printer.closeObject();
    }
    printer.closeArray();
    process.print(options.json ? `${printer.take()}\n` : text);
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

/** What TCP learnt of other hosts: nothing is kept here. */
export const runTcpMetrics: Run = ({ process, options }, words) => {
  const { word } = words;
  const command = word ?? 'show';
  const isDelete = matches(command, 'delete');
  if (matches(command, 'help')) throw new Stop(wrongUsage, usage.tcpMetricsUsage);
  if (!isDelete && ![...shows, 'flush'].some((one) => matches(command, one)))
    throw new Stop(wrongUsage, `Command "${command}" is unknown, try "ip tcp_metrics help".\n`);
  words.skip();
  if (words.word !== undefined && matches(words.word, 'address')) words.next();
  const which = words.word;
  if (which === undefined) {
    if (isDelete) throw new Stop(wrongUsage, 'Error: argument "address" is required\n');
    if (!matches(command, 'flush')) process.print(emptyList(options));
    return 0;
  }
  const prefix = readPrefix(which, undefined);
  if (isDelete && !prefix.isHost)
    throw new Stop(1, `Error: a specific IP address is expected rather than "${which}"\n`);
  if (prefix.isHost) throw new Stop(2, 'RTNETLINK answers: No such process\n');
  if (!matches(command, 'flush')) process.print(emptyList(options));
  return 0;
};

function emptyList({ json, pretty }: IpContext['options']): string {
  return json ? `${pretty > 0 ? '[ ]' : '[]'}\n` : '';
}

/** Multicast routes: nobody routes groups here. */
export const runMroute: Run = (context, words) => {
  const { process, options, namespace } = context;
  const { word } = words;
  if (word !== undefined) {
    if (matches(word, 'add') || matches(word, 'delete') || matches(word, 'get'))
      throw new Stop(wrongUsage, `Command "${word}" is unknown, try "ip mroute help".\n`);
    if (matches(word, 'help')) throw new Stop(wrongUsage, usage.mrouteUsage);
    if (!shows.some((one) => matches(word, one)))
      throw new Stop(wrongUsage, `Command "${word}" is unknown, try "ip mroute help".\n`);
    words.skip();
  }
  for (let { word: next } = words; next !== undefined; next = words.word) {
    if (matches(next, 'table')) readMulticastTable(words, options.family === 6 ? 6 : 4);
    else if (next === 'iif') {
      const name = words.next();
      if (namespace.devices.get(name) === undefined) throw new Stop(1, `Cannot find device "${name}"\n`);
    } else if (matches(next, 'help')) throw new Stop(wrongUsage, usage.mrouteUsage);
    else {
      const prefix = ['from', 'to'].some((one) => matches(next, one)) ? words.next() : next;
      // The tool looks for prefixes of a family that has none.
      throw new Stop(1, `Error: ??? prefix is expected rather than "${prefix}".\n`);
    }
    words.skip();
  }
  process.print(emptyList(options));
  return 0;
};

function readMulticastTable(words: Arguments, family: 4 | 6): void {
  const value = words.next();
  const table = value === 'all' ? 0 : tableNumber(value);
  if (table === undefined) throw invalid('table id value is invalid\n', value);
  // The only table there is (RT_TABLE_DEFAULT; for IPv6 RT6_TABLE_DFLT).
  if (table !== 0 && table !== (family === 4 ? 253 : 254))
    throw new Stop(1, `Error: ipv${String(family)}: MR table does not exist.\nDump terminated\n`);
}

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

const runLabels = lesser({
  name: 'addrlabel',
  usage: usage.addrlabelUsage,
  shows,
  changes: ['add', 'delete', 'flush'],
  filter: () => {
    throw new Stop(1, '"ip addrlabel show" does not take any arguments.\n');
  },
  text: labels
    .map(([prefix, length, label]) => `prefix ${prefix}/${String(length)} label ${String(label)} \n`)
    .join(''),
  members: labels.map(([address, prefixlen, label]) => ({ address, prefixlen, label })),
});

/** Only IPv6 has any. */
export const runAddressLabel: Run = (context, words) => {
  if (context.options.family === 4)
    throw new Stop(wrongUsage, 'RTNETLINK answers: Operation not supported\nDump terminated\n');
  return runLabels(context, words);
};

/** The rules of multicast routing: one for each family, whose tables have other names. */
export const runMrule: Run = (context, words) => {
  const isV6 = context.options.family === 6;
  return lesser({
    name: 'rule',
    usage: usage.mruleUsage,
    shows,
    changes: ['add', 'delete', 'flush', 'save', 'restore'],
    text: `32767:\tfrom all lookup ${isV6 ? 'main' : 'default'}\n`,
    members: [{ priority: 32_767, src: 'all', table: isV6 ? 'main' : 'default' }],
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
