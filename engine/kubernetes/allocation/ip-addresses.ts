/**
 * An IPAddress object for each cluster IP that is given away, and the ranges that ServiceCIDR objects offer
 * (pkg/registry/core/service/ipallocator, which keeps the objects as its memory).
 *
 * Left out: the repair loop that makes an IPAddress again when somebody deletes it.
 */
import { Prefix } from '../../net/address/prefix.ts';
import type { IpAddress, ServiceCidr } from '../objects/networking.ts';
import type { Service } from '../objects/service.ts';
import { resource } from '../api/resources.ts';
import type { Store } from '../api/store.ts';
import type { StrategyContext } from '../strategy/strategy.ts';
import { uid } from './names.ts';

const ipAddresses = resource('ipaddresses', 'networking.k8s.io');
const serviceCidrs = resource('servicecidrs', 'networking.k8s.io');

export const managedBy = { 'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io' } as const;

function addressesOf(service: Service | undefined): readonly string[] {
  return (service?.spec.clusterIPs ?? []).filter((address) => address !== 'None' && address !== '');
}

/** The service has changed from `old` to `now`: objects for its new addresses, none for those it gave back. */
export function recordAddresses(
  old: Service | undefined,
  now: Service | undefined,
  { store, random, now: time }: StrategyContext,
): void {
  const [before, after] = [addressesOf(old), addressesOf(now)];
  for (const address of before)
    if (!after.includes(address)) {
      const object = store.get(ipAddresses, '', address);
      if (object !== undefined)
        store.remove(ipAddresses, {
          ...object,
          metadata: { ...object.metadata, resourceVersion: store.nextRevision() },
        });
    }
  for (const address of after)
    if (!before.includes(address) && now !== undefined) {
      const object: IpAddress = {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'IPAddress',
        metadata: {
          name: address,
          uid: uid(random.fork(address)),
          resourceVersion: store.nextRevision(),
          creationTimestamp: time,
          labels: {
            'ipaddress.kubernetes.io/ip-family': address.includes(':') ? 'IPv6' : 'IPv4',
            ...managedBy,
          },
        },
        spec: {
          parentRef: {
            name: now.metadata.name,
            namespace: now.metadata.namespace ?? '',
            resource: 'services',
          },
        },
      };
      store.put(ipAddresses, object);
    }
}

/** IPv4 ranges from which addresses may be given: those of ServiceCIDRs that are ready. */
export function readyRanges(store: Store): readonly Prefix[] {
  return (store.list(serviceCidrs, '') as readonly ServiceCidr[])
    .filter(({ status }) => status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True'))
    .flatMap(({ spec }) => spec.cidrs ?? [])
    .map((text) => Prefix.tryParse(text))
    .filter((prefix) => prefix?.family === 4) as readonly Prefix[];
}
