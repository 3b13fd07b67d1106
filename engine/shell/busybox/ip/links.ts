/**
 * `ip link` and `ip addr` of busybox: devices and addresses listed (networking/libiproute/ipaddress.c, print_linkinfo and
 * print_addrinfo).
 */
import type { InterfaceAddress, NetDevice } from '../../../linux/device/device.ts';
import { deviceFlags, flagBits, flagsOf, linkedTo } from '../../../linux/device/state.ts';
import { Ipip } from '../../../linux/ipip/ipip.ts';
import { secondsLeft } from '../../../linux/netlink/lifetime.ts';
import type { Prefix } from '../../../net/address/prefix.ts';
import type { Arguments } from '../../iproute2/arguments.ts';
import { addressFlags, hasFlag } from '../../ip/link/filter.ts';
import { queueOf } from '../../ip/link/print.ts';
import { scopeOf } from '../../ip/names.ts';
import { findDevice, garbage, type IpRun, next, readPrefix, wrong } from './words.ts';

export interface Wanted {
  readonly family: IpRun['family'];
  readonly device: NetDevice | undefined;
  readonly to: Prefix | undefined;
  readonly scope: InterfaceAddress['scope'] | undefined;
  readonly label: string | undefined;
  readonly up: boolean;
}

export function readWanted(run: IpRun, words: Arguments): Wanted {
  let { family } = run;
  let name: string | undefined;
  let to: Prefix | undefined;
  let scope: InterfaceAddress['scope'] | undefined;
  let label: string | undefined;
  let up = false;
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'to') {
      to = readPrefix(next(words), family === 'link' ? undefined : family);
      family ??= to?.family;
    } else if (word === 'scope') {
      const value = next(words);
      const found = scopeOf(value);
      if (value !== 'all' && (found === undefined || found === 'nowhere')) throw wrong(value, word);
      scope = found === 'nowhere' ? undefined : found;
    } else if (word === 'up') up = true;
    else if (word === 'label') label = next(words);
    else {
      if (word === 'dev') word = next(words);
      if (name !== undefined) throw garbage('dev', word);
      name = word;
    }
    words.skip();
  }
  const device = name === undefined ? undefined : findDevice(run.namespace, name);
  return { family, device, to, scope, label, up };
}

export function showLinks(run: IpRun, words: Arguments, forLink: boolean): number {
  const wanted = readWanted(forLink ? { ...run, family: 'link' } : run, words);
  const newline = run.oneline ? '\\' : '\n';
  const { family } = wanted;
  const narrow = typeof family === 'number' || wanted.label !== undefined;
  for (const device of wanted.device === undefined ? run.namespace.devices.list() : [wanted.device]) {
    const all = [...device.addresses].sort((one, other) => one.prefix.family - other.prefix.family);
    if (narrow && !all.some((own) => keeps(wanted, device, own))) continue;
    if (forLink || !run.oneline) {
      if (wanted.up && !flagsOf(device).has('UP')) continue;
      run.process.print(`${linkText(device, family, newline)}\n`);
    }
    if (family === 'link') continue;
    for (const own of all)
      if (prints(wanted, own)) run.process.print(`${addressText(run, device, own, newline)}\n`);
  }
  return 0;
}

function ofFamily({ family, to }: Wanted, own: InterfaceAddress): boolean {
  if (typeof family === 'number' && own.prefix.family !== family) return false;
  return to?.contains(own.prefix.address) !== false;
}

/** Whether a device with this address is shown where not all are. */
function keeps(wanted: Wanted, device: NetDevice, own: InterfaceAddress): boolean {
  return ofFamily(wanted, own) && labelled(wanted, own.label ?? device.name);
}

export function prints(wanted: Wanted, own: InterfaceAddress): boolean {
  if (wanted.scope !== undefined && own.scope !== wanted.scope) return false;
  return ofFamily(wanted, own) && (own.label === undefined || labelled(wanted, own.label));
}

/** fnmatch(3) */
function labelled({ label }: Wanted, own: string): boolean {
  if (label === undefined) return true;
  const pattern = label
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${pattern}$`).test(own);
}

const flagOrder = ['LOOPBACK', 'BROADCAST', 'POINTOPOINT', 'MULTICAST', 'NOARP', 'UP', 'LOWER_UP'] as const;

function linkText(device: NetDevice, family: IpRun['family'], newline: string): string {
  // IPv6's own dump tells less of a device.
  const alsoIpv6 = family === 6;
  const { name, down } = peerOf(device, alsoIpv6);
  const flags = flagsOf(device);
  const words: string[] = flagOrder.filter((flag) => flags.has(flag));
  if (flags.has('UP') && !flags.has('RUNNING')) words.unshift('NO-CARRIER');
  let rest = flagBits(device) & ~deviceFlags.RUNNING;
  for (const flag of flagOrder) rest &= ~deviceFlags[flag];
  let text = `${String(device.index)}: ${device.name}${name}: <${words.join(',')}`;
  if (rest !== 0) text += rest.toString(16);
  text += `${down ? ',M-DOWN' : ''}> mtu ${String(device.mtu)} `;
  if (!alsoIpv6) text += `qdisc ${queueOf(device)} `;
  if (!alsoIpv6 && device.port !== undefined) text += `master ${device.port.bridge.name} `;
  text += `qlen ${String(device.queueLength)}`;
  return typeof family === 'number' ? text : `${text}${newline}${hardwareText(device)}`;
}

function peerOf(device: NetDevice, alsoIpv6: boolean): { readonly name: string; readonly down: boolean } {
  const linked = linkedTo(device);
  if (linked === undefined) return { name: device.kind === 'ipip' && !alsoIpv6 ? '@NONE' : '', down: false };
  if (alsoIpv6 && linked.index === device.index) return { name: '', down: false };
  // It does not ask in which namespace the number counts, and who has none here is taken to be down.
  const here = device.namespace.devices.byIndex(linked.index);
  return { name: `@${here?.name ?? `if${String(linked.index)}`}`, down: here?.up !== true };
}

function hardwareText(device: NetDevice): string {
  if (device.kind === 'tun') return '    link/[65534] ';
  if (device instanceof Ipip) {
    const { local, remote } = device.parameters;
    const far = remote === undefined ? 'brd 0.0.0.0' : `peer ${remote.text}`;
    return `    link/ipip ${local?.text ?? '0.0.0.0'} ${far}`;
  }
  return device.kind === 'loopback'
    ? `    link/loopback ${device.mac} brd 00:00:00:00:00:00`
    : `    link/ether ${device.mac} brd ff:ff:ff:ff:ff:ff`;
}

const shownFlags = [
  'secondary',
  'tentative',
  'dadfailed',
  'deprecated',
  'permanent',
  'noprefixroute',
] as const;

function addressText(run: IpRun, device: NetDevice, own: InterfaceAddress, newline: string): string {
  const { prefix, peer } = own;
  const { now } = run.namespace.environment.clock;
  let text = run.oneline ? `${String(device.index)}: ${device.name}` : '';
  text += `    ${prefix.family === 4 ? 'inet' : 'inet6'} ${prefix.address.text}`;
  if (peer !== undefined) text += ` peer ${peer.address.text}`;
  text += `/${String((peer ?? prefix).length)} `;
  if (own.broadcast !== undefined) text += `brd ${own.broadcast.text} `;
  text += `scope ${own.scope} `;
  for (const flag of addressFlags.filter((one) => shownFlags.some((shown) => shown === one))) {
    const name = flag === 'permanent' ? 'dynamic' : flag;
    if (hasFlag(own, flag, now) !== (flag === 'permanent')) text += `${name} `;
  }
  if (hasFlag(own, 'nodad', now)) text += 'flags 02 ';
  const time = (until: number | undefined) => {
    const left = secondsLeft(device, until);
    return left === undefined ? 'forever' : `${String(left)}sec`;
  };
  text += `${own.label ?? ''}${newline}       valid_lft ${time(own.validUntil)}`;
  return `${text} preferred_lft ${time(own.preferredUntil)}`;
}
