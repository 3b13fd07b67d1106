/**
 * /sys/class/net: a directory for each device (Documentation/ABI/testing/sysfs-class-net), with the files people look at,
 * those of bridges and their ports among them (bridge-files.ts).
 *
 * Left out: queues, power, phys_*; links are not modelled, so `brif/PORT` and `brport` hold files and no `master` is there.
 */
import { broadcastMac } from '../../net/address/mac.ts';
import { Bridge } from '../bridge/bridge.ts';
import type { BridgePort } from '../bridge/port.ts';
import { countersOf } from '../device/counters.ts';
import type { DeviceStatistics, NetDevice } from '../device/device.ts';
import { flagBits, linkedTo, operationalState } from '../device/state.ts';
import { strerror } from '../errno.ts';
import type { FileContent } from '../file/file-tree.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { NetlinkError } from '../netlink/error.ts';
import { setDown, setMtu, setUp } from '../netlink/link.ts';
import { bridgeAttributes, portAttributes } from './bridge-files.ts';
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

/** Frames with faults of a cable, of which there are none here. */
const noFaults =
  'rx_compressed rx_crc_errors rx_fifo_errors rx_frame_errors rx_length_errors rx_missed_errors rx_nohandler rx_over_errors tx_aborted_errors tx_carrier_errors tx_compressed tx_fifo_errors tx_heartbeat_errors tx_window_errors';

/** netif_running is asked for first: else EINVAL. */
const whenUp =
  (read: Attribute['read']): Attribute['read'] =>
  (device) =>
    device.up ? read(device) : undefined;

/** In megabits; -1 for a bridge without a port that has one, undefined where nobody can say. */
function speedOf(device: NetDevice): number | undefined {
  const { kind } = device;
  if (kind === 'veth' || kind === 'vxlan' || kind === 'tun') return 10_000;
  if (device instanceof Bridge)
    return Math.max(
      -1,
      ...device.ports.filter((port) => port.device.carrier).map((port) => speedOf(port.device) ?? -1),
    );
  return undefined;
}

/** What captures and bridges ask for shows here only (IFF_PROMISC, IFF_ALLMULTI). */
const hiddenFlags = ({ promiscuity, port }: NetDevice): number =>
  (promiscuity > 0 || port !== undefined ? 0x100 : 0) | (port === undefined ? 0 : 0x200);

function announcement(device: NetDevice): string {
  const type = device instanceof Bridge ? 'bridge' : device.kind === 'vxlan' ? 'vxlan' : undefined;
  return `${type === undefined ? '' : `DEVTYPE=${type}\n`}INTERFACE=${device.name}\nIFINDEX=${String(device.index)}`;
}

const attributes: readonly (readonly [string, Attribute])[] = [
  ['address', readOnly(({ mac, isPointToPoint }) => (isPointToPoint ? '' : mac))],
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
  ['carrier_down_count', readOnly(({ statistics }) => Math.floor(statistics.carrierChanges / 2))],
  ['carrier_up_count', readOnly(({ statistics }) => Math.ceil(statistics.carrierChanges / 2))],
  ['dev_id', readOnly(() => '0x0')],
  ['dev_port', readOnly(() => 0)],
  ['dormant', readOnly(whenUp(() => 0))],
  [
    'duplex',
    readOnly(
      whenUp((device) =>
        device instanceof Bridge ? 'unknown' : speedOf(device) === undefined ? undefined : 'full',
      ),
    ),
  ],
  [
    'flags',
    {
      read: (device) => `0x${((flagBits(device) & 0xffbf) | hiddenFlags(device)).toString(16)}`,
      write: (device, text) =>
        numeric(text, (value) => {
          if ((value & 1) === 1) setUp(device);
          else setDown(device);
          return undefined;
        }),
    },
  ],
  ['gro_flush_timeout', readOnly(() => 0)],
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
  ['napi_defer_hard_irqs', readOnly(() => 0)],
  ['netdev_group', readOnly(({ group }) => group)],
  ['operstate', readOnly((device) => operationalState(device).toLowerCase())],
  ['proto_down', readOnly(() => 0)],
  ['speed', readOnly(whenUp(speedOf))],
  ['testing', readOnly(whenUp(() => 0))],
  ['threaded', readOnly(() => 0)],
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
  ['uevent', readOnly(announcement)],
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
    ...noFaults.split(' ').map((name) => [name, undefined] as const),
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
    for (const port of device.ports)
      paths.push(...portAttributes.map(([name]) => `brif/${port.device.name}/${name}`));
  }
  return paths;
}

function fileOf(device: NetDevice, path: string): FileContent | undefined {
  const attribute = attributes.find(([name]) => name === path)?.[1];
  if (attribute !== undefined) {
    const { write } = attribute;
    const read = () => `${String(attribute.read(device) ?? '')}\n`;
    const refusal = () => (attribute.read(device) === undefined ? 'Invalid argument' : undefined);
    return write === undefined ? { read, refusal } : { read, refusal, write: (text) => write(device, text) };
  }
  const [room, ...rest] = path.split('/');
  if (room === 'brport' && device.port !== undefined) return portFile(device.port, rest.join('/'));
  if (!(device instanceof Bridge)) return undefined;
  if (room === 'brif') {
    const port = device.ports.find((one) => one.device.name === rest[0]);
    return port === undefined ? undefined : portFile(port, rest.slice(1).join('/'));
  }
  const value = room === 'bridge' ? bridgeAttributes.find(([name]) => name === rest[0])?.[1] : undefined;
  return value === undefined ? undefined : attributeFile(device, value);
}

function portFile(port: BridgePort, name: string): FileContent | undefined {
  const attribute = portAttributes.find(([one]) => one === name)?.[1];
  return attribute === undefined ? undefined : attributeFile(port, attribute);
}

function attributeFile<Of>(
  of: Of,
  attribute: { readonly read: (of: Of) => number | string; readonly write?: (of: Of, value: number) => void },
): FileContent {
  const { write } = attribute;
  const read = () => `${String(attribute.read(of))}\n`;
  if (write === undefined) return { read };
  return {
    read,
    write: (text) =>
      numeric(text, (value) => {
        write(of, value);
        return undefined;
      }),
  };
}

/** The other end of a pair, the device under a tunnel, else itself. */
function lowerIndex(device: NetDevice): number {
  return device.underlying?.device.index ?? linkedTo(device)?.index ?? device.index;
}
