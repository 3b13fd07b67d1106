/**
 * `ip`: links, addresses, routes, neighbours, rules and namespaces of the kernel it runs on (iproute2 6.1, ip/ip.c).
 */
import type { Running } from '../../linux/process/wait.ts';
import type { Command, ShellProcess } from '../command.ts';
import { Arguments, matches } from '../iproute2/arguments.ts';
import { isDarkBackground, wantsColor } from '../iproute2/color.ts';
import { Printer } from '../iproute2/printer.ts';
import { Stop, wrongUsage } from '../iproute2/stop.ts';
import { runAddress } from './address/address.ts';
import { readBatch } from './batch.ts';
import type { IpContext, IpOptions } from './context.ts';
import { runLink } from './link/link.ts';
import { runNeighbour } from './neigh/neigh.ts';
import { openNamespace, runNamespace } from './netns/netns.ts';
import { defaultOptions, readOptions } from './options.ts';
import { refused, runAddressLabel, runMroute, runMrule, runTcpMetrics, runVrf, runXfrm } from './lesser.ts';
import { runNexthop } from './nexthop/nexthop.ts';
import { runNetconf } from './netconf.ts';
import { runMulticast } from './maddress/maddress.ts';
import { runNtable } from './ntable/ntable.ts';
import { runMonitor } from './monitor/monitor.ts';
import { runToken } from './token.ts';
import {
  fouUsage,
  ilaUsage,
  ioamUsage,
  l2tpUsage,
  macsecUsage,
  mptcpUsage,
  srUsage,
  statsUsage,
} from './usage/lesser.ts';
import { runRoute } from './route/route.ts';
import { runRule } from './rule/rule.ts';
import { runTunnel } from './tunnel/tunnel.ts';
import { runTuntap } from './tuntap/tuntap.ts';
import { ipUsage } from './usage/objects.ts';

type Run = (context: IpContext, words: Arguments) => number | Running<number>;

/** In the order of the real tool: the first that begins with the word counts. */
const objects: readonly (readonly [string, Run])[] = [
  ['address', runAddress],
  ['addrlabel', runAddressLabel],
  ['maddress', runMulticast],
  ['route', runRoute],
  ['rule', runRule],
  ['neighbor', runNeighbour],
  ['neighbour', runNeighbour],
  ['ntable', runNtable],
  ['ntbl', runNtable],
  ['link', runLink],
  ['l2tp', refused('l2tp', l2tpUsage, 'usage')],
  ['fou', refused('fou', fouUsage, 'usage')],
  ['ila', refused('ila', ilaUsage, 'usage')],
  ['macsec', refused('macsec', macsecUsage, 'usage')],
  ['tunnel', runTunnel],
  ['tunl', runTunnel],
  ['tuntap', runTuntap],
  ['tap', runTuntap],
  ['token', runToken],
  ['tcpmetrics', runTcpMetrics],
  ['tcp_metrics', runTcpMetrics],
  ['monitor', runMonitor],
  ['xfrm', runXfrm],
  ['mroute', runMroute],
  ['mrule', runMrule],
  ['netns', runNamespace],
  ['netconf', runNetconf],
  ['vrf', runVrf],
  ['sr', refused('sr', srUsage, 'usage')],
  ['nexthop', runNexthop],
  ['mptcp', refused('mptcp', mptcpUsage, 'usage')],
  ['ioam', refused('ioam', ioamUsage, 'usage')],
  ['stats', refused('stats', statsUsage, 'refuse', 0)],
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
    // Entered while the options are read (netns_switch), so that a name that is none is told of first.
    if (options.namespace !== undefined) openNamespace({ namespace: process.place }, options.namespace);
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
