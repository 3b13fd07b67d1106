/**
 * Puts a namespace's IPv6 layer together from the files of this folder and what it shares with IPv4.
 */
import type { Address } from '../../net/address/address.ts';
import type { NetDevice } from '../device/device.ts';
import { RateLimit } from '../ipv4/rate-limit.ts';
import { Reassembly } from '../ipv4/reassembly.ts';
import { IcmpLock } from '../ip/icmp-lock.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import { RouteExceptions } from '../route/exceptions.ts';
import { createDeliver } from './deliver.ts';
import { createDiscovery } from './discovery.ts';
import { createForward } from './forward.ts';
import { createIcmpError } from './icmp-error.ts';
import { createIcmpReceive } from './icmp-receive.ts';
import { createInputLookup } from './input-lookup.ts';
import { createOutputLookup } from './output-lookup.ts';
import { createReceive } from './receive.ts';
import { createSend } from './send.ts';
import { isTentative, selectSource } from './source.ts';
import type { Ipv6Stack } from './stack.ts';

/** net.ipv6.ip6frag_time */
const patience = 60;

export function createIpv6(namespace: NetworkNamespace): Ipv6Stack {
  const { environment, routes } = namespace;
  const exceptions = new RouteExceptions(environment.clock);
  const reassembly = new Reassembly(environment.clock, () => patience);
  const limit = new RateLimit(environment.clock);
  const icmpLock = new IcmpLock();

  /** ipv6_addr_type as `-m addrtype` and bind(2) see it: by the tables. */
  function addressType(address: Address, device?: NetDevice) {
    if (address.isUnspecified) return 'unspecified';
    if (address.isMulticast) return 'multicast';
    return isPending(address) ? 'unicast' : routes.localType(address, device);
  }

  /** Duplicate address detection is not over: nobody may use the address yet. */
  function isPending(address: Address): boolean {
    const { devices } = namespace;
    return devices
      .list()
      .some((device) =>
        device.addresses.some((own) => own.prefix.address === address && isTentative(device, own)),
      );
  }

  /** nf_ct_frag6_gather: what was put together may be cut again. */
  function defragment(skb: PacketBuffer): boolean {
    const { packet } = skb;
    if (packet.kind !== 'ipv6' || packet.fragment === undefined) return true;
    skb.ignoreDontFragment = true;
    const isWhole = reassembly.collect(skb);
    const counts = namespace.snmp.ip6;
    counts.ReasmReqds++;
    if (isWhole) counts.ReasmOKs++;
    return isWhole;
  }

  return {
    ...createSend(namespace),
    receive: createReceive(namespace),
    deliver: createDeliver(namespace),
    forward: createForward(namespace),
    routeOutput: createOutputLookup(namespace, exceptions),
    routeInput: createInputLookup(namespace, exceptions),
    sendError: createIcmpError(namespace, limit, icmpLock),
    receiveIcmp: createIcmpReceive(namespace, icmpLock),
    discovery: createDiscovery(namespace),
    defragment,
    exceptions,
    isLocal: (address) => addressType(address) === 'local',
    addressType,
    selectSource: (device, destination) => selectSource(namespace, device, destination),
  };
}
