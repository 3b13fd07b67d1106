/**
 * /sys/class/net: a directory for each device (Documentation/ABI/testing/sysfs-class-net), with the files people look at.
 */
import { broadcastMac } from '../../net/address/mac.ts';
import type { NetDevice } from '../device/device.ts';
import { Veth } from '../device/veth.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { Vxlan } from '../vxlan/vxlan.ts';
import type { KernelFiles } from './kernel-files.ts';

type Value = (device: NetDevice) => number | string | undefined;

const attributes: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['address', ({ mac }) => mac],
  ['addr_len', ({ isPointToPoint }) => (isPointToPoint ? 0 : 6)],
  ['broadcast', ({ kind }) => (kind === 'loopback' ? '00:00:00:00:00:00' : broadcastMac)],
  ['carrier', ({ up, carrier }) => (up ? Number(carrier) : undefined)],
  ['ifindex', ({ index }) => index],
  ['iflink', lowerIndex],
  ['mtu', ({ mtu }) => mtu],
  ['operstate', operationalState],
  ['tx_queue_len', ({ queueLength }) => queueLength],
  ['type', ({ kind, isPointToPoint }) => (kind === 'loopback' ? 772 : isPointToPoint ? 65534 : 1)],
  ['statistics/multicast', ({ statistics }) => statistics.multicast],
  ['statistics/rx_bytes', ({ statistics }) => statistics.rxBytes],
  ['statistics/rx_dropped', ({ statistics }) => statistics.rxDropped],
  ['statistics/rx_errors', ({ statistics }) => statistics.rxErrors],
  ['statistics/rx_packets', ({ statistics }) => statistics.rxPackets],
  ['statistics/tx_bytes', ({ statistics }) => statistics.txBytes],
  ['statistics/tx_dropped', ({ statistics }) => statistics.txDropped],
  ['statistics/tx_errors', ({ statistics }) => statistics.txErrors],
  ['statistics/tx_packets', ({ statistics }) => statistics.txPackets],
]);

export function classNet(namespace: NetworkNamespace): KernelFiles {
  const { devices } = namespace;
  return {
    directory: '/sys/class/net',
    list: () =>
      devices.list().flatMap(({ name }) => [...attributes.keys()].map((attribute) => `${name}/${attribute}`)),
    get(path) {
      const slash = path.indexOf('/');
      const device = devices.get(path.slice(0, slash));
      const value = attributes.get(path.slice(slash + 1));
      if (device === undefined || value === undefined) return undefined;
      return { read: () => `${String(value(device) ?? '')}\n` };
    },
  };
}

/** The other end of a pair, the device under a tunnel, else itself. */
function lowerIndex(device: NetDevice): number {
  if (device instanceof Veth) return device.peer?.index ?? 0;
  if (device instanceof Vxlan) return device.underlay?.index ?? device.index;
  return device.index;
}

function operationalState(device: NetDevice): string {
  if (!device.up) return 'down';
  if (device.kind === 'loopback' || device.kind === 'vxlan' || device.kind === 'tun') return 'unknown';
  return device.carrier ? 'up' : 'lowerlayerdown';
}
