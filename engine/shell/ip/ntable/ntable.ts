/**
 * `ip ntable`: how long neighbours are believed and how often they are asked, for each device and table (ip/ipntable.c;
 * neightbl_fill_parms, neightbl_set). Most of it is `net.ipv4.neigh` and `net.ipv6.neigh` in other units. The thresholds of
 * the garbage collection belong to the first namespace of a machine; to change them elsewhere finds nothing.
 *
 * Not simulated: what the tables count (`-s`).
 */
import type { Family } from '../../../net/address/address.ts';
import { millisecond } from '../../../clock/clock.ts';
import type { NetDevice } from '../../../linux/device/device.ts';
import { netlinkError } from '../../../linux/netlink/error.ts';
import {
  type Arguments,
  cannotFindDevice,
  invalid,
  matches,
  readUnsigned,
} from '../../iproute2/arguments.ts';
import { notSimulated, Stop, wrongUsage } from '../../iproute2/stop.ts';
import { check, familyOf, type IpContext, requireAdmin } from '../context.ts';
import { ntableUsage } from '../usage/lesser.ts';

/** Words of the tool, the parameter below `neigh`, and how many of the tool's units are one of the parameter's. */
const parameters: readonly (readonly [word: string, leaf: string, units: number])[] = [
  ['base_reachable', 'base_reachable_time_ms', 1],
  ['retrans', 'retrans_time_ms', 1],
  ['gc_stale', 'gc_stale_time', 1000],
  ['delay_probe', 'delay_first_probe_time', 1000],
  ['queue', 'unres_qlen', 1],
  ['app_probes', 'app_solicit', 1],
  ['ucast_probes', 'ucast_solicit', 1],
  ['mcast_probes', 'mcast_solicit', 1],
  ['anycast_delay', 'anycast_delay', 10],
  ['proxy_delay', 'proxy_delay', 10],
  ['proxy_queue', 'proxy_qlen', 1],
  ['locktime', 'locktime', 10],
];

const thresholds = ['thresh1', 'thresh2', 'thresh3', 'gc_int'];

const tables: readonly { readonly name: string; readonly family: Family }[] = [
  { name: 'arp_cache', family: 4 },
  { name: 'ndisc_cache', family: 6 },
];

export function runNtable(context: IpContext, words: Arguments): number {
  const { word } = words;
  if (word === undefined) return show(context, words);
  words.skip();
  if (matches(word, 'change') || matches(word, 'chg')) return change(context, words);
  if (['show', 'lst', 'list'].some((name) => matches(word, name))) return show(context, words);
  if (matches(word, 'help')) throw new Stop(wrongUsage, ntableUsage);
  throw new Stop(wrongUsage, `Command "${word}" is unknown, try "ip ntable help".\n`);
}

function show(context: IpContext, words: Arguments): number {
  const { printer, process, namespace, options } = context;
  let device: NetDevice | undefined;
  let only: string | undefined;
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'dev') {
      const name = words.next();
      device = namespace.devices.get(name);
      if (device === undefined) throw invalid('"DEV" is invalid', name);
    } else if (word === 'name') only = words.next();
    else throw invalid('unknown', word);
    words.skip();
  }
  if (options.statistics > 0) throw notSimulated('ip -s ntable');
  const family = familyOf(context);
  printer.openArray();
  for (const table of tables) {
    if ((family !== undefined && table.family !== family) || (only !== undefined && table.name !== only))
      continue;
    if (device === undefined) print(context, table, undefined);
    for (const one of [...namespace.devices.list()].reverse())
      if (device === undefined || one === device) print(context, table, one);
  }
  printer.closeArray();
  process.print(printer.isJson ? `${printer.take()}\n` : printer.take());
  return 0;
}

/** @param device undefined: what a new device gets */
function print(
  context: IpContext,
  { name, family }: (typeof tables)[number],
  device: NetDevice | undefined,
): void {
  const { printer, namespace } = context;
  const { neighbours, devices, sysctl } = namespace;
  const number = (word: string, value: number) => {
    printer.any(word, `${word} ${String(value)} `, value);
  };
  const parameter = (word: string) => {
    const [, leaf = '', units = 1] = parameters.find(([one]) => one === word) ?? [];
    number(
      word,
      sysctl.number(`net.ipv${String(family)}.neigh.${device?.name ?? 'default'}.${leaf}`) * units,
    );
  };
  const line = (...words: readonly string[]) => {
    for (const word of words) parameter(word);
    printer.line();
    printer.text('    ');
  };
  const word = family === 4 ? 'inet' : 'inet6';
  printer.openObject();
  printer.any('family', `${word} `, word);
  printer.any('name', `${name} `, name);
  printer.line();
  printer.text('    ');
  if (device === undefined) {
    for (const [threshold, value] of [
      ['thresh1', 128],
      ['thresh2', 512],
      ['thresh3', 1024],
    ] as const)
      number(threshold, value);
    printer.any('gc_interval', 'gc_int 30000 ', 30_000);
  } else printer.any('dev', `dev ${device.name} `, device.name);
  printer.line();
  printer.text('    ');
  const known = device === undefined ? [] : neighbours.list(family).filter((one) => one.device === device);
  number('refcnt', 1 + known.length);
  const believed = neighbours.reachableTime(device ?? devices.loopback, family);
  number('reachable', Math.round(believed / millisecond));
  line('base_reachable', 'retrans');
  line('gc_stale', 'delay_probe', 'queue');
  line('app_probes', 'ucast_probes', 'mcast_probes');
  for (const last of ['anycast_delay', 'proxy_delay', 'proxy_queue', 'locktime']) parameter(last);
  printer.line();
  printer.text('\n');
  printer.closeObject();
}

function change(context: IpContext, words: Arguments): number {
  const { namespace, process } = context;
  let name: string | undefined;
  let device: string | undefined;
  const values: (readonly [word: string, value: number])[] = [];
  for (let { word } = words; word !== undefined; word = words.word) {
    const known = thresholds.includes(word) || parameters.some(([one]) => one === words.word);
    if (word === 'name') name = words.next();
    else if (word === 'dev') {
      device = words.next();
      if (namespace.devices.get(device) === undefined) throw cannotFindDevice(device);
    } else if (known) {
      const value = words.next();
      const number = readUnsigned(value);
      if (number === undefined) throw invalid(`"${word}" value is invalid`, value);
      values.push([word, number]);
    } else throw invalid('unknown', word);
    words.skip();
  }
  if (name === undefined) throw new Stop(wrongUsage, 'Error: argument "NAME" is required\n');
  if (values.length === 0)
    throw new Stop(wrongUsage, 'Not enough information: changeable attributes required.\n');
  requireAdmin(process);
  const table = tables.find((one) => one.name === name);
  if (table === undefined || values.some(([word]) => thresholds.includes(word)))
    check(netlinkError('ENOENT'));
  for (const [word, value] of values) {
    const [, leaf = '', units = 1] = parameters.find(([one]) => one === word) ?? [];
    const directory = `net.ipv${String(table?.family)}.neigh.${device ?? 'default'}`;
    namespace.sysctl.set(`${directory}.${leaf}`, Math.trunc(value / units));
  }
  return 0;
}
