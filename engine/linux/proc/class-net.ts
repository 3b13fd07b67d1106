/**
 * /sys/class/net: a directory for each device (Documentation/ABI/testing/sysfs-class-net), with the files people look at,
 * those of bridges and their ports among them (net/bridge/br_sysfs_br.c, br_sysfs_if.c).
 *
 * Left out: queues, power, phys_*; links are not modelled, so `brif/PORT` and `brport` hold files and no `master` is there.
 */
import { second } from '../../clock/clock.ts';
import { broadcastMac, tryParseMac } from '../../net/address/mac.ts';
import { Bridge } from '../bridge/bridge.ts';
import type { BridgePort } from '../bridge/port.ts';
import { countersOf } from '../device/counters.ts';
import type { DeviceStatistics, NetDevice } from '../device/device.ts';
import { flagBits, linkedTo, operationalState } from '../device/state.ts';
import { strerror } from '../errno.ts';
import type { FileContent } from '../file/file-tree.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { NetlinkError } from '../netlink/error.ts';
import { setDown, setMac, setMtu, setUp } from '../netlink/link.ts';
import type { KernelFiles } from './kernel-files.ts';

interface Attribute {
  readonly read: (device: NetDevice) => number | string | undefined;
  /** @returns an error in the kernel's words */
  readonly write?: (device: NetDevice, text: string) => string | undefined;
}

const readOnly = (read: Attribute['read']): Attribute => ({ read });

function words(error: NetlinkError | undefined): string | undefined {
  return error === undefined ? undefined : strerror(error.errno);
}

/** kstrtoul */
function numeric(text: string, use: (value: number) => string | undefined): string | undefined {
  const written = text.trim();
  return /^(0[xX][0-9a-fA-F]+|\d+)$/.test(written) ? use(Number(written)) : 'Invalid argument';
}

const attributes: readonly (readonly [string, Attribute])[] = [
  [
    'address',
    {
      read: ({ mac, isPointToPoint }) => (isPointToPoint ? '' : mac),
      write: (device, text) => {
        const mac = tryParseMac(text.trim());
        return mac === undefined ? 'Invalid argument' : words(setMac(device, mac));
      },
    },
  ],
  ['addr_assign_type', readOnly(({ kind }) => (kind === 'loopback' ? 0 : 3))],
  ['addr_len', readOnly(({ isPointToPoint }) => (isPointToPoint ? 0 : 6))],
  [
    'broadcast',
    readOnly(({ kind, isPointToPoint }) =>
      kind === 'loopback' ? '00:00:00:00:00:00' : isPointToPoint ? '' : broadcastMac,
    ),
  ],
  ['carrier', readOnly(({ up, carrier }) => (up ? Number(carrier) : undefined))],
  ['carrier_changes', readOnly(({ statistics }) => statistics.carrierChanges)],
  ['dev_id', readOnly(() => '0x0')],
  ['dev_port', readOnly(() => 0)],
  ['dormant', readOnly(() => 0)],
  [
    'duplex',
    readOnly(({ kind }) => (kind === 'veth' || kind === 'vxlan' || kind === 'tun' ? 'full' : 'unknown')),
  ],
  [
    'flags',
    {
      read: (device) => `0x${(flagBits(device) & 0xffbf).toString(16)}`,
      write: (device, text) =>
        numeric(text, (value) => {
          if ((value & 1) === 1) setUp(device);
          else setDown(device);
          return undefined;
        }),
    },
  ],
  ['ifalias', readOnly(({ alias }) => alias ?? '')],
  ['ifindex', readOnly(({ index }) => index)],
  ['iflink', readOnly(lowerIndex)],
  ['link_mode', readOnly(() => 0)],
  [
    'mtu',
    {
      read: ({ mtu }) => mtu,
      write: (device, text) => numeric(text, (value) => words(setMtu(device, value))),
    },
  ],
  ['name_assign_type', readOnly(({ kind }) => (kind === 'loopback' ? 2 : 3))],
  ['operstate', readOnly((device) => operationalState(device).toLowerCase())],
  ['speed', readOnly(({ kind }) => (kind === 'veth' || kind === 'vxlan' || kind === 'tun' ? 10_000 : -1))],
  [
    'tx_queue_len',
    {
      read: ({ queueLength }) => queueLength,
      write: (device, text) =>
        numeric(text, (value) => {
          device.queueLength = value;
          return undefined;
        }),
    },
  ],
  ['type', readOnly(({ kind, isPointToPoint }) => (kind === 'loopback' ? 772 : isPointToPoint ? 65534 : 1))],
  ...counters([
    ['collisions', undefined],
    ['multicast', 'multicast'],
    ['rx_bytes', 'rxBytes'],
    ['rx_dropped', 'rxDropped'],
    ['rx_errors', 'rxErrors'],
    ['rx_packets', 'rxPackets'],
    ['tx_bytes', 'txBytes'],
    ['tx_dropped', 'txDropped'],
    ['tx_errors', 'txErrors'],
    ['tx_packets', 'txPackets'],
  ]),
];

function counters(
  names: readonly (readonly [string, keyof DeviceStatistics | undefined])[],
): readonly (readonly [string, Attribute])[] {
  return names.map(([name, key]) => [
    `statistics/${name}`,
    readOnly((device) => (key === undefined ? 0 : countersOf(device)[key])),
  ]);
}

interface PortAttribute {
  readonly read: (port: BridgePort) => number | string;
  readonly write?: (port: BridgePort, value: number) => void;
}

const portAttributes: readonly (readonly [string, PortAttribute])[] = [
  [
    'hairpin_mode',
    { read: (port) => Number(port.hairpin), write: (port, value) => (port.hairpin = value !== 0) },
  ],
  [
    'isolated',
    { read: (port) => Number(port.isolated), write: (port, value) => (port.isolated = value !== 0) },
  ],
  [
    'learning',
    { read: (port) => Number(port.learning), write: (port, value) => (port.learning = value !== 0) },
  ],
  ['path_cost', { read: ({ cost }) => cost, write: (port, value) => (port.cost = value) }],
  ['port_id', { read: (port) => `0x${((port.priority << 10) | port.number).toString(16)}` }],
  ['port_no', { read: ({ number }) => `0x${number.toString(16)}` }],
  ['priority', { read: ({ priority }) => priority, write: (port, value) => (port.priority = value) }],
  ['state', { read: (port) => (port.bridge.up && port.device.carrier ? 3 : 0) }],
  [
    'unicast_flood',
    { read: (port) => Number(port.flood), write: (port, value) => (port.flood = value !== 0) },
  ],
];

const ticks = (time: number) => Math.round(time / (second / 100));

const bridgeAttributes: readonly (readonly [string, (bridge: Bridge) => number | string])[] = [
  ['ageing_time', ({ ageing }) => ticks(ageing)],
  ['bridge_id', ({ mac }) => `8000.${mac.replaceAll(':', '')}`],
  ['forward_delay', ({ forwardDelay }) => ticks(forwardDelay)],
  ['priority', () => 32_768],
  ['stp_state', () => 0],
];

export function classNet(namespace: NetworkNamespace): KernelFiles {
  const { devices } = namespace;
  return {
    directory: '/sys/class/net',
    list: () => devices.list().flatMap((device) => pathsOf(device).map((path) => `${device.name}/${path}`)),
    get(path) {
      const slash = path.indexOf('/');
      const device = devices.get(path.slice(0, slash));
      return device === undefined ? undefined : fileOf(device, path.slice(slash + 1));
    },
  };
}

function pathsOf(device: NetDevice): readonly string[] {
  const paths = attributes.map(([name]) => name);
  if (device.port !== undefined) paths.push(...portAttributes.map(([name]) => `brport/${name}`));
  if (device instanceof Bridge) {
    paths.push(...bridgeAttributes.map(([name]) => `bridge/${name}`));
    for (const port of device.ports) paths.push(`brif/${port.device.name}/state`);
  }
  return paths;
}

function fileOf(device: NetDevice, path: string): FileContent | undefined {
  const attribute = attributes.find(([name]) => name === path)?.[1];
  if (attribute !== undefined) {
    const { write } = attribute;
    const read = () => `${String(attribute.read(device) ?? '')}\n`;
    return write === undefined ? { read } : { read, write: (text) => write(device, text) };
  }
  const [room, ...rest] = path.split('/');
  if (room === 'brport' && device.port !== undefined) return portFile(device.port, rest.join('/'));
  if (!(device instanceof Bridge)) return undefined;
  if (room === 'brif') {
    const port = device.ports.find((one) => one.device.name === rest[0]);
    return port === undefined ? undefined : portFile(port, rest.slice(1).join('/'));
  }
  const value = room === 'bridge' ? bridgeAttributes.find(([name]) => name === rest[0])?.[1] : undefined;
  return value === undefined ? undefined : { read: () => `${String(value(device))}\n` };
}

function portFile(port: BridgePort, name: string): FileContent | undefined {
  const attribute = portAttributes.find(([one]) => one === name)?.[1];
  if (attribute === undefined) return undefined;
  const { write } = attribute;
  const read = () => `${String(attribute.read(port))}\n`;
  if (write === undefined) return { read };
  return {
    read,
    write: (text) =>
      numeric(text, (value) => {
        write(port, value);
        return undefined;
      }),
  };
}

/** The other end of a pair, the device under a tunnel, else itself. */
function lowerIndex(device: NetDevice): number {
  return device.underlying?.device.index ?? linkedTo(device)?.index ?? device.index;
}
