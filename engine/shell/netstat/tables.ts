/**
 * `netstat -r` and `netstat -i`: what /proc/net/route and /proc/net/dev say, in netstat's columns.
 */
import { anyV4 } from '../../net/address/address.ts';
import type { NetDevice } from '../../linux/device/device.ts';
import { type Route, routeTable as tables } from '../../linux/route/route.ts';
import type { ShellProcess } from '../command.ts';
import { longText } from '../ifconfig/show.ts';

/** @param numeric `0.0.0.0` for the default route, numbers for what /etc/hosts names */
export function routeTable(process: ShellProcess, numeric: boolean): string {
  let text = 'Kernel IP routing table\n';
  text += 'Destination     Gateway         Genmask         Flags   MSS Window  irtt Iface\n';
  const routes = [...process.place.routes.table(tables.main).list()]
    .filter((route) => route.destination.family === 4)
    .sort((one, other) => one.destination.network.compare(other.destination.network));
  for (const route of routes) text += `${routeLine(route, numeric)}\n`;
  return text;
}

function routeLine(route: Route, numeric: boolean): string {
  const nexthop = route.nexthops[0];
  const gateway = nexthop?.gateway ?? anyV4;
  const flags = `${nexthop === undefined && route.type !== 'blackhole' ? '!' : 'U'}${nexthop?.gateway === undefined ? '' : 'G'}${route.destination.isHost ? 'H' : ''}`;
  const columns = [
    (!numeric && route.destination.length === 0 ? 'default' : route.destination.network.text).padEnd(15),
    gateway.text.padEnd(15),
    netmask(route.destination.length).padEnd(15),
    flags.padEnd(5),
    '0'.padStart(5),
    '0'.padEnd(5),
    '0'.padStart(6),
    nexthop?.device.name ?? '*',
  ];
  return columns.join(' ');
}

function netmask(length: number): string {
  const bits = length === 0 ? 0 : (0xffff_ffff << (32 - length)) >>> 0;
  return [24, 16, 8, 0].map((shift) => String((bits >>> shift) & 255)).join('.');
}

export function interfaceTable(process: ShellProcess, all: boolean): string {
  let text = 'Kernel Interface table\n';
  text += 'Iface             MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg\n';
  const devices = process.place.devices.list().filter((device) => all || device.up);
  for (const device of [...devices].sort((one, other) => (one.name < other.name ? -1 : 1)))
    text += `${interfaceLine(device)}\n`;
  return text;
}

function interfaceLine(device: NetDevice): string {
  const { statistics } = device;
  const right = (value: number, width: number) => String(value).padStart(width);
  const receive = `${right(statistics.rxPackets, 8)} ${right(statistics.rxErrors, 6)} ${right(statistics.rxDropped, 6)} ${'0'.padEnd(6)}`;
  const transmit = `${right(statistics.txPackets, 8)} ${right(statistics.txErrors, 6)} ${right(statistics.txDropped, 6)} ${right(0, 6)}`;
  return `${device.name.padEnd(15)} ${right(device.mtu, 5)} ${receive} ${transmit} ${flagLetters(device)}`;
}

function flagLetters(device: NetDevice): string {
  if (device.kind === 'loopback') return device.up ? 'LRU' : 'L';
  const parts = [
    device.isPointToPoint ? '' : 'B',
    device.isPointToPoint ? '' : 'M',
    device.isPointToPoint ? 'PO' : '',
  ];
  if (device.up && device.carrier) parts.push('R');
  if (device.up) parts.push('U');
  return parts.join('');
}

/** `netstat -ie`: as ifconfig shows them. */
export function extendedInterfaces(process: ShellProcess, all: boolean): string {
  const devices = process.place.devices.list().filter((device) => all || device.up);
  return [...devices]
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .reduce(
      (text, device) => text + longText({ name: device.name, device, alias: false }),
      'Kernel Interface table\n',
    );
}
