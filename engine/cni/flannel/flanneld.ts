/**
 * flanneld (flannel-io/flannel pkg/backend/vxlan, hostgw; pkg/subnet/kube): watches the nodes and keeps this node's way
 * to each other node's pods. VXLAN: one route, one permanent neighbour and one fdb entry a peer. host-gw: one route.
 *
 * Left out: DirectRouting, IPv6, the lease's renewal.
 */
import { Address } from '../../net/address/address.ts';
import { type Mac, tryParseMac } from '../../net/address/mac.ts';
import { Prefix } from '../../net/address/prefix.ts';
import type { RuleLine } from '../../kubernetes/proxy/iptables/rule-text.ts';
import type { Node } from '../../kubernetes/objects/node.ts';
import type { Provenance } from '../../linux/journey/event.ts';
import type { Machine } from '../../linux/machine/machine.ts';
import { addAddress } from '../../linux/netlink/address.ts';
import { addVxlan, setUp } from '../../linux/netlink/link.ts';
import { addRoute, removeRoute } from '../../linux/netlink/route.ts';
import { Vxlan } from '../../linux/vxlan/vxlan.ts';
import { flannelRules } from './iptables.ts';

export type FlannelBackend = 'vxlan' | 'host-gw';

export interface FlanneldOptions {
  readonly machine: Machine;
  readonly nodeName: string;
  readonly backend: FlannelBackend;
  readonly cluster: Prefix;
  /** The device of the node network. */
  readonly underlay: string;
  /** `iptables-restore --noflush` with the provenance of each line. */
  readonly restore: (lines: readonly RuleLine[]) => void;
}

/** What flanneld learns of a node from its object. */
interface Lease {
  readonly name: string;
  readonly range: Prefix;
  readonly publicIp: Address;
  readonly vtep: Mac | undefined;
}

const backendData = 'flannel.alpha.coreos.com/backend-data';
const publicIpKey = 'flannel.alpha.coreos.com/public-ip';

export class Flanneld {
  readonly #options: FlanneldOptions;
  readonly #leases = new Map<string, Lease>();
  #device: Vxlan | undefined;
  #own: Lease | undefined;

  constructor(options: FlanneldOptions) {
    this.#options = options;
  }

  /** The node's pod range, once it is known: /run/flannel/subnet.env. */
  get range(): Prefix | undefined {
    return this.#own?.range;
  }

  get mtu(): number {
    const underlay = this.#options.machine.host.devices.get(this.#options.underlay)?.mtu ?? 1500;
    return this.#options.backend === 'vxlan' ? underlay - 50 : underlay;
  }

  /** The VTEP's MAC, which goes into the node's annotation. */
  get vtepMac(): Mac | undefined {
    return this.#device?.mac;
  }

  /** The annotations flanneld puts on its own node. */
  annotations(publicIp: string): Readonly<Record<string, string>> {
    const { backend } = this.#options;
    const data = backend === 'vxlan' ? `{"VNI":1,"VtepMAC":"${this.#device?.mac ?? ''}"}` : 'null';
    return {
      [backendData]: data,
      'flannel.alpha.coreos.com/backend-type': backend,
      'flannel.alpha.coreos.com/kube-subnet-manager': 'true',
      [publicIpKey]: publicIp,
    };
  }

  /** flanneld starts: its own lease, its device, its rules. */
  start(node: Node): void {
    const lease = this.#leaseOf(node);
    if (lease === undefined) return;
    this.#own = lease;
    if (this.#options.backend === 'vxlan') this.#makeDevice(lease);
    const { cluster, restore } = this.#options;
    restore(flannelRules({ cluster: cluster.toString(), node: lease.range.toString() }).lines);
  }

  /** A node came or changed. */
  learn(node: Node): void {
    const { name } = node.metadata;
    if (name === this.#options.nodeName) return;
    const lease = this.#leaseOf(node);
    const known = this.#leases.get(name);
    if (lease === undefined || (known !== undefined && sameLease(known, lease))) return;
    if (known !== undefined) this.forget(name);
    this.#leases.set(name, lease);
    this.#program(lease);
  }

  /** A node went. */
  forget(name: string): void {
    const lease = this.#leases.get(name);
    if (lease === undefined) return;
    this.#leases.delete(name);
    const { host } = this.#options.machine;
    removeRoute(host, { destination: lease.range });
    const device = this.#device;
    if (device === undefined) return;
    const neighbour = host.neighbours.lookup(device, lease.range.network);
    if (neighbour !== undefined) host.neighbours.delete(neighbour);
    if (lease.vtep !== undefined) device.fdb.delete(lease.vtep);
  }

  #makeDevice(lease: Lease): void {
    const { host } = this.#options.machine;
    const underlay = host.devices.get(this.#options.underlay);
    const made = addVxlan(host, 'flannel.1', {
      vni: 1,
      local: lease.publicIp,
      underlay,
      port: 8472,
      learning: false,
      mtu: this.mtu,
      provenance: { writer: 'flanneld' },
    });
    if (!(made instanceof Vxlan)) return;
    // LinkAttrs of its netlink library: a length that nobody gave is 0.
    made.queueLength = 0;
    this.#device = made;
    addAddress(made, { prefix: Prefix.host(lease.range.network), provenance: this.#provenance(lease) });
    setUp(made);
  }

  #program(lease: Lease): void {
    const { machine, backend } = this.#options;
    const { host } = machine;
    const provenance = this.#provenance(lease);
    if (backend === 'host-gw') {
      addRoute(
        host,
        { destination: lease.range, nexthops: [{ gateway: lease.publicIp }], provenance },
        'replace',
      );
      return;
    }
    const device = this.#device;
    if (device === undefined || lease.vtep === undefined) return;
    const gateway = lease.range.network;
    host.neighbours.set(device, gateway, lease.vtep, 'PERMANENT', provenance);
    const updated = machine.environment.clock.now;
    device.fdb.set(lease.vtep, [
      { mac: lease.vtep, remote: lease.publicIp, permanent: true, updated, provenance },
    ]);
    addRoute(
      host,
      { destination: lease.range, nexthops: [{ device, gateway, onlink: true }], provenance },
      'replace',
    );
  }

  #leaseOf(node: Node): Lease | undefined {
    const range = Prefix.tryParse(node.spec.podCIDR ?? '');
    const internal = node.status.addresses?.find((address) => address.type === 'InternalIP')?.address;
    const annotations = node.metadata.annotations ?? {};
    const publicIp = Address.tryParse(annotations[publicIpKey] ?? internal ?? '');
    if (range === undefined || publicIp === undefined) return undefined;
    const mac = /"VtepMAC":"([0-9a-f:]+)"/.exec(annotations[backendData] ?? '')?.[1];
    return {
      name: node.metadata.name,
      range,
      publicIp,
      vtep: mac === undefined ? undefined : tryParseMac(mac),
    };
  }

  #provenance(lease: Lease): Provenance {
    return { writer: 'flanneld', subject: `Node ${lease.name}`, field: 'spec.podCIDR' };
  }
}

function sameLease(one: Lease, other: Lease): boolean {
  return one.range.equals(other.range) && one.publicIp === other.publicIp && one.vtep === other.vtep;
}
