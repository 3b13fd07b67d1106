/**
 * `ip netconf`: a few parameters of devices, of `all` and of `default` (ip/ipnetconf.c; inet_netconf_fill_devconf). Of each
 * family, devices first.
 */
import type { Family } from '../../net/address/address.ts';
import { type Arguments, matches } from '../iproute2/arguments.ts';
import { Printer } from '../iproute2/printer.ts';
import { Stop, wrongUsage } from '../iproute2/stop.ts';
import { familyOf, type IpContext } from './context.ts';
import { netconfUsage } from './usage/lesser.ts';

export function runNetconf(context: IpContext, words: Arguments): number {
  const { word } = words;
  if (word !== undefined && matches(word, 'help')) throw new Stop(wrongUsage, netconfUsage);
  if (word !== undefined && !['show', 'lst', 'list'].some((name) => matches(word, name)))
    throw new Stop(wrongUsage, `Command "${word}" is unknown, try "ip netconf help".\n`);
  words.skip();
  let only: string | undefined;
  for (let { word: next } = words; next !== undefined; next = words.word) {
    if (next === 'dev') only = words.next();
    words.skip();
  }
  const { process, namespace } = context;
  const names = [...namespace.devices.list().map(({ name }) => name), 'all', 'default'];
  if (only !== undefined && namespace.devices.get(only) === undefined)
    throw new Stop(1, `Device "${only}" does not exist.\n`);
  const family = familyOf(context);
  // What is asked of one device and one family comes without its JSON.
  const plain = family !== undefined && only !== undefined;
  const printer = plain ? new Printer({ ...context.printer.options, json: false }) : context.printer;
  printer.openArray();
  for (const each of [4, 6] as const)
    if (family === undefined || family === each)
      for (const name of names)
        if (only === undefined || name === only) printNetconf({ namespace, printer }, each, name);
  printer.closeArray();
  process.print(printer.isJson ? `${printer.take()}\n` : printer.take());
  return 0;
}

/** @param only this parameter, as a change tells it */
export function printNetconf(
  { printer, namespace }: Pick<IpContext, 'printer' | 'namespace'>,
  family: Family,
  name: string,
  only?: string,
): void {
  const value = (leaf: string) => namespace.sysctl.number(`net.ipv${String(family)}.conf.${name}.${leaf}`);
  const proxy = family === 4 ? 'proxy_arp' : 'proxy_ndp';
  const onOff = (leaf: string, parameter = leaf) => {
    if (only !== undefined && only !== parameter) return;
    const on = value(parameter) > 0;
    printer.any(leaf, `${leaf} ${on ? 'on' : 'off'} `, on);
  };
  printer.openObject();
  const word = family === 4 ? 'inet' : 'inet6';
  printer.any('family', `${word} `, word);
  printer.any('interface', `${name} `, name);
  onOff('forwarding');
  if (family === 4 && (only === undefined || only === 'rp_filter')) {
    const filter = ['off', 'strict', 'loose'][value('rp_filter')] ?? 'unknown';
    printer.any('rp_filter', `rp_filter ${filter} `, filter);
  }
  onOff('mc_forwarding');
  onOff('proxy_neigh', proxy);
  onOff('ignore_routes_with_linkdown');
  printer.text('\n');
  printer.closeObject();
}
