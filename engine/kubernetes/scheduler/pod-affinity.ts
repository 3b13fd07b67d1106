/**
 * Required affinity and anti-affinity between pods (pkg/scheduler/framework/plugins/interpodaffinity).
 *
 * Left out: preferred terms, namespace selectors, matchLabelKeys.
 */
import { matches, selectorRequirements } from '../api/selector.ts';
import type { LabelSelector } from '../objects/meta.ts';
import type { Node } from '../objects/node.ts';
import type { Pod } from '../objects/pod.ts';
import type { Verdict } from './filters.ts';

export interface Placed {
  readonly node: string;
  readonly pod: Pod;
}

interface Term {
  readonly labelSelector?: LabelSelector;
  readonly topologyKey: string;
  readonly namespaces?: readonly string[];
}

interface Terms {
  readonly podAffinity?: { readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly Term[] };
  readonly podAntiAffinity?: { readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly Term[] };
}

function termsOf(pod: Pod): { readonly together: readonly Term[]; readonly apart: readonly Term[] } {
  const affinity = pod.spec.affinity as Terms | undefined;
  return {
    together: affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [],
    apart: affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [],
  };
}

export function hasAntiAffinity(pod: Pod): boolean {
  return termsOf(pod).apart.length > 0;
}

function selects(term: Term, owner: Pod, pod: Pod): boolean {
  const namespaces = term.namespaces ?? [owner.metadata.namespace ?? ''];
  return (
    namespaces.includes(pod.metadata.namespace ?? '') &&
    term.labelSelector !== undefined &&
    matches(selectorRequirements(term.labelSelector), pod.metadata.labels)
  );
}

/**
 * @param placed every pod that has a node
 * @param nodeNamed a node by its name
 * @returns undefined when nothing stands against the node
 */
export function podAffinity(
  pod: Pod,
  node: Node,
  placed: readonly Placed[],
  nodeNamed: (name: string) => Node | undefined,
): Verdict | undefined {
  const domain = (name: string, key: string): string | undefined => nodeNamed(name)?.metadata.labels?.[key];
  const sharesDomain = (term: Term, other: Placed): boolean => {
    const own = node.metadata.labels?.[term.topologyKey];
    return own !== undefined && domain(other.node, term.topologyKey) === own;
  };
  const { together, apart } = termsOf(pod);
  for (const other of placed)
    for (const term of termsOf(other.pod).apart)
      if (selects(term, other.pod, pod) && sharesDomain(term, other))
        return against("node(s) didn't satisfy existing pods anti-affinity rules", 'resolvable');
  for (const term of apart)
    if (placed.some((other) => selects(term, pod, other.pod) && sharesDomain(term, other)))
      return against("node(s) didn't match pod anti-affinity rules", 'resolvable');
  for (const term of together) {
    const candidates = placed.filter((other) => selects(term, pod, other.pod));
    // The first of a group may stand anywhere that has the key.
    const isFirst = candidates.length === 0 && selects(term, pod, pod);
    const fits = isFirst
      ? node.metadata.labels?.[term.topologyKey] !== undefined
      : candidates.some((other) => sharesDomain(term, other));
    if (!fits) return against("node(s) didn't match pod affinity rules", 'final');
  }
  return undefined;
}

function against(reason: string, help: 'resolvable' | 'final'): Verdict {
  return { fits: false, reasons: [reason], resolvable: help === 'resolvable' };
}
