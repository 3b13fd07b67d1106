/**
 * `kubectl describe node`: the machine, its conditions, its pods and what they ask for.
 */
import type { Node } from '../../../kubernetes/objects/node.ts';
import type { Pod } from '../../../kubernetes/objects/pod.ts';
import { canonicalQuantity, quantityValue } from '../../../kubernetes/schema/quantity.ts';
import { nodeRoles } from '../../../kubernetes/table/node.ts';
import type { Describe } from './describer.ts';
import { ago, type DescribeText, rfc1123 } from './text.ts';

export const node: Describe<Node> = (object, out, { events, pods }) => {
  const { metadata, spec, status } = object;
  out.line(0, `Name:\t${metadata.name}`);
  out.line(0, `Roles:\t${nodeRoles(object).join(',') || '<none>'}`);
  out.pairs('Labels', metadata.labels);
  out.annotations('Annotations', metadata.annotations);
  out.line(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp)}`);
  const taints = (spec.taints ?? []).map(
    ({ key, value, effect }) => `${key}${value === undefined || value === '' ? '' : `=${value}`}:${effect}`,
  );
  if (taints.length === 0) out.line(0, 'Taints:\t<none>');
  for (const [index, taint] of taints.sort().entries())
    out.line(0, `${index === 0 ? 'Taints:' : ''}\t${taint}`);
  out.line(0, `Unschedulable:\t${spec.unschedulable === true}`);
  out.line(0, 'Lease:');
  out.line(1, `HolderIdentity:\t${metadata.name}`);
  out.line(1, 'AcquireTime:\t<unset>');
  out.line(1, `RenewTime:\t${rfc1123(new Date(out.now).toISOString())}`);
  out.line(0, 'Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage');
  out.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
  for (const {
    type,
    status: is,
    lastHeartbeatTime,
    lastTransitionTime,
    reason = '',
    message = '',
  } of status.conditions ?? [])
    out.line(
      1,
      `${type} \t${is} \t${rfc1123(lastHeartbeatTime)} \t${rfc1123(lastTransitionTime)} \t${reason} \t${message}`,
    );
  out.line(0, 'Addresses:');
  for (const { type, address } of status.addresses ?? []) out.line(1, `${type}:\t${address}`);
  for (const [title, amounts] of [
    ['Capacity', status.capacity],
    ['Allocatable', status.allocatable],
  ] as const) {
    out.line(0, `${title}:`);
    for (const name of Object.keys(amounts ?? {}).sort()) out.line(1, `${name}:\t${amounts?.[name] ?? ''}`);
  }
  const info = (status.nodeInfo ?? {}) as Readonly<Record<string, string>>;
  out.line(0, 'System Info:');
  for (const [title, field] of systemInfo) out.line(1, `${title}:\t${info[field] ?? ''}`);
  if (spec.podCIDR !== undefined) out.line(0, `PodCIDR:\t${spec.podCIDR}`);
  if (spec.podCIDRs !== undefined) out.line(0, `PodCIDRs:\t${spec.podCIDRs.join(',')}`);
  nodePods(object, out, pods);
  out.events(events);
};

const systemInfo = [
  ['Machine ID', 'machineID'],
  ['System UUID', 'systemUUID'],
  ['Boot ID', 'bootID'],
  ['Kernel Version', 'kernelVersion'],
  ['OS Image', 'osImage'],
  ['Operating System', 'operatingSystem'],
  ['Architecture', 'architecture'],
  ['Container Runtime Version', 'containerRuntimeVersion'],
  ['Kubelet Version', 'kubeletVersion'],
] as const;

function nodePods({ metadata, status }: Node, out: DescribeText, all: readonly Pod[]): void {
  const pods = all.filter(
    ({ spec, status: { phase } }) =>
      spec.nodeName === metadata.name && phase !== 'Succeeded' && phase !== 'Failed',
  );
  out.line(0, `Non-terminated Pods:\t(${pods.length} in total)`);
  out.line(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge');
  out.line(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---');
  const available = (name: string): number => quantityValue(status.allocatable?.[name]) ?? 0;
  const total = (of: readonly Pod[], part: 'requests' | 'limits', name: string): string => {
    let sum = 0;
    for (const { spec } of of)
      for (const { resources } of spec.containers) sum += quantityValue(resources?.[part]?.[name]) ?? 0;
    const text = amount(sum, name);
    const most = available(name);
    return `${text} (${most === 0 ? 0 : Math.floor((sum / most) * 100)}%)`;
  };
  for (const one of pods)
    out.line(
      1,
      [
        one.metadata.namespace ?? '',
        one.metadata.name,
        '',
        total([one], 'requests', 'cpu'),
        total([one], 'limits', 'cpu'),
        total([one], 'requests', 'memory'),
        total([one], 'limits', 'memory'),
        ago(one.metadata.creationTimestamp, out.now),
      ].join('\t'),
    );
  out.line(0, 'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)');
  out.line(1, 'Resource\tRequests\tLimits');
  out.line(1, '--------\t--------\t------');
  for (const name of ['cpu', 'memory', 'ephemeral-storage', 'hugepages-1Gi', 'hugepages-2Mi'])
    out.line(1, `${name}\t${total(pods, 'requests', name)}\t${total(pods, 'limits', name)}`);
}

function amount(value: number, name: string): string {
  if (value === 0) return '0';
  if (name === 'cpu') return canonicalQuantity(`${Math.round(value * 1000)}m`) ?? '0';
  return canonicalQuantity(value % 1024 === 0 ? `${value / 1024}Ki` : value) ?? '0';
}
