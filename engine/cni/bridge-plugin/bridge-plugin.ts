/**
 * The bridge plugin (containernetworking/plugins plugins/main/bridge) as flannel's CNI plugin delegates to it: one
 * bridge `cni0` a node, a veth pair a pod, hairpin on the port, a default route by the bridge.
 */
import { Prefix } from '../../net/address/prefix.ts';
import { Bridge } from '../../linux/bridge/bridge.ts';
import type { NetDevice } from '../../linux/device/device.ts';
import type { Provenance } from '../../linux/journey/event.ts';
import type { Machine } from '../../linux/machine/machine.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import { addAddress } from '../../linux/netlink/address.ts';
import { addBridge, addVeth, removeLink, setMaster, setUp } from '../../linux/netlink/link.ts';
import { addRoute, defaultPrefix } from '../../linux/netlink/route.ts';
import type { PodName, PodNetwork, PodNetworkResult } from '../../kubernetes/node/pod-network.ts';
import { HostLocal } from '../host-local/host-local.ts';

export interface BridgePluginOptions {
  readonly machine: Machine;
  /** The node's range; undefined while the node has none. */
  readonly range: () => Prefix | undefined;
  /** All pods: gets a route of its own in each pod. */
  readonly cluster: Prefix;
  readonly mtu: number;
  readonly hairpin: boolean;
  /** An address a pod is to get, when the world wants a certain one. */
  readonly wanted?: (pod: PodName) => string | undefined;
}

export class BridgePlugin implements PodNetwork {
  readonly #options: BridgePluginOptions;
  #addresses: HostLocal | undefined;
  readonly #ends = new Map<string, NetDevice>();

  constructor(options: BridgePluginOptions) {
    this.#options = options;
  }

  add(pod: PodName, namespace: NetworkNamespace): PodNetworkResult {
    const { machine, mtu, hairpin, cluster } = this.#options;
    const range = this.#options.range();
    if (range === undefined)
      return failed(
        'plugin type="flannel" failed (add): loadFlannelSubnetEnv failed: open /run/flannel/subnet.env: no such file or directory',
      );
    this.#addresses ??= new HostLocal(range, machine.files, 'cbr0');
    const addresses = this.#addresses;
    const wanted = this.#options.wanted?.(pod);
    const reserved = wanted === undefined ? undefined : Prefix.tryParse(wanted)?.address;
    const address =
      reserved !== undefined && addresses.reserve(reserved, pod.sandbox)
        ? reserved
        : addresses.allocate(pod.sandbox);
    if (address === undefined)
      return failed(
        `plugin type="flannel" failed (add): failed to delegate add: failed to allocate for range 0: ${addresses.exhausted}`,
      );
    const provenance: Provenance = { writer: 'cni bridge', subject: `Pod ${pod.namespace}/${pod.name}` };
    const bridge = this.#bridge(addresses);
    const hostName = `veth${machine.environment.random.fork(`veth of ${pod.uid}`).hex(8)}`;
    const pair = addVeth(
      { namespace, name: 'eth0', mtu, provenance },
      { namespace: machine.host, name: hostName, mtu, provenance },
    );
    if ('errno' in pair) return failed(`plugin type="flannel" failed (add): ${pair.errno}`);
    const [inside, outside] = pair;
    setMaster(outside, bridge);
    if (outside.port !== undefined) outside.port.hairpin = hairpin;
    setUp(outside);
    const prefix = new Prefix(address, addresses.range.length);
    addAddress(inside, { prefix, broadcast: prefix.last, provenance });
    setUp(inside);
    const via = [{ gateway: addresses.gateway }];
    addRoute(namespace, { destination: defaultPrefix(4), nexthops: via, provenance });
    addRoute(namespace, { destination: cluster, nexthops: via, provenance });
    this.#ends.set(pod.uid, outside);
    return { kind: 'added', ips: [address.text] };
  }

  delete(pod: PodName): void {
    const outside = this.#ends.get(pod.uid);
    if (outside === undefined) return;
    this.#ends.delete(pod.uid);
    this.#addresses?.release(pod.sandbox);
    removeLink(outside);
  }

  /** `cni0` comes with the first pod of the node. */
  #bridge(addresses: HostLocal): Bridge {
    const { machine, mtu } = this.#options;
    const known = machine.host.devices.get('cni0');
    if (known instanceof Bridge) return known;
    const provenance: Provenance = { writer: 'cni bridge' };
    const bridge = addBridge(machine.host, 'cni0', { mtu, provenance });
    if ('errno' in bridge) throw new RangeError(`cni0 cannot be made: ${bridge.errno}`);
    bridge.hasOwnMac = true;
    setUp(bridge);
    const prefix = new Prefix(addresses.gateway, addresses.range.length);
    addAddress(bridge, { prefix, broadcast: prefix.last, provenance });
    return bridge;
  }
}

function failed(message: string): PodNetworkResult {
  return { kind: 'failed', message };
}
