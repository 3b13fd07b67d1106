/**
 * `ip tunnel`: tunnels of IP in IP, made, changed and shown in the older way (ip/iptunnel.c). The module is loaded by the
 * first that asks for a tunnel.
 *
 * Not simulated: GRE, sit, ISATAP and VTI tunnels, keys, IPv6, statistics, JSON.
 */
import { Ipip, type TunnelParameters } from '../../../linux/ipip/ipip.ts';
import { strerror } from '../../../linux/errno.ts';
import { removeLink } from '../../../linux/netlink/link.ts';
import { addIpip, loadTunnels, twin } from '../../../linux/netlink/virtual.ts';
import { type Arguments, garbage, matches } from '../../iproute2/arguments.ts';
import { notSimulated, Stop, wrongUsage } from '../../iproute2/stop.ts';
import { type IpContext, provenanceOf, requireAdmin } from '../context.ts';
import { readEnd, readTos, readTtl, readUnderlay } from '../link/virtual.ts';
import { tunnelUsage } from '../usage/objects.ts';

export function runTunnel(context: IpContext, words: Arguments): number {
  const { word } = words;
  if (context.options.family === 6) {
    if (word === undefined || ['show', 'list', 'lst'].some((name) => matches(word, name))) return 0;
    throw notSimulated('ip -6 tunnel');
  }
  if (word === undefined) return show(context, words);
  words.skip();
  if (matches(word, 'add')) return add(context, words);
  if (matches(word, 'change')) return change(context, words);
  if (matches(word, 'delete')) return remove(context, words);
  if (matches(word, 'show') || matches(word, 'lst') || matches(word, 'list')) return show(context, words);
  if (matches(word, 'prl') || matches(word, '6rd')) throw notSimulated(`ip tunnel ${word}`);
  if (matches(word, 'help')) throw new Stop(wrongUsage, tunnelUsage);
  throw new Stop(wrongUsage, `Command "${word}" is unknown, try "ip tunnel help"\n`);
}

interface Request extends Partial<TunnelParameters> {
  name: string | undefined;
  mode: string | undefined;
}

const others = ['gre', 'gre/ip', 'sit', 'ipv6/ip', 'isatap', 'vti'];

function read(context: IpContext, words: Arguments): Request {
  const request: Request = { name: undefined, mode: undefined };
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'mode') {
      const value = words.next();
      if (others.includes(value)) throw notSimulated(`ip tunnel mode ${value}`);
      if (value !== 'ipip' && value !== 'ip/ip')
        throw new Stop(wrongUsage, `Unknown tunnel mode "${value}"\n`);
      request.mode = 'ipip';
    } else if (/^[io]?(key|seq|csum)$/.test(word)) {
      if (word.endsWith('key')) words.next();
      throw new Stop(1, 'Keys are not allowed with ipip and sit tunnels\n');
    } else if (word === 'nopmtudisc' || word === 'pmtudisc') request.pathMtuDiscovery = word === 'pmtudisc';
    else if (word === 'remote') request.remote = readEnd(words.next());
    else if (word === 'local') request.local = readEnd(words.next());
    else if (word === 'dev') request.underlay = readUnderlay(context, words.next());
    else if (word === 'ttl' || word === 'hoplimit' || word === 'hlim') request.ttl = readTtl(words.next());
    else if (word === 'tos' || word === 'tclass' || matches(word, 'dsfield'))
      request.tos = readTos(words.next());
    else {
      if (word === 'name') word = words.next();
      else if (matches(word, 'help')) throw new Stop(wrongUsage, tunnelUsage);
      if (request.name !== undefined) throw garbage('name', word);
      request.name = word;
    }
    words.skip();
  }
  return request;
}

function failed(what: string, name: string, errno: Parameters<typeof strerror>[0]): Stop {
  return new Stop(1, `${what} tunnel "${name}" failed: ${strerror(errno)}\n`);
}

function add(context: IpContext, words: Arguments): number {
  const request = read(context, words);
  if (request.mode === undefined) throw new Stop(1, 'cannot determine tunnel mode (ipip, gre, vti or sit)\n');
  requireAdmin(context.process, 1);
  const { namespace } = context;
  loadTunnels(namespace.machine);
  let name = request.name;
  for (let number = 0; name === undefined; number++)
    if (namespace.devices.get(`tunl${String(number)}`) === undefined) name = `tunl${String(number)}`;
  const { name: _name, mode: _mode, ...parameters } = request;
  const made = addIpip(
    namespace,
    name,
    { ...parameters, provenance: provenanceOf(context.process) },
    'tunnel',
  );
  if ('errno' in made) throw failed('add', 'tunl0', made.errno);
  return 0;
}

function change(context: IpContext, words: Arguments): number {
  const request = read(context, words);
  const tunnel = find(context, request.name);
  if (tunnel === undefined) throw failed('get', request.name ?? 'tunl0', 'ENODEV');
  requireAdmin(context.process, 1);
  if (tunnel.isFallback) throw failed('change', 'tunl0', 'EINVAL');
  const { name: _name, mode: _mode, ...given } = request;
  const parameters = { ...tunnel.parameters, ...given };
  if (twin(tunnel.home, parameters, tunnel) !== undefined) throw failed('change', 'tunl0', 'EEXIST');
  tunnel.parameters = parameters;
  return 0;
}

function remove(context: IpContext, words: Arguments): number {
  const request = read(context, words);
  const tunnel = find(context, request.name);
  if (tunnel === undefined) throw failed('delete', request.name ?? 'tunl0', 'ENODEV');
  requireAdmin(context.process, 1);
  if (tunnel.isFallback) throw failed('delete', tunnel.name, 'EPERM');
  removeLink(tunnel);
  return 0;
}

function find({ namespace }: IpContext, name: string | undefined): Ipip | undefined {
  const device = name === undefined ? undefined : namespace.devices.get(name);
  return device instanceof Ipip ? device : undefined;
}

function show(context: IpContext, words: Arguments): number {
  const request = read(context, words);
  const { namespace, process, options } = context;
  const tunnels = namespace.devices
    .list()
    .filter((device) => device instanceof Ipip)
    .filter((tunnel) => request.name === undefined || tunnel.name === request.name);
  if (tunnels.length > 0 && (options.json || options.statistics > 0))
    throw notSimulated(`ip ${options.json ? '-j' : '-s'} tunnel`);
  if (options.json) process.print('[]\n');
  for (const tunnel of tunnels) process.print(`${textOf(tunnel)}\n`);
  return 0;
}

/** print_tunnel */
function textOf(tunnel: Ipip): string {
  const { local, remote, ttl, tos, pathMtuDiscovery, underlay } = tunnel.parameters;
  const inner = tunnel.wasMadeByTunnel ? 'ip' : 'any';
  return [
    `${tunnel.name}: ${inner}/ip`,
    `remote ${remote?.text ?? 'any'}`,
    `local ${local?.text ?? 'any'}`,
    ...(underlay === undefined ? [] : [`dev ${underlay.name}`]),
    ttl === 0 ? 'ttl inherit' : `ttl ${String(ttl)}`,
    ...(tos === 0 ? [] : [tos === 1 ? 'tos inherit' : `tos 0x${tos.toString(16)}`]),
    ...(pathMtuDiscovery ? [] : ['nopmtudisc']),
  ].join(' ');
}
