/**
 * `ip maddress` and `ip monitor`; objects of which there are none are in lesser.ts.
 *
 * Multicast groups are read from /proc by the real tool (ip/ipmaddr.c).
 */
import { type Arguments, garbage, matches } from '../iproute2/arguments.ts';
import { notSimulated, Stop, wrongUsage } from '../iproute2/stop.ts';
import type { IpContext } from './context.ts';
import { familyOf } from './context.ts';
import { maddressUsage, monitorUsage } from './usage/objects.ts';

export function runMulticast(context: IpContext, words: Arguments): number {
  const { word } = words;
  if (word !== undefined) {
    words.skip();
    if (matches(word, 'add') || matches(word, 'delete')) throw notSimulated(`ip maddress ${word}`);
    if (matches(word, 'help')) throw new Stop(wrongUsage, maddressUsage);
    if (!['list', 'show', 'lst'].some((name) => matches(word, name)))
      throw new Stop(wrongUsage, `Command "${word}" is unknown, try "ip maddr help".\n`);
  }
  return showGroups(context, readDevice(words));
}

function readDevice(words: Arguments): string | undefined {
  let device: string | undefined;
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'dev') word = words.next();
    else if (matches(word, 'help')) throw new Stop(wrongUsage, maddressUsage);
    if (device !== undefined) throw garbage('dev', word);
    device = word;
    words.skip();
  }
  return device;
}

function showGroups(context: IpContext, only: string | undefined): number {
  const { printer, namespace, process } = context;
  const family = familyOf(context);
  printer.openArray();
  for (const device of namespace.devices.list()) {
    if (only !== undefined && device.name !== only) continue;
    const { groups } = device;
    const rows: (readonly [string, string, number?])[] = [];
    const link = device.kind === 'loopback' || device.kind === 'tun' ? [] : groups.link;
    if (family === undefined) for (const mac of link) rows.push(['link', mac]);
    if (family !== 6) for (const group of groups.inet) rows.push(['inet', group.text]);
    if (family !== 4)
      for (const group of groups.inet6) rows.push(['inet6', group.text, groups.usersOf(group)]);
    if (rows.length === 0) continue;
    printer.openObject();
    printer.any('ifindex', `${String(device.index)}:`, device.index);
    printer.any('ifname', `\t${device.name}\n`, device.name);
    printer.openArray('maddr');
    for (const [kind, text, users = 1] of rows) {
      printer.openObject();
      if (kind !== 'link') printer.member('family', kind);
      printer.text(`\t${kind.padEnd(6)}`);
      printer.any(kind === 'link' ? 'link' : 'address', text, text);
      if (users !== 1) printer.any('users', ` users ${String(users)}`, users);
      printer.text('\n');
      printer.closeObject();
    }
    printer.closeArray();
    printer.closeObject();
  }
  printer.closeArray();
  process.print(printer.isJson ? `${printer.take()}\n` : printer.take());
  return 0;
}

export function runMonitor(_context: IpContext, words: Arguments): number {
  const { word } = words;
  if (word !== undefined && matches(word, 'help')) throw new Stop(wrongUsage, monitorUsage);
  const known = [
    'file',
    'label',
    'all-nsid',
    'link',
    'address',
    'route',
    'mroute',
    'prefix',
    'neigh',
    'rule',
    'netconf',
    'nsid',
    'nexthop',
    'stats',
    'all',
    'dev',
  ];
  if (word !== undefined && !known.some((one) => matches(word, one)))
    throw new Stop(wrongUsage, `Argument "${word}" is unknown, try "ip monitor help".\n`);
  throw notSimulated('ip monitor');
}
