/** The small cluster as a map, with Services that only the map knows of. */
import type { MapCable, MapInterface, MapView } from '../../engine/lab/view/map.ts';
import type { NetworkNamespace } from '../../engine/linux/namespace/namespace.ts';
import { type Cluster, nodes } from './two-node-cluster.ts';

export function fixtureMap({ machines, places }: Cluster): MapView {
  const pods = nodes.flatMap((node) =>
    node.pods.map(([name, address]) => {
      const namespace = places.get(`pod/default/${name}`);
      return {
        id: `default/${name}`,
        name,
        namespace: 'default',
        machine: node.name,
        place: `pod/default/${name}`,
        address,
        phase: 'Running',
        status: 'Running',
        ready: true,
        labels: { app: name.startsWith('web') ? 'web' : 'client' },
        interfaces: namespace === undefined ? [] : interfacesOf(namespace),
      };
    }),
  );
  const webs = pods.filter(({ labels }) => labels.app === 'web');
  return {
    machines: [...machines.values()].map(({ name, host }) => ({
      name,
      role: name === 'switch' ? 'switch' : 'worker',
      place: name === 'switch' ? undefined : `node/${name}`,
      ready: true,
      interfaces: interfacesOf(host),
      podRange: nodes.find((node) => node.name === name)?.podNetwork.concat('/24'),
    })),
    pods,
    services: [
      {
        id: 'default/web',
        name: 'web',
        namespace: 'default',
        type: 'ClusterIP',
        clusterIp: '10.96.10.50',
        ports: ['80→80/TCP'],
        endpoints: webs.map(({ id, address }) => ({ address, port: 80, pod: id, ready: true })),
      },
    ],
    cables: cables(places),
  };
}

function interfacesOf(namespace: NetworkNamespace): MapInterface[] {
  const prefix = `${namespace.machine.name}/${namespace.name}`;
  return namespace.devices
    .list()
    .filter(({ name }) => name !== 'lo')
    .map((device) => ({
      id: `${prefix}/${device.name}`,
      name: device.name,
      kind: device.kind,
      mac: device.mac,
      mtu: device.mtu,
      up: device.up,
      carrier: device.carrier,
      addresses: device.addresses
        .filter(({ prefix: { family } }) => family === 4)
        .map((own) => own.prefix.toString()),
      bridge: device.port === undefined ? undefined : `${prefix}/${device.port.bridge.name}`,
    }));
}

function cables(places: Cluster['places']): MapCable[] {
  return nodes.flatMap((node) => {
    const up = places.get(`node/${node.name}`)?.devices.get('eth0')?.carrier ?? false;
    const pods = node.pods.map(([name]) => ({
      from: `${node.name}/default/${name}/eth0`,
      to: `${node.name}/host/veth-${name}`,
      up: places.get(`pod/default/${name}`)?.devices.get('eth0')?.carrier ?? false,
    }));
    return [{ from: `${node.name}/host/eth0`, to: `switch/host/p-${node.name}`, up }, ...pods];
  });
}
