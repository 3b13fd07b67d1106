/**
 * `ip token`: the interface part a device takes for addresses it makes from router advertisements (ip/iptoken.c). Routers
 * do not advertise here: the token is kept and shown.
 */
import type { NetDevice } from '../../linux/device/device.ts';
import { Address, anyV6 } from '../../net/address/address.ts';
import { netlinkError, type NetlinkError } from '../../linux/netlink/error.ts';
import { type Arguments, garbage, invalid, matches, readPrefix } from '../iproute2/arguments.ts';
import { Stop, wrongUsage } from '../iproute2/stop.ts';
import { check, type IpContext, requireAdmin } from './context.ts';
import { tokenUsage } from './usage/lesser.ts';

export function runToken(context: IpContext, words: Arguments): number {
  const { word } = words;
  if (word === undefined) return list(context, words);
  words.skip();
  if (['list', 'lst', 'show', 'get'].some((name) => matches(word, name))) return list(context, words);
  if (matches(word, 'set') || matches(word, 'add')) return set(context, words);
  if (matches(word, 'delete')) return remove(context, words);
  if (matches(word, 'help')) throw new Stop(wrongUsage, tokenUsage);
  throw new Stop(wrongUsage, `Command "${word}" is unknown, try "ip token help".\n`);
}

function readDevice(context: IpContext, words: Arguments): NetDevice {
  const name = words.next();
  const device = context.namespace.devices.get(name);
  if (device === undefined) throw invalid('dev is invalid\n', name);
  return device;
}

function list(context: IpContext, words: Arguments): number {
  const { printer, process, namespace } = context;
  let only: NetDevice | undefined;
  while (words.word !== undefined) {
    if (words.word === 'dev') only = readDevice(context, words);
    words.skip();
  }
  printer.openArray();
  for (const device of namespace.devices.list()) {
    if ((only !== undefined && device !== only) || device.isNoArp || device.kind === 'loopback') continue;
    printer.openObject();
    const token = (device.token ?? anyV6).text;
    printer.any('token', `token ${token} `, token);
    printer.any('ifname', `dev ${device.name}`, device.name);
    printer.text('\n');
    printer.closeObject();
  }
  printer.closeArray();
  process.print(printer.isJson ? `${printer.take()}\n` : printer.take());
  return 0;
}

function set(context: IpContext, words: Arguments): number {
  let device: NetDevice | undefined;
  let token: Address | undefined;
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'dev') {
      if (device !== undefined) throw garbage('dev', words.next());
      device = readDevice(context, words);
    } else if (matches(word, 'help')) throw new Stop(wrongUsage, tokenUsage);
    else {
      if (token !== undefined) throw garbage('token', word);
      token = readPrefix(word, 6).address;
    }
    words.skip();
  }
  if (token === undefined) throw new Stop(1, 'Not enough information: token is required.\n');
  return change(context, device, token);
}

function remove(context: IpContext, words: Arguments): number {
  let device: NetDevice | undefined;
  while (words.word === 'dev') {
    device = readDevice(context, words);
    words.skip();
  }
  return change(context, device, anyV6);
}

function change(context: IpContext, device: NetDevice | undefined, token: Address): number {
  if (device === undefined) throw new Stop(1, 'Not enough information: "dev" argument is required.\n');
  requireAdmin(context.process);
  check(refusal(device));
  // Only the interface's half counts.
  const [, , third = 0, fourth = 0] = token.words;
  device.token = Address.v6([0, 0, third, fourth]);
  return 0;
}

/** inet6_set_iftoken; a router takes no advertisements unless `accept_ra` is 2 (ipv6_accept_ra). */
function refusal(device: NetDevice): NetlinkError | undefined {
  const { sysctl } = device.namespace;
  const value = (name: string) => sysctl.number(`net.ipv6.conf.${device.name}.${name}`);
  if (device.kind === 'loopback') return netlinkError('EINVAL', 'ipv6: Device is loopback.');
  if (device.isNoArp) return netlinkError('EINVAL', 'ipv6: Device does not do neighbour discovery.');
  if (value('forwarding') > 0 ? value('accept_ra') !== 2 : value('accept_ra') < 1)
    return netlinkError('EINVAL', 'ipv6: Router advertisement is disabled on device.');
  if (value('router_solicitations') === 0)
    return netlinkError('EINVAL', 'Router solicitation is disabled on device.');
  return undefined;
}
