/**
 * `ip route`: which command of it (ip/iproute.c, do_iproute).
 */
import type { RouteMode } from '../../../linux/netlink/route.ts';
import { type Arguments, matches } from '../../iproute2/arguments.ts';
import { notSimulated, Stop, wrongUsage } from '../../iproute2/stop.ts';
import type { IpContext } from '../context.ts';
import { routeUsage } from '../usage/route.ts';
import { get } from './get.ts';
import { modify } from './modify.ts';
import { flush, show } from './show.ts';

const modes: readonly (readonly [string, RouteMode | 'delete' | 'test'])[] = [
  ['add', 'add'],
  ['change', 'change'],
  ['replace', 'replace'],
  ['prepend', 'prepend'],
  ['append', 'append'],
  ['test', 'test'],
  ['delete', 'delete'],
];

export function runRoute(context: IpContext, words: Arguments): number {
  const { word } = words;
  if (word === undefined) return show(context, words);
  words.skip();
  const mode = word === 'chg' ? 'change' : modes.find(([name]) => matches(word, name))?.[1];
  // NLM_F_EXCL without NLM_F_CREATE: the kernel takes it for a change.
  if (mode !== undefined) return modify(context, words, mode === 'test' ? 'change' : mode);
  if (matches(word, 'list') || matches(word, 'show') || matches(word, 'lst')) return show(context, words);
  if (matches(word, 'get')) return get(context, words);
  if (matches(word, 'flush')) return flush(context, words);
  for (const other of ['save', 'restore', 'showdump'])
    if (matches(word, other)) throw notSimulated(`ip route ${other}`);
  if (matches(word, 'help')) throw new Stop(wrongUsage, routeUsage);
  throw new Stop(wrongUsage, `Command "${word}" is unknown, try "ip route help".\n`);
}
