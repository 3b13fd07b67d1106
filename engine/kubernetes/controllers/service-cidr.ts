/**
 * ServiceCIDRs: the range the API server was started with is one named `kubernetes`; each gets its finalizer and is told
 * ready; a deleted one waits for the addresses that nothing else covers (pkg/controller/servicecidrs,
 * pkg/controlplane/controller/defaultservicecidr).
 */
import { millisecond, second } from '../../clock/clock.ts';
import { Address } from '../../net/address/address.ts';
import { Prefix } from '../../net/address/prefix.ts';
import { managedBy } from '../allocation/ip-addresses.ts';
import { resource } from '../api/resources.ts';
import { WorkQueue } from '../client/work-queue.ts';
import type { Condition } from '../objects/meta.ts';
import type { ServiceCidr } from '../objects/networking.ts';
import type { ControllerContext } from './context.ts';

const serviceCidrs = resource('servicecidrs', 'networking.k8s.io');
const ipAddresses = resource('ipaddresses', 'networking.k8s.io');
const finalizer = 'networking.k8s.io/service-cidr-finalizer';
const defaultName = 'kubernetes';
/** How long a deleted range is kept so that every API server has heard of it. */
const grace = 10 * second;

export function startServiceCidrController(context: ControllerContext, range: string): void {
  const client = context.client('service-cidrs-controller');
  const queue = new WorkQueue(context.clock, sync, 2 * millisecond);
  const watch = client.watch(serviceCidrs);
  const addresses = client.watch(ipAddresses);
  watch.changed.add(() => {
    for (const { object, type } of watch.take()) if (type !== 'DELETED') queue.add(object.metadata.name);
  });
  addresses.changed.add(() => {
    if (addresses.take().some(({ type }) => type === 'DELETED'))
      for (const { metadata } of all())
        if (metadata.deletionTimestamp !== undefined) queue.add(metadata.name);
  });
  if (client.get(serviceCidrs, undefined, defaultName) === undefined)
    client.create<ServiceCidr>(serviceCidrs, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'ServiceCIDR',
      metadata: { name: defaultName, finalizers: [finalizer] },
      spec: { cidrs: [range] },
    });

  function all(): readonly ServiceCidr[] {
    return client.list(serviceCidrs) as readonly ServiceCidr[];
  }

  function sync(name: string): void {
    const cidr = client.get(serviceCidrs, undefined, name) as ServiceCidr | undefined;
    if (cidr === undefined) return;
    const { metadata } = cidr;
    if (metadata.deletionTimestamp !== undefined) {
      if (isNeeded(cidr)) tell(cidr, terminating(context.wallClock.timestamp));
      else {
        const left = Date.parse(metadata.deletionTimestamp) + grace / 1000 - context.wallClock.milliseconds;
        if (left > 0) queue.addAfter(name, left * millisecond);
        else
          client.update(serviceCidrs, {
            ...cidr,
            metadata: {
              ...metadata,
              finalizers: (metadata.finalizers ?? []).filter((one) => one !== finalizer),
            },
          });
      }
      return;
    }
    if (metadata.finalizers?.includes(finalizer) !== true) {
      client.update(serviceCidrs, {
        ...cidr,
        metadata: { ...metadata, finalizers: [...(metadata.finalizers ?? []), finalizer] },
      });
      queue.add(name);
      return;
    }
    tell(cidr, ready(context.wallClock.timestamp));
  }

  function tell(cidr: ServiceCidr, condition: Condition): void {
    const [old] = cidr.status?.conditions ?? [];
    if (old?.status === condition.status && old.reason === condition.reason) return;
    client.updateStatus(serviceCidrs, { ...cidr, status: { conditions: [condition] } });
  }

  /** Whether an address of it is in use that no other range has, unless another range holds the whole of it. */
  function isNeeded(cidr: ServiceCidr): boolean {
    const others = all()
      .filter(({ metadata }) => metadata.name !== cidr.metadata.name)
      .flatMap(({ spec }) => (spec.cidrs ?? []).map((text) => Prefix.parse(text)));
    const own = (cidr.spec.cidrs ?? []).map((text) => Prefix.parse(text));
    if (own.every((one) => others.some((other) => other.contains(one.address) && other.length <= one.length)))
      return false;
    const [[label, value] = ['', '']] = Object.entries(managedBy);
    return client
      .list(ipAddresses)
      .filter(({ metadata }) => metadata.labels?.[label] === value)
      .map(({ metadata }) => Address.parse(metadata.name))
      .some(
        (address) =>
          own.some((one) => one.contains(address)) && !others.some((other) => other.contains(address)),
      );
  }
}

function ready(now: string): Condition {
  return {
    type: 'Ready',
    status: 'True',
    lastTransitionTime: now,
    reason: '',
    message: 'Kubernetes Service CIDR is ready',
  };
}

function terminating(now: string): Condition {
  return {
    type: 'Ready',
    status: 'False',
    lastTransitionTime: now,
    reason: 'Terminating',
    message:
      'There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR',
  };
}
