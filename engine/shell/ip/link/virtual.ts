/**
 * The settings of macvlan, ipvlan and ipip devices: the words after `type KIND`, and what `ip -d` prints of them
 * (ip/iplink_macvlan.c, iplink_ipvlan.c, link_iptnl.c, tunnel.c). The kernels of the tests have none of these kinds: the
 * source and the documentation are the judges.
 *
 * Not simulated: `source` mode of macvlan, its flags and queue lengths, encapsulation and 6rd of tunnels.
 */
import type { Address } from '../../../net/address/address.ts';
import type { NetDevice } from '../../../linux/device/device.ts';
import type { Ipip, TunnelParameters } from '../../../linux/ipip/ipip.ts';
import type { Ipvlan, IpvlanFlag, IpvlanMode } from '../../../linux/ipvlan/ipvlan.ts';
import type { Macvlan, MacvlanMode } from '../../../linux/macvlan/macvlan.ts';
import {
  type Arguments,
  cannotFindDevice,
  invalid,
  matches,
  readAddress,
  readUnsigned,
} from '../../iproute2/arguments.ts';
import type { Printer } from '../../iproute2/printer.ts';
import { notSimulated, Stop } from '../../iproute2/stop.ts';
import type { IpContext } from '../context.ts';
import { ipipUsage, ipvlanUsage, macvlanUsage } from '../usage/virtual.ts';

const macvlanModes: readonly MacvlanMode[] = ['private', 'vepa', 'bridge', 'passthru'];

export function readMacvlan(words: Arguments): { mode: MacvlanMode | undefined } {
  let mode: MacvlanMode | undefined;
  for (let { word } = words; word !== undefined; word = words.word) {
    if (matches(word, 'mode')) {
      const value = words.next();
      if (value === 'source') throw notSimulated('ip link type macvlan mode source');
      mode = macvlanModes.find((one) => one === value);
      if (mode === undefined)
        throw new Stop(
          1,
          `Error: argument of "mode" must be "private", "vepa", "bridge", "passthru" or "source", not "${value}"\n`,
        );
    } else if (matches(word, 'flag') || word === 'nopromisc' || word === 'bcqueuelen' || word === 'macaddr')
      throw notSimulated(`ip link type macvlan ${word}`);
    else if (matches(word, 'help')) throw new Stop(1, macvlanUsage);
    else throw new Stop(1, `macvlan: unknown option "${word}"?\n${macvlanUsage}`);
    words.skip();
  }
  return { mode };
}

const ipvlanModes: readonly IpvlanMode[] = ['l2', 'l3', 'l3s'];
const ipvlanFlags: readonly IpvlanFlag[] = ['private', 'bridge', 'vepa'];

export function readIpvlan(words: Arguments): { mode: IpvlanMode | undefined; flag: IpvlanFlag | undefined } {
  let mode: IpvlanMode | undefined;
  let flag: IpvlanFlag | undefined;
  for (let { word } = words; word !== undefined; word = words.word) {
    const option = word;
    const named = ipvlanFlags.find((one) => matches(option, one));
    if (word === 'mode') {
      const value = words.next();
      mode = ipvlanModes.find((one) => one === value);
      if (mode === undefined)
        throw new Stop(1, `Error: argument of "mode" must be either "l2", "l3" or "l3s"\n`);
    } else if (named !== undefined && flag === undefined) flag = named;
    else if (matches(word, 'help')) throw new Stop(1, ipvlanUsage);
    else throw new Stop(1, `ipvlan: unknown option "${word}"?\n${ipvlanUsage}`);
    words.skip();
  }
  return { mode, flag };
}

/** @param context to look devices up */
export function readIpip(context: IpContext, words: Arguments): Partial<TunnelParameters> {
  const parameters: Partial<TunnelParameters> = {};
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'remote') parameters.remote = readEnd(words.next());
    else if (word === 'local') parameters.local = readEnd(words.next());
    else if (matches(word, 'dev')) parameters.underlay = readUnderlay(context, words.next());
    else if (word === 'ttl' || word === 'hoplimit' || word === 'hlim') parameters.ttl = readTtl(words.next());
    else if (word === 'tos' || word === 'tclass' || matches(word, 'dsfield'))
      parameters.tos = readTos(words.next());
    else if (word === 'nopmtudisc' || word === 'pmtudisc') parameters.pathMtuDiscovery = word === 'pmtudisc';
    else if (word === 'mode') {
      if (words.next() !== 'ipip') throw notSimulated('ip link type ipip mode');
    } else if (matches(word, 'help')) throw new Stop(1, ipipUsage);
    else if (/^(encap|noencap|external|fwmark|6rd|isatap)/.test(word))
      throw notSimulated(`ip link type ipip ${word}`);
    else throw new Stop(1, ipipUsage);
    words.skip();
  }
  return parameters;
}

/** get_addr32, but `any` is none. */
export function readEnd(word: string): Address | undefined {
  if (word === 'any') return undefined;
  const address = readAddress(word, 4);
  return address.isUnspecified ? undefined : address;
}

export function readUnderlay(context: IpContext, name: string): NetDevice {
  const device = context.namespace.devices.get(name);
  if (device === undefined) throw cannotFindDevice(name);
  return device;
}

export function readTtl(word: string): number {
  if (word === 'inherit') return 0;
  const value = readUnsigned(word);
  if (value === undefined || value > 255) throw invalid('invalid TTL\n', word);
  return value;
}

export function readTos(word: string): number {
  if (word === 'inherit') return 1;
  const value = /^[0-9a-fA-F]{1,2}$/.test(word) ? Number.parseInt(word, 16) : readUnsigned(word);
  if (value === undefined || value > 255) throw invalid('bad TOS value', word);
  return value;
}

export function printVirtual(printer: Printer, device: Ipip | Macvlan | Ipvlan): void {
  if (device.kind === 'macvlan') printMacvlan(printer, device);
  else if (device.kind === 'ipvlan') {
    printer.any('mode', ` mode ${device.mode} `, device.mode);
    printer.flag(device.flag, `${device.flag} `);
  } else printIpip(printer, device);
}

function printMacvlan(printer: Printer, device: Macvlan): void {
  printer.any('mode', `mode ${device.mode} `, device.mode);
  printer.any('bcqueuelen', 'bcqueuelen 1000 ', 1000);
  printer.any('usedbcqueuelen', 'usedbcqueuelen 1000 ', 1000);
}

function printIpip(printer: Printer, device: Ipip): void {
  const { remote, local, ttl, tos, pathMtuDiscovery, underlay } = device.parameters;
  const inner = device.wasMadeByTunnel ? 'ipip' : 'any';
  printer.any('proto', `${inner} `, inner);
  printer.any('remote', `remote ${remote?.text ?? 'any'} `, remote?.text ?? 'any');
  printer.any('local', `local ${local?.text ?? 'any'} `, local?.text ?? 'any');
  if (underlay !== undefined) printer.any('link', `dev ${underlay.name} `, underlay.name);
  printer.any('ttl', ttl === 0 ? 'ttl inherit ' : `ttl ${String(ttl)} `, ttl);
  if (tos !== 0)
    printer.any('tos', tos === 1 ? 'tos inherit ' : `tos 0x${tos.toString(16)} `, `0x${tos.toString(16)}`);
  printer.any('pmtudisc', pathMtuDiscovery ? 'pmtudisc ' : 'nopmtudisc ', pathMtuDiscovery);
}
