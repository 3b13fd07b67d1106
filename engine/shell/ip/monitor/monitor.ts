/**
 * `ip monitor`: what the kernel tells of its changes, until it is interrupted (ip/ipmonitor.c). The lines are those of the
 * lists, `Deleted` before what went; JSON is never asked of them.
 *
 * Not simulated: `file`. Nothing is ever told of prefixes, multicast routes, statistics and numbers of namespaces.
 */
import { listen } from '../../../linux/netlink/listen.ts';
import { waitFor } from '../../../linux/process/process.ts';
import { type Running, WaitQueue } from '../../../linux/process/wait.ts';
import { type Arguments, invalid, matches } from '../../iproute2/arguments.ts';
import { Printer } from '../../iproute2/printer.ts';
import { notSimulated, Stop, wrongUsage } from '../../iproute2/stop.ts';
import type { IpContext } from '../context.ts';
import { monitorUsage } from '../usage/objects.ts';
import { type MonitorOptions, printChange } from './print.ts';

/** In the order in which they are asked for; those without a kind of change are never told of. */
const objects: readonly (readonly [word: string, kind: string])[] = [
  ['link', 'link'],
  ['address', 'address'],
  ['route', 'route'],
  ['mroute', ''],
  ['prefix', ''],
  ['neigh', 'neighbour'],
  ['rule', 'rule'],
  ['netconf', 'netconf'],
  ['nsid', ''],
  ['nexthop', 'nexthop'],
  ['stats', ''],
];

interface Request extends MonitorOptions {
  /** Undefined: all of them. */
  readonly kinds: ReadonlySet<string> | undefined;
}

function read(context: IpContext, words: Arguments): Request {
  const kinds = new Set<string>();
  let labels = false;
  let everyNamespace = false;
  let name: string | undefined;
  for (let { word } = words; word !== undefined; word = words.word) {
    const given = word;
    const object = objects.find(([one]) => matches(given, one));
    if (matches(word, 'file')) {
      if (context.process.files.text(words.next()) === undefined)
        throw new Stop(wrongUsage, 'Cannot fopen: No such file or directory\n');
      throw notSimulated('ip monitor file');
    } else if (matches(word, 'label')) labels = true;
    else if (object !== undefined) kinds.add(object[1]);
    else if (word === 'all') labels = true;
    else if (matches(word, 'all-nsid')) everyNamespace = true;
    else if (matches(word, 'help')) throw new Stop(wrongUsage, monitorUsage);
    else if (word === 'dev') {
      name = words.next();
      if (context.namespace.devices.get(name) === undefined) throw invalid('Device does not exist\n', name);
    } else throw new Stop(wrongUsage, `Argument "${word}" is unknown, try "ip monitor help".\n`);
    words.skip();
  }
  const device = name === undefined ? undefined : context.namespace.devices.get(name);
  return { kinds: kinds.size === 0 ? undefined : kinds, labels, everyNamespace, device };
}

export function* runMonitor(context: IpContext, words: Arguments): Running<number> {
  const request = read(context, words);
  const { namespace, process } = context;
  const printer = new Printer({ ...context.printer.options, json: false });
  const telling = { ...context, printer, monitors: true, namesDevices: true };
  const stop = listen(namespace, (change) => {
    if (request.kinds?.has(change.kind) === false) return;
    printChange(telling, request, change);
    process.print(printer.take());
  });
  try {
    for (;;) yield* waitFor([new WaitQueue()]);
  } finally {
    stop();
  }
}
