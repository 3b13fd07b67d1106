/**
 * A device as `ifconfig` prints it (net-tools 2.10, lib/interface.c, ife_print_long and ife_print_short).
 */
import { countersOf } from '../../linux/device/counters.ts';
import type { InterfaceAddress, NetDevice } from '../../linux/device/device.ts';
import { type DeviceFlag, deviceFlags, flagBits, flagsOf } from '../../linux/device/state.ts';
import { maskText } from '../net-tools/names.ts';

/** A device, or one of its addresses with a label of its own (`eth0:1`). */
export interface Interface {
  readonly name: string;
  readonly device: NetDevice;
  readonly alias: boolean;
}

const order: readonly DeviceFlag[] = [
  'UP',
  'BROADCAST',
  'LOOPBACK',
  'POINTOPOINT',
  'NOTRAILERS',
  'RUNNING',
  'NOARP',
  'PROMISC',
  'ALLMULTI',
  'MULTICAST',
  'DYNAMIC',
];

function inetOf({ name, device }: Interface): InterfaceAddress | undefined {
  return device.addresses.find((own) => own.prefix.family === 4 && own.label === name);
}

export function longText(one: Interface): string {
  const { device } = one;
  const flags = flagsOf(device);
  const words = order.filter((flag) => flags.has(flag)).join(',');
  const bits = flagBits(device) & ~deviceFlags.LOWER_UP;
  let text = `${one.name}: flags=${String(bits)}<${words}>  mtu ${String(device.mtu)}\n`;
  const inet = inetOf(one);
  if (inet !== undefined) text += inetLine(device, inet);
  if (!one.alias)
    for (const own of device.addresses)
      if (own.prefix.family === 6)
        text += `        inet6 ${own.prefix.address.text}  prefixlen ${String(own.prefix.length)}  scopeid ${scopeOf(own)}\n`;
  text += hardwareLine(device);
  return `${text}${one.alias ? '' : counters(device)}\n`;
}

function inetLine(device: NetDevice, own: InterfaceAddress): string {
  const length = (own.peer ?? own.prefix).length;
  let text = `        inet ${own.prefix.address.text}  netmask ${maskText(length)}`;
  const flags = flagsOf(device);
  if (flags.has('BROADCAST')) text += `  broadcast ${own.broadcast?.text ?? '0.0.0.0'}`;
  if (flags.has('POINTOPOINT')) text += `  destination ${(own.peer ?? own.prefix).address.text}`;
  return `${text}\n`;
}

function scopeOf(own: InterfaceAddress): string {
  switch (own.scope) {
    case 'host':
      return '0x10<host>';
    case 'link':
      return '0x20<link>';
    case 'site':
      return '0x40<site>';
    case 'global':
      return '0x0<global>';
  }
}

function hardwareLine(device: NetDevice): string {
  const queue = `txqueuelen ${String(device.queueLength)}`;
  if (device.kind === 'loopback') return `        loop  ${queue}  (Local Loopback)\n`;
  if (device.isPointToPoint)
    return `        unspec ${Array.from({ length: 16 }, () => '00').join('-')}  ${queue}  (UNSPEC)\n`;
  return `        ether ${device.mac}  ${queue}  (Ethernet)\n`;
}

function counters(device: NetDevice): string {
  const s = countersOf(device);
  return `        RX packets ${String(s.rxPackets)}  bytes ${String(s.rxBytes)} (${human(s.rxBytes)})
        RX errors ${String(s.rxErrors)}  dropped ${String(s.rxDropped)}  overruns 0  frame 0
        TX packets ${String(s.txPackets)}  bytes ${String(s.txBytes)} (${human(s.txBytes)})
        TX errors ${String(s.txErrors)}  dropped ${String(s.txDropped)} overruns 0  carrier 0  collisions 0
`;
}

/** One digit after the point, cut off. */
function human(octets: number): string {
  const units: readonly (readonly [number, string])[] = [
    [1024 ** 4, 'TiB'],
    [1024 ** 3, 'GiB'],
    [1024 ** 2, 'MiB'],
    [1024, 'KiB'],
  ];
  const [size, unit] = units.find(([least]) => octets > least) ?? [1, 'B'];
  const tenths = Math.floor((octets * 10) / size);
  return `${String(Math.floor(tenths / 10))}.${String(tenths % 10)} ${unit}`;
}

export const shortHead = 'Iface      MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg\n';

const letters: readonly (readonly [DeviceFlag, string])[] = [
  ['ALLMULTI', 'A'],
  ['BROADCAST', 'B'],
  ['LOOPBACK', 'L'],
  ['MULTICAST', 'M'],
  ['DYNAMIC', 'd'],
  ['PROMISC', 'P'],
  ['NOTRAILERS', 'N'],
  ['NOARP', 'O'],
  ['POINTOPOINT', 'P'],
  ['RUNNING', 'R'],
  ['UP', 'U'],
];

export function shortText({ name, device, alias }: Interface): string {
  const s = countersOf(device);
  const flags = flagsOf(device);
  const shown = letters.map(([flag, letter]) => (flags.has(flag) ? letter : '')).join('');
  const start = `${name.padEnd(15)} ${String(device.mtu).padStart(5)}`;
  if (alias) return `${start}      - no statistics available -                        ${shown}\n`;
  const pad = (value: number, width: number) => String(value).padStart(width);
  return `${start} ${pad(s.rxPackets, 8)} ${pad(s.rxErrors, 6)} ${pad(s.rxDropped, 6)} ${'0'.padEnd(6)} ${pad(s.txPackets, 8)} ${pad(s.txErrors, 6)} ${pad(s.txDropped, 6)} ${pad(0, 6)} ${shown}\n`;
}
