/**
 * `arp` (net-tools 2.10): the IPv4 neighbours of the kernel, as /proc/net/arp has them. See README.md.
 */
import type { Address } from '../../net/address/address.ts';
import { tryParseMac } from '../../net/address/mac.ts';
import type { NetDevice } from '../../linux/device/device.ts';
import type { Neighbour } from '../../linux/neighbour/neighbour.ts';
import { isCapable } from '../../linux/process/process.ts';
import type { Command, ShellProcess } from '../command.ts';
import { provenanceOf } from '../ip/context.ts';
import { statusOf, Stop } from '../iproute2/stop.ts';
import { notSimulated } from '../iproute2/stop.ts';
import { lookUp, nameOf } from '../net-tools/names.ts';
import { showUsage } from '../net-tools/show-usage.ts';
import { arpUsage, arpVersion } from '../net-tools/usage.ts';
import { getopt } from '../options/getopt.ts';
import { optionTable } from '../options/option-table.ts';

export const arp: Command = {
  name: 'arp',
  path: '/usr/sbin/arp',

  *program(process) {
    return statusOf(process, () => run(process));
  },
};

const longOptions = optionTable(
  'verbose:v version:V all:a delete:d file:f numeric:n set:s protocol:A= hw-type:H= device:i= help:h ' +
    'use-device:D symbolic:N',
);

const otherFamilies = ['inet6', 'ax25', 'netrom', 'rose', 'ipx', 'ddp', 'x25', 'unix'];
const otherHardware = [
  'ash',
  'ax25',
  'netrom',
  'rose',
  'arcnet',
  'dlci',
  'fddi',
  'hippi',
  'irda',
  'x25',
  'eui64',
];

interface Options {
  readonly numeric: boolean;
  readonly verbose: boolean;
  readonly device: string | undefined;
  /** A kind of it was asked for. */
  readonly hardware: boolean;
}

function run(process: ShellProcess): number {
  const { items, operands } = getopt(process.arguments.slice(1), 'A:H:adfp:nsei:Dt:vh?DNV', longOptions);
  const given = new Map<string, string | undefined>();
  for (const item of items) {
    if (item.kind === 'error') {
      process.complain(`arp: ${item.message}\n`);
      return showUsage(process, arpUsage, 3);
    }
    const { name, value = '' } = item;
    if (name === 'N') throw new Stop(0, 'arp: -N not yet supported.\n');
    if ((name === 'A' || name === 'p') && value !== 'inet')
      throw new Stop(
        255,
        otherFamilies.includes(value)
          ? `arp: ${value}: kernel only supports 'inet'.\n`
          : `arp: ${value}: unknown address family.\n`,
      );
    if ((name === 'H' || name === 't') && value !== 'ether') {
      if (!otherHardware.includes(value)) throw new Stop(255, `arp: ${value}: unknown hardware type.\n`);
      throw notSimulated(`arp -H ${value}`);
    }
    given.set(name, item.value);
  }
  if (given.has('V')) {
    process.print(arpVersion);
    return 0;
  }
  if (given.has('h') || given.has('?')) return showUsage(process, arpUsage);
  if (given.has('f')) {
    const file = operands[0] ?? '/etc/ethers';
    if (process.files.text(file) === undefined) throw new Stop(255, `arp: cannot open etherfile ${file} !\n`);
    throw notSimulated('arp -f');
  }
  const options: Options = {
    numeric: given.has('n'),
    verbose: given.has('v'),
    device: given.get('i'),
    hardware: given.has('H') || given.has('t'),
  };
  if (given.has('d')) return remove(process, operands, options);
  if (given.has('s')) return set(process, operands, options, given.has('D'));
  process.print(list(process, operands[0], options, given.has('a') && !given.has('e')));
  return 0;
}

function host(process: ShellProcess, word: string | undefined): Address {
  if (word === undefined) throw new Stop(255, 'arp: need host name\n');
  const address = lookUp(process, word);
  if (address?.family !== 4) throw new Stop(255, `${word}: Host name lookup failure\n`);
  return address;
}

/** The link an address is on: only a route without a gateway will do (arp_req_delete, net/ipv4/arp.c). */
function linkOf(process: ShellProcess, address: Address, options: Options, call: string): NetDevice {
  if (options.device !== undefined) {
    const device = process.place.devices.get(options.device);
    if (device === undefined) throw new Stop(255, `${call}: No such device\n`);
    return device;
  }
  const device = process.place.routes.isOnLink(address);
  if (device === undefined) throw new Stop(255, `${call}: Network is unreachable\n`);
  return device;
}

function requireAdmin(process: ShellProcess, call: string): void {
  if (!isCapable(process.credentials, 'net_admin')) throw new Stop(255, `${call}: Operation not permitted\n`);
}

function remove(process: ShellProcess, operands: readonly string[], options: Options): number {
  const address = host(process, operands[0]);
  const call = 'SIOCDARP(dontpub)';
  requireAdmin(process, call);
  const device = linkOf(process, address, options, call);
  const { neighbours } = process.place;
  const found = neighbours.lookup(device, address);
  if (found?.isValid !== true) throw new Stop(255, `No ARP entry for ${operands[0] ?? ''}\n`);
  neighbours.delete(found);
  return 0;
}

function set(
  process: ShellProcess,
  operands: readonly string[],
  options: Options,
  byDevice: boolean,
): number {
  const address = host(process, operands[0]);
  const [, hardware, ...words] = operands;
  if (hardware === undefined) throw new Stop(255, 'arp: need hardware address\n');
  const own = byDevice ? process.place.devices.get(hardware)?.mac : undefined;
  const mac = own ?? tryParseMac(hardware);
  if (mac === undefined) throw new Stop(255, 'arp: invalid hardware address\n');
  if (words.includes('pub')) throw notSimulated('arp -s … pub');
  requireAdmin(process, 'SIOCSARP');
  const device = linkOf(process, address, options, 'SIOCSARP');
  const state = words.includes('temp') ? 'REACHABLE' : 'PERMANENT';
  process.place.neighbours.set(device, address, mac, state, provenanceOf(process));
  return 0;
}

const head = 'Address                  HWtype  HWaddress           Flags Mask            Iface\n';

function list(process: ShellProcess, word: string | undefined, options: Options, bsd: boolean): string {
  const wanted = word === undefined ? undefined : host(process, word);
  const all = process.place.neighbours.list(4).filter(({ state }) => state !== 'NOARP' && state !== 'NONE');
  const found = all.filter(
    ({ address, device }) =>
      (wanted === undefined || address === wanted) &&
      (options.device === undefined || device.name === options.device),
  );
  const lines = found.map((one) => (bsd ? bsdLine : line)(process, one, options)).join('');
  let text = found.length > 0 && !bsd ? head + lines : lines;
  if (options.verbose)
    text += `Entries: ${String(all.length)}\tSkipped: ${String(all.length - found.length)}\tFound: ${String(found.length)}\n`;
  if (found.length > 0) return text;
  if (wanted !== undefined && !bsd) return `${text}${word ?? ''} (${wanted.text}) -- no entry\n`;
  if (wanted !== undefined || options.device !== undefined || options.hardware)
    return `${text}arp: in ${String(all.length)} entries no match found.\n`;
  return text;
}

function line(
  process: ShellProcess,
  { address, device, mac, state, isValid }: Neighbour,
  options: Options,
): string {
  const name = (nameOf(process, address, options.numeric) ?? address.text).slice(0, 23).padEnd(23);
  if (!isValid || mac === undefined)
    return `${name}  ${' '.repeat(8)}(incomplete)${' '.repeat(30)}${device.name}\n`;
  const flags = state === 'PERMANENT' ? 'CM' : 'C';
  return `${name}  ${'ether'.padEnd(8)}${mac.padEnd(20)}${flags.padEnd(6)}${''.padEnd(15)} ${device.name}\n`;
}

function bsdLine(
  process: ShellProcess,
  { address, device, mac, state, isValid }: Neighbour,
  options: Options,
): string {
  const name = nameOf(process, address, options.numeric) ?? '?';
  if (!isValid || mac === undefined) return `${name} (${address.text}) at <incomplete> on ${device.name}\n`;
  const permanent = state === 'PERMANENT' ? 'PERM ' : '';
  return `${name} (${address.text}) at ${mac} [ether] ${permanent}on ${device.name}\n`;
}
