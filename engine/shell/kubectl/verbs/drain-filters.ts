/**
 * Which pods of a node drain evicts, which it leaves, and which keep it from draining (k8s.io/kubectl pkg/drain
 * filters.go).
 */
import { resource, resourcePath } from '../../../kubernetes/api/resources.ts';
import type { KubeList } from '../../../kubernetes/objects/meta.ts';
import type { Pod } from '../../../kubernetes/objects/pod.ts';
import { Failure, isNotFound, StatusFailure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';

export interface DoomedPods {
  readonly pods: readonly Pod[];
  readonly warnings: string;
  readonly errors: readonly Error[];
}

interface Verdict {
  readonly remove: boolean;
  readonly reason: 'okay' | 'skip' | 'warning' | 'error';
  readonly message: string;
}

const okay: Verdict = { remove: true, reason: 'okay', message: '' };
const warning = (remove: boolean, message: string): Verdict => ({ remove, reason: 'warning', message });
const error = (message: string): Verdict => ({ remove: false, reason: 'error', message });

export function doomedPods(run: Invocation, node: string): DoomedPods {
  const selector = run.text('pod-selector');
  const list = run.request({
    method: 'GET',
    path: resourcePath(resource('pods'), undefined),
    query: {
      fieldSelector: `spec.nodeName=${node}`,
      ...(selector === '' ? {} : { labelSelector: selector }),
    },
  }) as KubeList<Pod>;
  const judged = list.items.map((pod) => ({ pod, verdict: verdictOn(run, pod) }));
  const grouped = (reason: Verdict['reason']): readonly (readonly [string, string])[] => {
    const byMessage = new Map<string, string[]>();
    for (const { pod, verdict } of judged)
      if (verdict.reason === reason) {
        const names = byMessage.get(verdict.message) ?? [];
        names.push(`${pod.metadata.namespace ?? ''}/${pod.metadata.name}`);
        byMessage.set(verdict.message, names);
      }
    return [...byMessage].map(([message, names]) => [message, names.join(', ')] as const);
  };
  return {
    pods: judged.filter(({ verdict }) => verdict.remove).map(({ pod }) => pod),
    warnings: grouped('warning')
      .map(([message, names]) => `${message}: ${names}`)
      .join('; '),
    errors: grouped('error').map(([message, names]) => new Failure(`cannot delete ${message}: ${names}`)),
  };
}

/** The filters in their order; the last one that warns is heard. */
function verdictOn(run: Invocation, pod: Pod): Verdict {
  let verdict = okay;
  for (const filter of [ofDaemonSet, mirror, withLocalStorage, unmanaged]) {
    const next = filter(run, pod);
    if (!next.remove) return next;
    if (next.reason === 'warning') verdict = next;
  }
  return verdict;
}

function isOver({ status }: Pod): boolean {
  return status.phase === 'Succeeded' || status.phase === 'Failed';
}

function ofDaemonSet(run: Invocation, pod: Pod): Verdict {
  const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller === true);
  if (owner?.kind !== 'DaemonSet' || owner.apiVersion !== 'apps/v1' || isOver(pod)) return okay;
  try {
    const path = resourcePath(resource('daemonsets', 'apps'), pod.metadata.namespace, owner.name);
    run.request({ method: 'GET', path });
  } catch (failure) {
    if (!(failure instanceof StatusFailure)) throw failure;
    return isNotFound(failure) && run.is('force') ? warning(true, failure.message) : error(failure.message);
  }
  return run.is('ignore-daemonsets')
    ? warning(false, 'ignoring DaemonSet-managed Pods')
    : error('DaemonSet-managed Pods (use --ignore-daemonsets to ignore)');
}

function mirror(_run: Invocation, pod: Pod): Verdict {
  return pod.metadata.annotations?.['kubernetes.io/config.mirror'] === undefined
    ? okay
    : { remove: false, reason: 'skip', message: '' };
}

function withLocalStorage(run: Invocation, pod: Pod): Verdict {
  const volumes = (pod.spec.volumes ?? []) as readonly { readonly emptyDir?: unknown }[];
  if (isOver(pod) || volumes.every(({ emptyDir }) => emptyDir === undefined)) return okay;
  return run.is('delete-emptydir-data')
    ? warning(true, 'deleting Pods with local storage')
    : error('Pods with local storage (use --delete-emptydir-data to override)');
}

function unmanaged(run: Invocation, pod: Pod): Verdict {
  const isOwned = pod.metadata.ownerReferences?.some(({ controller }) => controller === true) === true;
  if (isOver(pod) || isOwned) return okay;
  return run.is('force')
    ? warning(true, 'deleting Pods that declare no controller')
    : error('Pods that declare no controller (use --force to override)');
}
