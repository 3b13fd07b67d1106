/**
 * A small cluster of kernels alone, for tests and stories: two nodes on a switch, flannel's VXLAN between them, three
 * pods. It needs nothing of Kubernetes, so a figure can be tried on a real journey while everything else is built.
 */
import { Clock } from '../../engine/clock/clock.ts';
import { Random } from '../../engine/clock/random.ts';
import { Bridge } from '../../engine/linux/bridge/bridge.ts';
import { Environment } from '../../engine/linux/environment.ts';
import { JourneyBus, type Provenance } from '../../engine/linux/journey/event.ts';
import { Machine } from '../../engine/linux/machine/machine.ts';
import type { NetworkNamespace } from '../../engine/linux/namespace/namespace.ts';
import { addAddress } from '../../engine/linux/netlink/address.ts';
import { addBridge, addVeth, addVxlan, setUp } from '../../engine/linux/netlink/link.ts';
import { addRoute } from '../../engine/linux/netlink/route.ts';
import { Vxlan } from '../../engine/linux/vxlan/vxlan.ts';
import { Address } from '../../engine/net/address/address.ts';
import type { Mac } from '../../engine/net/address/mac.ts';
import { Prefix } from '../../engine/net/address/prefix.ts';

export interface Cluster {
  readonly environment: Environment;
  readonly machines: ReadonlyMap<string, Machine>;
  /** By place: `pod/default/client`, `node/k8s-w1`. */
  readonly places: ReadonlyMap<string, NetworkNamespace>;
}

interface Node {
  readonly name: string;
  readonly address: string;
  readonly podNetwork: string;
  readonly pods: readonly (readonly [name: string, address: string])[];
}

export const nodes: readonly Node[] = [
  {
    name: 'k8s-w1',
    address: '10.10.20.4',
    podNetwork: '10.8.0.0',
    pods: [
      ['client', '10.8.0.10'],
      ['web-1', '10.8.0.11'],
    ],
  },
  { name: 'k8s-w2', address: '10.10.20.5', podNetwork: '10.8.1.0', pods: [['web-2', '10.8.1.10']] },
];

const macOf = (kind: string, address: string) =>
  `${kind}${address
    .split('.')
    .map((octet) => `:${Number(octet).toString(16).padStart(2, '0')}`)
    .join('')}` as Mac;
const tunnelMac = (node: Node) => macOf('ee:77', node.address);
const hostOf = (network: string, last: number) => network.replace(/0$/, String(last));
const flanneld = (field: string, node: Node): Provenance => ({
  writer: 'flanneld',
  subject: `Node ${node.name}`,
  field,
});

export function buildCluster(): Cluster {
  const environment = new Environment({
    clock: new Clock(),
    random: new Random('two nodes'),
    journeys: new JourneyBus(),
    epoch: Date.UTC(2026, 4, 1, 9, 0, 0),
  });
  const machines = new Map<string, Machine>();
  const places = new Map<string, NetworkNamespace>();
  const machine = (name: string) => {
    const made = new Machine(environment, name);
    machines.set(name, made);
    const lo = made.host.devices.get('lo');
    if (lo !== undefined) setUp(lo);
    return made;
  };
  const lan = addBridge(machine('switch').host, 'br-lan', { forwardDelay: 0 });
  if (!(lan instanceof Bridge)) throw new Error('no switch');
  setUp(lan);
  for (const node of nodes) {
    const { host } = machine(node.name);
    places.set(`node/${node.name}`, host);
    plug(lan, `p-${node.name}`, host, 'eth0', macOf('02:00', node.address));
    give(host, 'eth0', `${node.address}/22`);
    host.sysctl.set('net.ipv4.ip_forward', '1');
  }
  for (const node of nodes) addOverlay(node, places);
  for (const node of nodes) addPods(node, machines, places);
  environment.clock.runUntil(5_000_000);
  return { environment, machines, places };
}

function give(namespace: NetworkNamespace, device: string, prefix: string): void {
  const found = namespace.devices.get(device);
  if (found === undefined) throw new Error(`no ${device} in ${namespace.name}`);
  addAddress(found, { prefix: Prefix.parse(prefix) });
  setUp(found);
}

/** A cable from a port of a bridge to a device somewhere else. */
function plug(
  bridge: Bridge,
  port: string,
  far: NetworkNamespace,
  device: string,
  mac: Mac,
  mtu = 1500,
): void {
  const pair = addVeth(
    { namespace: far, name: device, mac, mtu },
    { namespace: bridge.namespace, name: port, mtu },
  );
  if ('errno' in pair) throw new Error(pair.errno);
  bridge.addPort(pair[1]);
  for (const end of pair) setUp(end);
}

function addOverlay(node: Node, places: ReadonlyMap<string, NetworkNamespace>): void {
  const host = places.get(`node/${node.name}`);
  const underlay = host?.devices.get('eth0');
  if (host === undefined) return;
  const made = addVxlan(host, 'flannel.1', {
    vni: 1,
    local: Address.parse(node.address),
    underlay,
    port: 8472,
    learning: false,
    mac: tunnelMac(node),
    provenance: flanneld('spec.podCIDR', node),
  });
  if (!(made instanceof Vxlan)) throw new Error('no tunnel');
  give(host, 'flannel.1', `${node.podNetwork}/32`);
  for (const other of nodes) {
    if (other === node) continue;
    const via = Address.parse(other.podNetwork);
    const provenance = flanneld('spec.podCIDR', other);
    host.neighbours.set(made, via, tunnelMac(other), 'PERMANENT', provenance);
    made.fdb.set(tunnelMac(other), [
      {
        mac: tunnelMac(other),
        remote: Address.parse(other.address),
        permanent: true,
        updated: 0,
        provenance: flanneld('metadata.annotations', other),
      },
    ]);
    addRoute(host, {
      destination: Prefix.parse(`${other.podNetwork}/24`),
      nexthops: [{ device: made, gateway: via, onlink: true }],
      provenance,
    });
  }
}

function addPods(
  node: Node,
  machines: ReadonlyMap<string, Machine>,
  places: Map<string, NetworkNamespace>,
): void {
  const host = places.get(`node/${node.name}`);
  const machine = machines.get(node.name);
  if (host === undefined || machine === undefined) return;
  const bridge = addBridge(host, 'cni0', { forwardDelay: 0, mtu: 1450 });
  if (!(bridge instanceof Bridge)) throw new Error('no bridge');
  give(host, 'cni0', `${hostOf(node.podNetwork, 1)}/24`);
  for (const [name, address] of node.pods) {
    const pod = machine.addNamespace(`default/${name}`);
    places.set(`pod/default/${name}`, pod);
    const lo = pod.devices.get('lo');
    if (lo !== undefined) setUp(lo);
    plug(bridge, `veth-${name}`, pod, 'eth0', macOf('0a:58', address), 1450);
    give(pod, 'eth0', `${address}/24`);
    addRoute(pod, {
      destination: Prefix.parse('0.0.0.0/0'),
      nexthops: [{ gateway: Address.parse(hostOf(node.podNetwork, 1)) }],
      provenance: { writer: 'bridge plugin', subject: `Pod default/${name}`, field: 'status.podIP' },
    });
  }
}
