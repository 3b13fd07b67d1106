/**
 * `route` (net-tools 2.10): the IPv4 routing table, listed and changed by ioctl. See README.md.
 */
import { Address, anyV4 } from '../../net/address/address.ts';
import { Prefix } from '../../net/address/prefix.ts';
import { strerror } from '../../linux/errno.ts';
import { addRoute, removeRoute, type RouteRequest } from '../../linux/netlink/route.ts';
import { isCapable } from '../../linux/process/process.ts';
import type { Command, ShellProcess } from '../command.ts';
import { provenanceOf } from '../ip/context.ts';
import { statusOf, Stop } from '../iproute2/stop.ts';
import { notSimulated } from '../iproute2/stop.ts';
import { classLength, lookUp, maskLength } from '../net-tools/names.ts';
import { inetRouteUsage, routeUsage, routeVersion } from '../net-tools/usage.ts';
import { routeListing } from './list.ts';

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

function run(process: ShellProcess, words: readonly string[]): number {
  let numeric = false;
  let extended = 0;
  const rest: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (rest.length > 0) rest.push(word);
    else if (word === '-V' || word === '--version') {
      process.print(routeVersion);
      return 0;
    } else if (word === '-h' || word === '--help') throw new Stop(0, routeUsage);
    else if (word === '-6' || word === '--inet6') throw notSimulated('route -6');
    else if (word === '-A') {
      if (words[++at] !== 'inet') throw notSimulated(`route -A ${words[at] ?? ''}`);
    } else if (word === '-4' || word === '--inet' || word === '--fib') continue;
    else if (word === '-C' || word === '--cache') throw notSimulated('route -C');
    else if (/^-[neFvN]+$/.test(word)) {
      numeric ||= word.includes('n');
      extended += word.split('e').length - 1;
    } else if (word === '--numeric') numeric = true;
    else if (word === '--extend') extended++;
    else if (word.startsWith('-') && word !== '-net' && word !== '-host')
      throw new Stop(wrongOption, routeUsage);
    else rest.push(word);
  }
  const [command, ...what] = rest;
  if (command === undefined) {
    process.print(
      routeListing(process, extended > 1 ? 'all' : extended === 1 ? 'extended' : 'plain', numeric),
    );
    return 0;
  }
  if (command === 'flush') throw notSimulated('route flush');
  if (command !== 'add' && command !== 'del' && command !== 'delete') throw new Stop(wrongOption, routeUsage);
  return change(process, what, command === 'add');
}

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
    type: request.reject ? 'unreachable' : adding ? 'unicast' : undefined,
    metric: request.metric,
    scope: !adding || request.reject ? undefined : gateway === undefined ? 'link' : 'global',
    nexthops: hops,
    provenance: provenanceOf(process),
  };
  const error = adding ? addRoute(process.place, kernel) : removeRoute(process.place, kernel);
  if (error !== undefined) throw new Stop(refused, `${call}: ${strerror(error.errno)}\n`);
  return 0;
}

function read(process: ShellProcess, words: readonly string[]): Request {
  const left = [...words];
  const kind = left[0] === '-net' || left[0] === '-host' ? left.shift() : undefined;
  const word = left.shift();
  if (word === undefined) throw new Stop(0, inetRouteUsage);
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
    if (option === 'metric') request.metric = Number(value());
    else if (option === 'netmask' || option === '-netmask') target = withMask(target, value());
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
  if (
    target.canonical.address !== target.address &&
    words.some((one) => one.includes('/') || one === 'netmask')
  )
    throw new Stop(wrongOption, `route: netmask doesn't match route address\n${inetRouteUsage}`);
  return { ...request, target };
}

function withMask(target: Prefix, word: string): Prefix {
  const mask = Address.tryParse(word);
  const length = mask === undefined ? undefined : maskLength(mask);
  if (length === undefined) throw new Stop(wrongOption, `route: bogus netmask ${word}\n`);
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
      throw new Stop(wrongOption, `route: netmask ${tail} is bogus\n`);
    return new Prefix(address, Number(tail));
  }
  if (address.isUnspecified) return new Prefix(address, 0);
  const classful = new Prefix(address, classLength(address));
  const isNetwork = kind === '-net' || (kind === undefined && classful.network === address);
  return isNetwork ? classful : Prefix.host(address);
}
