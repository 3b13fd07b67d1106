/**
 * `route` (net-tools 2.10): the IPv4 routing table, listed and changed by ioctl. See README.md.
 */
import { type Address, anyV4 } from '../../net/address/address.ts';
import { Prefix } from '../../net/address/prefix.ts';
import { strerror } from '../../linux/errno.ts';
import { addRoute, removeRoute, type RouteRequest } from '../../linux/netlink/route.ts';
import { isCapable } from '../../linux/process/process.ts';
import type { Command, ShellProcess } from '../command.ts';
import { provenanceOf } from '../ip/context.ts';
import { statusOf, Stop } from '../iproute2/stop.ts';
import { notSimulated } from '../iproute2/stop.ts';
import { classLength, lookUp, maskLength } from '../net-tools/names.ts';
import { showUsage } from '../net-tools/show-usage.ts';
import { inetRouteUsage, routeUsage, routeVersion } from '../net-tools/usage.ts';
import { getopt, type LongOption } from '../options/getopt.ts';
import { routeListing } from './list.ts';
import { leadingNumber } from '../options/number.ts';
import { optionTable } from '../options/option-table.ts';

const wrongOption = 3;
const wrongName = 6;
const refused = 7;

export const route: Command = {
  name: 'route',
  path: '/usr/sbin/route',

  *program(process) {
    return statusOf(process, () => run(process, process.arguments.slice(1)));
  },
};

const longOptions: readonly LongOption[] = optionTable(
  'extend:e verbose:v version:V numeric:n symbolic:N protocol:A= cache:C fib:F inet:4 inet6:6 help:h',
);

function run(process: ShellProcess, words: readonly string[]): number {
  let numeric = false;
  let extended = 0;
  let cached = false;
  // "getopts and -net wont work" (route.c)
  const masked = words.map((word) => (word === '-net' || word === '-host' ? word.replace('-', '#') : word));
  const { items, operands } = getopt(masked, 'A:eCFhnN64Vv?', longOptions);
  for (const item of items) {
    if (item.kind === 'error') process.complain(`route: ${item.message}\n`);
    if (item.kind === 'error' || item.name === 'h' || item.name === '?')
      return showUsage(process, routeUsage);
    const { name, value = '' } = item;
    if (name === 'V') {
      process.print(routeVersion);
      return 0;
    }
    if (name === 'A' && !families.includes(value)) throw new Stop(1, `Unknown address family \`${value}'.\n`);
    if (name === '6' || (name === 'A' && value !== 'inet'))
      throw notSimulated(name === '6' ? 'route -6' : `route -A ${value}`);
    cached ||= name === 'C';
    numeric ||= name === 'n';
    if (name === 'e') extended++;
  }
  const [command, ...what] = operands;
  if (command === undefined) {
    if (cached) return showCache(process, extended);
    const style = extended > 1 ? 'all' : extended === 1 ? 'extended' : 'plain';
    const { text, empty } = routeListing(process, style, numeric);
    process.print(text);
    return empty ? 1 : 0;
  }
  if (command === 'flush')
    throw new Stop(wrongOption, `Flushing \`inet' routing table not supported\n${inetRouteUsage}`);
  if (command !== 'add' && command !== 'del' && command !== 'delete')
    return showUsage(process, routeUsage, wrongOption);
  if (what.length === 0) return showUsage(process, inetRouteUsage);
  return change(process, what, command === 'add');
}

/** IPv4 has none any more. */
function showCache(process: ShellProcess, extended: number): number {
  if (extended > 0) throw notSimulated('route -C -e');
  process.print(
    'Kernel IP routing cache\nSource          Destination     Gateway         Flags Metric Ref    Use Iface\n',
  );
  return 0;
}

const families = ['inet', 'inet6', 'ax25', 'netrom', 'rose', 'ipx', 'ddp', 'x25', 'ash', 'unix'];

interface Request {
  target: Prefix;
  gateway: Address | undefined;
  metric: number | undefined;
  device: string | undefined;
  reject: boolean;
}

function change(process: ShellProcess, words: readonly string[], adding: boolean): number {
  const request = read(process, words);
  const call = adding ? 'SIOCADDRT' : 'SIOCDELRT';
  if (!isCapable(process.credentials, 'net_admin'))
    throw new Stop(refused, `${call}: Operation not permitted\n`);
  const device = request.device === undefined ? undefined : process.place.devices.get(request.device);
  if (request.device !== undefined && device === undefined)
    throw new Stop(refused, `${call}: No such device\n`);
  const { target, gateway } = request;
  const hops = device === undefined && gateway === undefined ? [] : [{ device, gateway }];
  const kernel: RouteRequest = {
    destination: target,
    // rtentry_to_fib_config
    type: request.reject ? 'unreachable' : 'unicast',
    metric: request.metric,
    scope: request.reject ? 'host' : !adding ? undefined : gateway === undefined ? 'link' : 'global',
    nexthops: hops,
    provenance: provenanceOf(process),
  };
  // SIOCADDRT creates, but does not ask that there be none (no NLM_F_EXCL): the newest goes first.
  const error = adding ? addRoute(process.place, kernel, 'prepend') : removeRoute(process.place, kernel);
  if (error !== undefined) throw new Stop(refused, `${call}: ${strerror(error.errno)}\n`);
  return 0;
}

function read(process: ShellProcess, words: readonly string[]): Request {
  const left = [...words];
  const kind = left[0] === '#net' || left[0] === '#host' ? left.shift() : undefined;
  const word = left.shift();
  if (word === undefined) throw new Stop(wrongOption, inetRouteUsage);
  let target = readTarget(process, word, kind);
  const request: Omit<Request, 'target'> = {
    gateway: undefined,
    metric: undefined,
    device: undefined,
    reject: false,
  };
  const value = (): string => {
    const next = left.shift();
    if (next === undefined) throw new Stop(wrongOption, inetRouteUsage);
    return next;
  };
  for (let option = left.shift(); option !== undefined; option = left.shift()) {
    if (option === 'metric') {
      const metric = value();
      if (!/^\d/.test(metric)) throw new Stop(wrongOption, inetRouteUsage);
      request.metric = leadingNumber(metric);
    } else if (option === 'netmask') target = withMask(process, target, value());
    else if (option === 'gw' || option === 'gateway') {
      const name = value();
      request.gateway = lookUp(process, name);
      if (request.gateway === undefined) throw new Stop(wrongName, `${name}: Unknown host\n`);
    } else if (option === 'reject') request.reject = true;
    else if (['mss', 'window', 'irtt', 'mod', 'dyn', 'reinstate'].includes(option))
      throw notSimulated(`route ${option}`);
    else if (option === 'dev' || option === 'device') request.device = value();
    else {
      if (request.device !== undefined) throw new Stop(wrongOption, inetRouteUsage);
      request.device = option;
    }
  }
  // The mask the other way round, as the tool has it.
  if (kind === '#host' && !target.isHost)
    throw new Stop(
      wrongOption,
      `route: netmask ${(0xffff_ffff >>> target.length).toString(16).padStart(8, '0')} doesn't make sense with host route\n${inetRouteUsage}`,
    );
  if (
    target.canonical.address !== target.address &&
    words.some((one) => one.includes('/') || one === 'netmask')
  )
    throw new Stop(wrongOption, `route: netmask doesn't match route address\n${inetRouteUsage}`);
  return { ...request, target };
}

function withMask(process: ShellProcess, target: Prefix, word: string): Prefix {
  const mask = lookUp(process, word);
  if (mask === undefined) throw new Stop(wrongName, `${word}: Host name lookup failure\n`);
  const length = maskLength(mask);
  if (length === undefined) throw new Stop(wrongOption, `route: bogus netmask ${word}\n${inetRouteUsage}`);
  return new Prefix(target.address, length);
}

/** A network without a mask has that of its class; an address alone is a host. */
function readTarget(process: ShellProcess, word: string, kind: string | undefined): Prefix {
  if (word === 'default') return new Prefix(anyV4, 0);
  const [head = '', tail] = word.split('/');
  const address = lookUp(process, head);
  if (address?.family !== 4) throw new Stop(wrongName, `${word}: Host name lookup failure\n`);
  if (tail !== undefined) {
    if (!/^\d+$/.test(tail) || Number(tail) > 32)
      throw new Stop(wrongOption, `route: netmask doesn't match route address\n${inetRouteUsage}`);
    return new Prefix(address, Number(tail));
  }
  if (address.isUnspecified) return new Prefix(address, 0);
  const classful = new Prefix(address, classLength(address));
  const isNetwork = kind === '#net' || (kind === undefined && classful.network === address);
  return isNetwork ? classful : Prefix.host(address);
}
