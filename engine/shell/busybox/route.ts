/**
 * busybox route (networking/route.c): the IPv4 routing table, listed and changed by ioctl.
 *
 * Not simulated: `-A inet6`, `mss` and `window`.
 */
import { Address } from '../../net/address/address.ts';
import { Prefix } from '../../net/address/prefix.ts';
import { strerror } from '../../linux/errno.ts';
import { addRoute, removeRoute } from '../../linux/netlink/route.ts';
import { isCapable } from '../../linux/process/process.ts';
import type { ShellProcess } from '../command.ts';
import { provenanceOf } from '../ip/context.ts';
import { statusOf, Stop } from '../iproute2/stop.ts';
import { classLength, lookUp, maskLength } from '../net-tools/names.ts';
import { getopt } from '../options/getopt.ts';
import { applet } from './applet.ts';
import { routeList } from './route-list.ts';
import { usageOf } from './usage.ts';

export const busyboxRoute = applet('route', '/sbin/route', function* run(process, words) {
  yield { on: [], until: process.clock.now };
  return statusOf(process, () => route(process, words));
});

function die(text: string): Stop {
  return new Stop(1, `route: ${text}\n`);
}

function usage(before = ''): Stop {
  return new Stop(1, before + usageOf('route'));
}

function route(process: ShellProcess, words: readonly string[]): number {
  const at = words.findIndex((word) => word === 'add' || word === 'del' || word === 'delete');
  const { items, operands } = getopt(at < 0 ? words : words.slice(0, at), 'A:ne');
  let numeric = false;
  let extended = false;
  for (const item of items) {
    if (item.kind === 'error') throw usage(`route: ${item.message}\n`);
    if (item.name === 'n') numeric = true;
    else if (item.name === 'e') extended = true;
    else if (item.value !== 'inet') throw die(`not simulated: busybox route -A ${item.value ?? ''}`);
  }
  if (operands.length > 0) throw usage();
  if (at >= 0) return change(process, words.slice(at + 1), words[at] === 'add');
  process.print(routeList(process, numeric, extended));
  return 0;
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
  const { target, gateway } = request;
  const call = adding ? 'SIOCADDRT' : 'SIOCDELRT';
  const refuse = (errno: Parameters<typeof strerror>[0]) => die(`${call}: ${strerror(errno)}`);
  if (!isCapable(process.credentials, 'net_admin')) throw refuse('EPERM');
  const device = request.device === undefined ? undefined : process.place.devices.get(request.device);
  if (request.device !== undefined && device === undefined) throw refuse('ENODEV');
  const nowhere = device === undefined && gateway === undefined;
  if (adding && nowhere && !request.reject) throw refuse('ENODEV');
  const kernel = {
    destination: target,
    // rtentry_to_fib_config
    type: request.reject ? ('unreachable' as const) : ('unicast' as const),
    metric: request.metric,
    scope: request.reject
      ? ('host' as const)
      : !adding
        ? undefined
        : gateway === undefined
          ? ('link' as const)
          : ('global' as const),
    nexthops: nowhere ? [] : [{ device, gateway }],
    provenance: provenanceOf(process),
  };
  // SIOCADDRT: as net-tools' route.
  const error = adding ? addRoute(process.place, kernel, 'prepend') : removeRoute(process.place, kernel);
  if (error !== undefined) throw refuse(error.errno);
  return 0;
}

function read(process: ShellProcess, words: readonly string[]): Request {
  const left = [...words];
  const kind = left[0] === '-net' || left[0] === '-host' ? left.shift() : undefined;
  const word = left.shift();
  if (word === undefined) throw usage();
  const isNetwork = kind === '-net' || word === 'default' || word.includes('/');
  const request: Request = {
    target: readTarget(process, word, isNetwork),
    gateway: undefined,
    metric: undefined,
    device: undefined,
    reject: false,
  };
  const value = (): string => {
    const next = left.shift();
    if (next === undefined) throw usage();
    return next;
  };
  for (let option = left.shift(); option !== undefined; option = left.shift()) {
    if (option === 'metric') request.metric = Number(value());
    else if (option === 'netmask') request.target = withMask(request.target, value(), isNetwork);
    else if (option === 'gw' || option === 'gateway') request.gateway = host(process, value());
    else if (option === 'reject') request.reject = true;
    else if (option === 'mss' || option === 'window' || option === 'irtt')
      throw die(`not simulated: busybox route ${option}`);
    else if (option === 'mod' || option === 'dyn' || option === 'reinstate') continue;
    else {
      if (option === 'dev' || option === 'device') option = value();
      if (request.device !== undefined) throw usage();
      request.device = option;
    }
  }
  return request;
}

function host(process: ShellProcess, word: string): Address {
  const address = lookUp(process, word);
  if (address?.family !== 4) throw die(`bad address '${word}'`);
  return address;
}

function readTarget(process: ShellProcess, word: string, isNetwork: boolean): Prefix {
  if (word === 'default') return new Prefix(Address.v4(0), 0);
  const [head = '', tail] = word.split('/');
  const address = host(process, head);
  if (tail === undefined) return new Prefix(address, isNetwork ? classLength(address) : 32);
  const prefix = new Prefix(address, Number(tail));
  if (prefix.canonical.address !== address) throw die('netmask and route address conflict');
  return prefix;
}

function withMask(target: Prefix, word: string, isNetwork: boolean): Prefix {
  const mask = Address.tryParse(word);
  const length = mask === undefined ? undefined : maskLength(mask);
  if (length === undefined) throw die(`bogus netmask ${word}`);
  if (!isNetwork && length < 32) {
    const bits = (0xffff_ffff >>> length).toString(16).padStart(8, '0');
    throw die(`netmask ${bits} and host route conflict`);
  }
  const prefix = new Prefix(target.address, length);
  if (prefix.canonical.address !== target.address) throw die('netmask and route address conflict');
  return prefix;
}
