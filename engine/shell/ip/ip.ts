/**
 * `ip`: links, addresses, routes, neighbours, rules and namespaces of the kernel it runs on (iproute2 6.1, ip/ip.c).
 */
import type { Running } from '../../linux/process/wait.ts';
import type { Command, ShellProcess } from '../command.ts';
import { Arguments, matches } from '../iproute2/arguments.ts';
import { isDarkBackground, wantsColor } from '../iproute2/color.ts';
import { Printer } from '../iproute2/printer.ts';
import { notSimulated, Stop, wrongUsage } from '../iproute2/stop.ts';
import { runAddress } from './address/address.ts';
import { readBatch } from './batch.ts';
import type { IpContext, IpOptions } from './context.ts';
import { runLink } from './link/link.ts';
import { runNeighbour } from './neigh/neigh.ts';
import { openNamespace, runNamespace } from './netns/netns.ts';
import { defaultOptions, readOptions } from './options.ts';
import { runMonitor, runMulticast, runNexthop, runVrf } from './other.ts';
import { runRoute } from './route/route.ts';
import { runRule } from './rule/rule.ts';
import { runTunnel } from './tunnel/tunnel.ts';
import { ipUsage } from './usage/objects.ts';

type Run = (context: IpContext, words: Arguments) => number | Running<number>;

const refuse =
  (name: string): Run =>
  () => {
    throw notSimulated(`ip ${name}`);
  };

/** In the order of the real tool: the first that begins with the word counts. */
const objects: readonly (readonly [string, Run])[] = [
  ['address', runAddress],
  ['addrlabel', refuse('addrlabel')],
  ['maddress', runMulticast],
  ['route', runRoute],
  ['rule', runRule],
  ['neighbor', runNeighbour],
  ['neighbour', runNeighbour],
  ['ntable', refuse('ntable')],
  ['ntbl', refuse('ntable')],
  ['link', runLink],
  ['l2tp', refuse('l2tp')],
  ['fou', refuse('fou')],
  ['ila', refuse('ila')],
  ['macsec', refuse('macsec')],
  ['tunnel', runTunnel],
  ['tunl', runTunnel],
  ['tuntap', refuse('tuntap')],
  ['tap', refuse('tuntap')],
  ['token', refuse('token')],
  ['tcpmetrics', refuse('tcpmetrics')],
  ['tcp_metrics', refuse('tcpmetrics')],
  ['monitor', runMonitor],
  ['xfrm', refuse('xfrm')],
  ['mroute', refuse('mroute')],
  ['mrule', refuse('mrule')],
  ['netns', runNamespace],
  ['netconf', refuse('netconf')],
  ['vrf', runVrf],
  ['sr', refuse('sr')],
  ['nexthop', runNexthop],
  ['mptcp', refuse('mptcp')],
  ['ioam', refuse('ioam')],
  ['stats', refuse('stats')],
  ['amt', refuse('amt')],
];

export const ip: Command = { name: 'ip', path: '/usr/sbin/ip', program };

function* program(process: ShellProcess): Running<number> {
  const options = defaultOptions();
  const words = new Arguments(process.arguments.slice(1));
  try {
    const version = readOptions(words, options);
    if (version !== undefined) {
      process.print(version);
      return 0;
    }
    if (options.batch !== undefined) return yield* runBatch(process, options, options.batch);
    if (words.word === undefined) throw new Stop(wrongUsage, ipUsage);
    return yield* runObject(makeContext(process, options), words);
  } catch (stop) {
    return end(process, stop);
  }
}

function end(process: ShellProcess, stop: unknown): number {
  if (!(stop instanceof Stop)) throw stop;
  if (stop.status === 0) process.print(stop.text);
  else process.complain(stop.text);
  return stop.status;
}

function makeContext(process: ShellProcess, options: IpOptions): IpContext {
  const printer = new Printer({
    json: options.json,
    pretty: options.pretty > 0,
    color: !options.json && wantsColor(process, options.color),
    darkBackground: isDarkBackground(process),
    oneline: options.oneline,
  });
  const namespace =
    options.namespace === undefined
      ? process.place
      : openNamespace({ namespace: process.place }, options.namespace);
  return { process, namespace, options, printer };
}

function* runObject(context: IpContext, words: Arguments): Running<number> {
  const word = words.word ?? '';
  words.skip();
  const found = objects.find(([name]) => matches(word, name));
  if (found !== undefined) {
    const result = found[1](context, words);
    return typeof result === 'number' ? result : yield* result;
  }
  if (matches(word, 'help')) throw new Stop(wrongUsage, ipUsage);
  throw new Stop(1, `Object "${word}" is unknown, try "ip help".\n`);
}

/** Lines of a file, or of standard input: the first that fails ends it, unless `-force`. */
function* runBatch(process: ShellProcess, options: IpOptions, name: string): Running<number> {
  const lines = yield* readBatch(process, name);
  let status = 0;
  for (const { number, words } of lines) {
    let result: number;
    try {
      result = yield* runObject(makeContext(process, options), new Arguments(words));
    } catch (stop) {
      if (!(stop instanceof Stop)) throw stop;
      process.complain(stop.text);
      if (stop.status === wrongUsage) return wrongUsage;
      result = stop.status;
    }
    if (result === 0) continue;
    process.complain(`Command failed ${name}:${String(number)}\n`);
    status = 1;
    if (!options.force) break;
  }
  return status;
}
