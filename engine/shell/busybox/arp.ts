/**
 * busybox arp (networking/arp.c): IPv4 neighbours listed; `-s` and `-d` by ioctl.
 *
 * Not simulated: proxies (`pub`).
 */
import { tryParseMac } from '../../net/address/mac.ts';
import type { Address } from '../../net/address/address.ts';
import type { NetDevice } from '../../linux/device/device.ts';
import { type Errno, strerror } from '../../linux/errno.ts';
import { isCapable } from '../../linux/process/process.ts';
import type { ShellProcess } from '../command.ts';
import { provenanceOf } from '../ip/context.ts';
import { statusOf, Stop } from '../iproute2/stop.ts';
import { lookUp, nameOf } from '../net-tools/names.ts';
import { getopt } from '../options/getopt.ts';
import { applet } from './applet.ts';
import { usageOf } from './usage.ts';

export const busyboxArp = applet('arp', '/sbin/arp', function* run(process, words) {
  yield { on: [], until: process.clock.now };
  return statusOf(process, () => arp(process, words));
});

function die(text: string): Stop {
  return new Stop(1, `arp: ${text}\n`);
}

function arp(process: ShellProcess, words: readonly string[]): number {
  const { items, operands } = getopt(words, 'A:p:H:t:i:adnDsv');
  const given = new Map<string, string | undefined>();
  for (const item of items) {
    if (item.kind === 'error') throw new Stop(1, `arp: ${item.message}\n${usageOf('arp')}`);
    given.set(item.name, item.value);
  }
  const hardware = given.get('H') ?? given.get('t') ?? 'ether';
  if (hardware !== 'ether') throw die(`${hardware}: unknown hardware type`);
  const device = given.get('i');
  if (given.has('d')) return remove(process, operands, device);
  if (given.has('s')) return set(process, operands, device, given.has('D'));
  list(process, operands[0], device, given.has('n'), given.has('v'));
  return 0;
}

function host(process: ShellProcess, word: string | undefined): Address {
  if (word === undefined) throw die('need host name');
  const address = lookUp(process, word);
  if (address?.family !== 4) throw die(`bad address '${word}'`);
  return address;
}

/** The link an address is on: only a route without a gateway will do. */
function linkOf(process: ShellProcess, address: Address, name: string | undefined, call: string): NetDevice {
  const refuse = (errno: Errno) => die(`${call}: ${strerror(errno)}`);
  if (!isCapable(process.credentials, 'net_admin')) throw refuse('EPERM');
  const device =
    name === undefined ? process.place.routes.isOnLink(address) : process.place.devices.get(name);
  if (device === undefined) throw refuse(name === undefined ? 'ENETUNREACH' : 'ENODEV');
  return device;
}

function remove(process: ShellProcess, operands: readonly string[], name: string | undefined): number {
  const address = host(process, operands[0]);
  const device = linkOf(process, address, name, 'SIOCDARP(priv)');
  const found = process.place.neighbours.lookup(device, address);
  if (found?.isValid !== true) throw die(`SIOCDARP(pub): ${strerror('ENOENT')}`);
  process.place.neighbours.delete(found);
  return 0;
}

function set(
  process: ShellProcess,
  operands: readonly string[],
  name: string | undefined,
  byDevice: boolean,
): number {
  const address = host(process, operands[0]);
  const [, hardware, ...words] = operands;
  if (hardware === undefined) throw die('need hardware address');
  const mac = byDevice ? process.place.devices.get(hardware)?.mac : tryParseMac(hardware);
  if (mac === undefined) throw die('invalid hardware address');
  if (words.includes('pub') || words.includes('netmask')) throw die('not simulated: busybox arp -s … pub');
  const device = linkOf(process, address, name, 'SIOCSARP');
  const state = words.includes('temp') ? 'REACHABLE' : 'PERMANENT';
  process.place.neighbours.set(device, address, mac, state, provenanceOf(process));
  return 0;
}

function list(
  process: ShellProcess,
  word: string | undefined,
  name: string | undefined,
  numeric: boolean,
  verbose: boolean,
): void {
  const wanted = word === undefined ? undefined : host(process, word);
  const all = process.place.neighbours.list(4).filter(({ state }) => state !== 'NOARP' && state !== 'NONE');
  let shown = 0;
  for (const { address, device, mac, state, isValid } of all) {
    if (wanted !== undefined && address !== wanted) continue;
    if (name !== undefined && device.name !== name) continue;
    shown++;
    const known = isValid && mac !== undefined ? `${mac} [ether] ` : '<incomplete> ';
    const lasting = state === 'PERMANENT' ? 'PERM' : '';
    const named = nameOf(process, address, numeric) ?? '?';
    process.print(`${named} (${address.text}) at ${known}${lasting} on ${device.name}\n`);
  }
  if (verbose)
    process.print(
      `Entries: ${String(all.length)}\tSkipped: ${String(all.length - shown)}\tFound: ${String(shown)}\n`,
    );
  if (shown === 0 && (wanted !== undefined || name !== undefined))
    process.print(`No match found in ${String(all.length)} entries\n`);
}
