/**
 * `ip address`: which command of it (ip/ipaddress.c, do_ipaddr).
 */
import { type Arguments, matches } from '../../iproute2/arguments.ts';
import { notSimulated, Stop, wrongUsage } from '../../iproute2/stop.ts';
import type { IpContext } from '../context.ts';
import { addressUsage } from '../usage/address.ts';
import { flush, modify } from './modify.ts';
import { show } from './show.ts';

export function runAddress(context: IpContext, words: Arguments): number {
  const { word } = words;
  if (word === undefined) return show(context, words, false, addressUsage);
  words.skip();
  if (matches(word, 'add')) return modify(context, words, 'add');
  if (matches(word, 'change') || word === 'chg') return modify(context, words, 'change');
  if (matches(word, 'replace')) return modify(context, words, 'replace');
  if (matches(word, 'delete')) return modify(context, words, 'delete');
  if (matches(word, 'show') || matches(word, 'lst') || matches(word, 'list'))
    return show(context, words, false, addressUsage);
  if (matches(word, 'flush')) return flush(context, words);
  for (const other of ['save', 'showdump', 'restore'])
    if (matches(word, other)) throw notSimulated(`ip address ${other}`);
  if (matches(word, 'help')) throw new Stop(wrongUsage, addressUsage);
  throw new Stop(wrongUsage, `Command "${word}" is unknown, try "ip address help".\n`);
}
