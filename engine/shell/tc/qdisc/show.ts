/**
 * `tc qdisc show` (iproute2's tc/tc_qdisc.c, print_qdisc): the discipline of each device that has one. A device that was
 * never up has none that shows (`noop`).
 */
import type { NetDevice } from '../../../linux/device/device.ts';
import { emptyStatistics } from '../../../linux/queue/discipline.ts';
import { queueOf } from '../../ip/link/print.ts';
import { type Arguments, matches } from '../../iproute2/arguments.ts';
import type { Printer } from '../../iproute2/printer.ts';
import { Stop, wrongUsage } from '../../iproute2/stop.ts';
import { findDevice } from '../context.ts';
import type { ToolContext } from '../../iproute2/tool.ts';
import { optionsOf } from '../netem/parse.ts';
import { printNetem } from '../netem/print.ts';
import { readHandle } from '../units.ts';
import { qdiscUsage } from '../usage.ts';

interface Filter {
  device: NetDevice | undefined;
  handle: number | undefined;
  /** Of other queues than a device's own: there is none. */
  below: boolean;
}

export function show(context: ToolContext, words: Arguments): number {
  const filter: Filter = { device: undefined, handle: undefined, below: false };
  let name: string | undefined;
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'dev') name = words.next();
    else if (word === 'ingress' || word === 'clsact') filter.below = true;
    else if (word === 'handle') filter.handle = readHandle(words.next());
    else if (word === 'parent') filter.below = words.next() !== 'root';
    else if (matches(word, 'help')) throw new Stop(0, qdiscUsage);
    else if (word !== 'root' && word !== 'invisible')
      throw new Stop(wrongUsage, `What is "${word}"? Try "tc qdisc help".\n`);
    words.skip();
  }
  if (name !== undefined) filter.device = findDevice(context, name);
  print(context, filter);
  return 0;
}

function print(context: ToolContext, filter: Filter): void {
  const { printer, namespace, process } = context;
  printer.openArray();
  for (const device of namespace.devices.list()) {
    if (filter.below || (filter.device !== undefined && device !== filter.device)) continue;
    if (filter.handle !== undefined && filter.handle !== (device.queue?.handle ?? 0)) continue;
    if (device.queue === undefined && queueOf(device) === 'noop') continue;
    printer.openObject();
    printQueue(context, device, filter.device === undefined);
    printer.closeObject();
  }
  printer.closeArray();
  process.print(printer.isJson ? `${printer.take()}\n` : printer.take());
}

function printQueue(context: ToolContext, device: NetDevice, named: boolean): void {
  const { printer, options } = context;
  const { queue } = device;
  const kind = queueOf(device);
  const handle = `${(queue?.handle ?? 0).toString(16)}:`;
  printer.any('kind', `qdisc ${kind}`, kind);
  printer.any('handle', ` ${handle} `, handle);
  if (named) printer.any('dev', `dev ${device.name} `, device.name);
  printer.any('root', 'root ', true);
  // One for each of its queues that sends, and its own.
  const references = queue !== undefined && device.kind === 'veth' ? 3 : 2;
  printer.any('refcnt', `refcnt ${String(references)} `, references);
  printer.openObject('options');
  printOptions(printer, device, kind);
  printer.closeObject();
  printer.line();
  if (options.statistics > 0) printStatistics(printer, device);
}

const bands = [1, 2, 2, 2, 1, 2, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1];

function printOptions(printer: Printer, device: NetDevice, kind: string): void {
  const { queue } = device;
  if (kind === 'pfifo_fast') {
    printer.any('bands', 'bands 3 priomap', 3);
    printer.openArray('priomap');
    for (const band of bands) printer.element(` ${String(band)}`, band);
    printer.closeArray();
    printer.member('multiqueue', false);
  } else if (kind === 'pfifo') printer.any('limit', `limit ${String(queue?.limit ?? 0)}p`, queue?.limit ?? 0);
  else if (kind === 'bfifo') printer.any('limit', `limit ${sizeText(queue?.limit ?? 0)}`, queue?.limit ?? 0);
  else if (queue?.impairments !== undefined) printNetem(printer, optionsOf(queue.impairments, queue.limit));
}

/** sprint_size */
function sizeText(octets: number): string {
  if (octets >= 1024 ** 2 && Math.abs(octets % 1024 ** 2) < 1024) return `${String(octets / 1024 ** 2)}Mb`;
  if (octets >= 1024 && Math.abs(octets % 1024) < 16) return `${String(octets / 1024)}Kb`;
  return `${String(octets)}b`;
}

function printStatistics(printer: Printer, device: NetDevice): void {
  const { octets, packets, dropped, backlog, length } = device.queue?.statistics ?? emptyStatistics();
  const number = (name: string, text: string, value: number) => {
    printer.any(name, text.replace('#', String(value)), value);
  };
  number('bytes', ' Sent # bytes ', octets);
  number('packets', '# pkt ', packets);
  number('drops', '(dropped #, ', dropped);
  number('overlimits', 'overlimits # ', 0);
  number('requeues', 'requeues #) ', 0);
  printer.line();
  number('backlog', ' backlog #b ', backlog);
  number('qlen', '#p ', length);
  printer.text('requeues 0');
  printer.line();
}
