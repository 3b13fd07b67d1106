/**
 * `ip maddress` and `ip monitor`; objects of which there are none are in lesser.ts.
 *
 * Multicast groups are read from /proc by the real tool (ip/ipmaddr.c).
 */
import { type Arguments, matches } from '../iproute2/arguments.ts';
import { notSimulated, Stop, wrongUsage } from '../iproute2/stop.ts';
import type { IpContext } from './context.ts';
import { monitorUsage } from './usage/objects.ts';

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
