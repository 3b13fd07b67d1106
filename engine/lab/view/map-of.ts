/**
 * Draws the map from kernels: interfaces with their addresses, bridges with their ports, veth pairs as cables.
 */
import type { NetDevice } from '../../linux/device/device.ts';
import { Veth } from '../../linux/device/veth.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { MapCable, MapInterface } from './map.ts';

/** `k8s-w1/host/cni0` */
export function interfaceId(device: NetDevice): string {
  const { namespace } = device;
  return `${namespace.machine.name}/${namespace.label}/${device.name}`;
}

/** The interfaces of a namespace in the order of their index, without loopback. */
export function interfacesOf(namespace: NetworkNamespace): readonly MapInterface[] {
  return namespace.devices
    .list()
    .filter((device) => device.kind !== 'loopback')
    .map((device) => ({
      id: interfaceId(device),
      name: device.name,
      kind: device.kind,
      mac: device.mac,
      mtu: device.mtu,
      up: device.up,
      carrier: device.carrier,
      addresses: device.addresses
        .filter((own) => own.prefix.family === 4)
        .map((own) => own.prefix.toString()),
      bridge: device.port === undefined ? undefined : interfaceId(device.port.bridge),
    }));
}

/** Each veth pair once; a bridge and its ports are no cables: the port says which bridge it is on. */
export function cablesOf(namespaces: readonly NetworkNamespace[]): readonly MapCable[] {
  const seen = new Set<NetDevice>();
  const cables: MapCable[] = [];
  for (const namespace of namespaces)
    for (const device of namespace.devices.list()) {
      if (!(device instanceof Veth) || device.peer === undefined || seen.has(device)) continue;
      seen.add(device.peer);
      cables.push({ from: interfaceId(device), to: interfaceId(device.peer), up: device.carrier });
    }
  return cables;
}
