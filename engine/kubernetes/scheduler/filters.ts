/**
 * What lets a pod run on a node or not (pkg/scheduler/framework/plugins): unschedulable nodes, names, taints, selectors
 * and affinity, host ports, resources. Each answers in the plugin's own words.
 *
 * Left out: volumes, topology spread constraints. Affinity between pods is in pod-affinity.ts.
 */
import type { Node, NodeSelectorRequirement, NodeSelectorTerm, Taint } from '../objects/node.ts';
import type { Pod, PodSpec, Toleration } from '../objects/pod.ts';
import { quantityValue } from '../schema/quantity.ts';
import type { NodeUsage } from './usage.ts';

export type Verdict =
  | { readonly fits: true }
  | {
      readonly fits: false;
      readonly reasons: readonly string[];
      /** Whether evicting pods could help. */
      readonly resolvable: boolean;
    };

const fits: Verdict = { fits: true };

const computed = [
  ['cpu', 'Insufficient cpu'],
  ['memory', 'Insufficient memory'],
] as const;

function never(reason: string): Verdict {
  return { fits: false, reasons: [reason], resolvable: false };
}

export function filter(pod: Pod, node: Node, usage: NodeUsage, requests: PodRequests): Verdict {
  if (
    node.spec.unschedulable === true &&
    !tolerates(pod.spec.tolerations ?? [], { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' })
  )
    return never('node(s) were unschedulable');
  if (untolerated(pod.spec, node) !== undefined) return never('node(s) had untolerated taint(s)');
  if (!nodeMatches(pod.spec, node)) return never("node(s) didn't match Pod's node affinity/selector");
  for (const port of requests.hostPorts)
    if (usage.hostPorts.has(port))
      return {
        fits: false,
        reasons: ["node(s) didn't have free ports for the requested pod ports"],
        resolvable: true,
      };
  return resourcesFit(node, usage, requests);
}

function resourcesFit(node: Node, usage: NodeUsage, requests: PodRequests): Verdict {
  const reasons: string[] = [];
  let resolvable = true;
  const { allocatable } = usage;
  if (usage.pods + 1 > allocatable.pods) reasons.push('Too many pods');
  for (const [name, label] of computed) {
    const wanted = requests[name];
    if (wanted === 0) continue;
    if (wanted > allocatable[name] - usage[name]) {
      reasons.push(label);
      if (wanted > allocatable[name]) resolvable = false;
    }
  }
  for (const [name, wanted] of requests.other)
    if (wanted > (quantityValue(node.status.allocatable?.[name]) ?? 0)) {
      reasons.push(`Insufficient ${name}`);
      resolvable = false;
    }
  return reasons.length === 0 ? fits : { fits: false, reasons, resolvable };
}

/** What a pod asks of a node. */
export interface PodRequests {
  /** Cores. */
  readonly cpu: number;
  /** Bytes. */
  readonly memory: number;
  readonly other: readonly (readonly [string, number])[];
  readonly hostPorts: readonly string[];
}

const nothing: PodRequests = { cpu: 0, memory: 0, other: [], hostPorts: [] };
const known = new WeakMap<PodSpec['containers'][number], PodRequests>();

export function requestsOf(pod: Pod): PodRequests {
  const [only] = pod.spec.containers;
  const simple =
    pod.spec.containers.length === 1 && pod.spec.initContainers === undefined && only !== undefined;
  if (simple && only.resources?.requests === undefined && only.ports === undefined) return nothing;
  if (simple) {
    const before = known.get(only);
    if (before !== undefined) return before;
  }
  const amounts = new Map<string, number>();
  for (const { resources } of pod.spec.containers)
    for (const [name, quantity] of Object.entries(resources?.requests ?? {}))
      amounts.set(name, (amounts.get(name) ?? 0) + (quantityValue(quantity) ?? 0));
  for (const container of pod.spec.initContainers ?? [])
    for (const [name, quantity] of Object.entries(container.resources?.requests ?? {})) {
      const wanted = quantityValue(quantity) ?? 0;
      const sidecar = container.restartPolicy === 'Always';
      amounts.set(
        name,
        sidecar ? (amounts.get(name) ?? 0) + wanted : Math.max(amounts.get(name) ?? 0, wanted),
      );
    }
  const { cpu, memory } = { cpu: amounts.get('cpu') ?? 0, memory: amounts.get('memory') ?? 0 };
  amounts.delete('cpu');
  amounts.delete('memory');
  const requests: PodRequests = { cpu, memory, other: [...amounts], hostPorts: hostPortsOf(pod.spec) };
  if (simple) known.set(only, requests);
  return requests;
}

function hostPortsOf(spec: PodSpec): readonly string[] {
  return spec.containers.flatMap(({ ports = [] }) =>
    ports.flatMap(({ hostPort, protocol = 'TCP' }) =>
      hostPort === undefined ? [] : [`${protocol}/${hostPort}`],
    ),
  );
}

/** The first taint that keeps the pod away. */
export function untolerated(spec: Pick<PodSpec, 'tolerations'>, node: Node): Taint | undefined {
  return node.spec.taints?.find(
    (taint) => taint.effect !== 'PreferNoSchedule' && !tolerates(spec.tolerations ?? [], taint),
  );
}

export function tolerates(
  tolerations: readonly Toleration[],
  taint: Pick<Taint, 'key' | 'value' | 'effect'>,
): boolean {
  return tolerations.some(({ key, operator = 'Equal', value = '', effect }) => {
    if (effect !== undefined && effect !== taint.effect) return false;
    if (key !== undefined && key !== '' && key !== taint.key) return false;
    return operator === 'Exists' || value === (taint.value ?? '');
  });
}

/** nodeSelector and required node affinity. */
export function nodeMatches(
  spec: Pick<PodSpec, 'nodeSelector' | 'affinity' | 'nodeName'>,
  node: Node,
): boolean {
  const labels = node.metadata.labels ?? {};
  for (const key in spec.nodeSelector) if (labels[key] !== spec.nodeSelector[key]) return false;
  const terms =
    spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return terms === undefined || terms.some((term) => termMatches(term, node));
}

function termMatches({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm, node: Node): boolean {
  if (matchExpressions.length === 0 && matchFields.length === 0) return false;
  return (
    matchExpressions.every((one) => requirementMatches(one, node.metadata.labels?.[one.key])) &&
    matchFields.every((one) =>
      requirementMatches(one, one.key === 'metadata.name' ? node.metadata.name : undefined),
    )
  );
}

function requirementMatches(
  { operator, values = [] }: NodeSelectorRequirement,
  value: string | undefined,
): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return value !== undefined && Number(value) > Number(values[0]);
    case 'Lt':
      return value !== undefined && Number(value) < Number(values[0]);
  }
}
