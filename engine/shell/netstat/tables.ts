/**
 * `netstat -i`: what /proc/net/dev says, in netstat's columns.
 */
import type { NetDevice } from '../../linux/device/device.ts';
import type { ShellProcess } from '../command.ts';
import { longText } from '../ifconfig/show.ts';

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
