/**
 * Which pod and which container exec and logs mean (k8s.io/kubectl pkg/polymorphichelpers, podcmd).
 */
import { resource, type Resource, resourcePath } from '../../../kubernetes/api/resources.ts';
import { formatRequirements, selectorRequirements } from '../../../kubernetes/api/selector.ts';
import type { KubeList, KubeObject } from '../../../kubernetes/objects/meta.ts';
import type { Container, Pod } from '../../../kubernetes/objects/pod.ts';
import type { Service } from '../../../kubernetes/objects/service.ts';
import type { Deployment } from '../../../kubernetes/objects/workload.ts';
import { Failure, StatusFailure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { findType } from '../resource-names.ts';

const pods = resource('pods');
const defaultContainer = 'kubectl.kubernetes.io/default-container';

/** Kinds that say which pods are theirs. */
const selecting = 'ReplicaSet ReplicationController StatefulSet DaemonSet Deployment Job Service'.split(' ');

/** `web-1`, `pod/web-1`, `deploy/web`, `svc/web`. */
export function podFor(run: Invocation, text: string): Pod {
  const [type, name] = text.includes('/') ? text.split('/') : ['pods', text];
  const of = findType(type ?? 'pods');
  if (of.name === 'pods')
    return run.request({ method: 'GET', path: resourcePath(pods, run.namespace, name) }) as Pod;
  const [first] = podsBehind(run, of, name ?? '');
  if (first === undefined) throw new Failure(`timed out waiting for the condition`);
  return first;
}

/** @param doing what cannot be done to a kind without a selector of pods */
export function podsBehind(run: Invocation, of: Resource, name: string, doing = 'attach to'): readonly Pod[] {
  let owner: KubeObject;
  try {
    owner = run.request({ method: 'GET', path: resourcePath(of, run.namespace, name) }) as KubeObject;
  } catch (error) {
    if (error instanceof StatusFailure && error.status.reason === 'NotFound')
      throw new Failure(`error from server (NotFound): ${error.message} in namespace "${run.namespace}"`);
    throw error;
  }
  if (!selecting.includes(of.kind)) {
    const type = `*${of.version}.${of.kind}`;
    throw new Failure(`cannot ${doing} ${type}: selector for ${type} not implemented`);
  }
  const { selector } = (owner as Deployment | Service).spec;
  if (of.name === 'services' && Object.keys(selector ?? {}).length === 0)
    throw new Failure(
      `cannot ${doing} *v1.Service: invalid service '${name}': Service is defined without a selector`,
    );
  const labelSelector =
    of.name === 'services'
      ? Object.entries((selector ?? {}) as Record<string, string>)
          .map(([key, value]) => `${key}=${value}`)
          .join(',')
      : formatRequirements(selectorRequirements(selector));
  const list = run.request({
    method: 'GET',
    path: resourcePath(pods, run.namespace),
    query: { labelSelector },
  });
  return (list as KubeList<Pod>).items;
}

export function allContainers({ spec }: Pod): readonly Container[] {
  return [...spec.containers, ...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? [])];
}

/** The container asked for, or the pod's default, said on stderr when there is a choice. */
export function containerFor(run: Invocation, pod: Pod, name: string | undefined, quiet: boolean): string {
  const all = allContainers(pod);
  const names = all.map((one) => one.name);
  if (name !== undefined && name !== '') {
    if (!names.includes(name))
      throw new Failure(`container ${name} is not valid for pod ${pod.metadata.name} out of: ${listed(pod)}`);
    return name;
  }
  const marked = pod.metadata.annotations?.[defaultContainer];
  if (marked !== undefined && names.includes(marked)) return marked;
  const [first] = pod.spec.containers;
  if (first === undefined) throw new Failure('no containers');
  if (all.length > 1 && !quiet) run.complain(`Defaulted container "${first.name}" out of: ${listed(pod)}\n`);
  return first.name;
}

function listed(pod: Pod): string {
  return [
    ...pod.spec.containers.map(({ name }) => name),
    ...(pod.spec.ephemeralContainers ?? []).map(({ name }) => `${name} (ephem)`),
    ...(pod.spec.initContainers ?? []).map(({ name }) => `${name} (init)`),
  ].join(', ');
}
