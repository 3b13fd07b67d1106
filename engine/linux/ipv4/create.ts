/**
 * Puts a namespace's IPv4 layer together from the files of this folder and the route lookups.
 */
import type { Address } from '../../net/address/address.ts';
import { RouteExceptions } from '../route/exceptions.ts';
import { createInputLookup } from '../route/input-lookup.ts';
import { createOutputLookup } from '../route/output-lookup.ts';
import { selectAddress } from '../route/source.ts';
import { IcmpLock } from '../ip/icmp-lock.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { createDeliver } from './deliver.ts';
import { createForward } from './forward.ts';
import { createIcmpError } from './icmp-error.ts';
import { createIcmpReceive } from './icmp-receive.ts';
import { RateLimit } from './rate-limit.ts';
import { createSendRedirect } from './redirect.ts';
import { Reassembly } from './reassembly.ts';
import { createReceive } from './receive.ts';
import { createSend } from './send.ts';
import type { Ipv4Stack } from './stack.ts';

export function createIpv4(namespace: NetworkNamespace): Ipv4Stack {
  const { environment, routes } = namespace;
  const exceptions = new RouteExceptions(environment.clock);
  const reassembly = new Reassembly(
    environment.clock,
    () => namespace.sysctl.number('net.ipv4.ipfrag_time'),
    (first) => {
      const route = namespace.ipv4.routeInput(first);
      if (route.kind === 'failure' || route.type !== 'local') return;
      first.route = route;
      namespace.ipv4.sendError(first, 'timeExceeded', 1);
    },
  );
  const limit = new RateLimit(environment.clock);
  const icmpLock = new IcmpLock();
  const ids = new Map<Address, number>();

  function automaticId(destination: Address): number {
    const id = ((ids.get(destination) ?? environment.random.integer(1, 65_535)) + 1) & 0xffff || 1;
    ids.set(destination, id);
    return id;
  }

  function addressType(address: Address, device?: Parameters<Ipv4Stack['addressType']>[1]) {
    if (address.isUnspecified || address.isLimitedBroadcast) return 'broadcast';
    if (address.isMulticast) return 'multicast';
    return routes.localType(address, device);
  }

  return {
    ...createReceive(namespace, limit),
    ...createSend(namespace),
    deliver: createDeliver(namespace),
    forward: createForward(namespace),
    routeOutput: createOutputLookup(namespace, exceptions),
    ...createInputLookup(namespace, exceptions),
    sendError: createIcmpError(namespace, limit, icmpLock),
    sendRedirect: createSendRedirect(namespace, limit),
    receiveIcmp: createIcmpReceive(namespace, icmpLock),
    automaticId,
    defragment(skb) {
      const { packet } = skb;
      const isWhole = reassembly.collect(skb);
      if (!isWhole || skb.packet !== packet) namespace.snmp.ip.ReasmReqds++;
      if (isWhole && skb.packet !== packet) namespace.snmp.ip.ReasmOKs++;
      return isWhole;
    },
    exceptions,
    isLocal: (address) => !address.isMulticast && routes.localType(address) === 'local',
    addressType,
    selectSource: (device, destination) => selectAddress(namespace, device, destination, 'global'),
  };
}
