/**
 * kubectl describe: objects in sentences, with their events (k8s.io/kubectl pkg/cmd/describe).
 */
import { resource, type Resource, resourcePath } from '../../../kubernetes/api/resources.ts';
import type { Event } from '../../../kubernetes/objects/config.ts';
import type { KubeList, KubeObject } from '../../../kubernetes/objects/meta.ts';
import type { Pod } from '../../../kubernetes/objects/pod.ts';
import type { EndpointSlice } from '../../../kubernetes/objects/service.ts';
import type { ReplicaSet } from '../../../kubernetes/objects/workload.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { flags } from '../command-line.ts';
import type { Surroundings } from '../describe/describer.ts';
import { describers } from '../describe/kinds.ts';
import { DescribeText } from '../describe/text.ts';
import { aggregate, Failure, isNotFound, PlainFailure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { readManifests } from '../manifests.ts';
import { selections } from '../resource-names.ts';

export const describeFlags = flags(
  'A|all-namespaces:bool',
  'chunk-size:int',
  'f|filename:strings',
  'k|kustomize:string',
  'R|recursive:bool',
  'l|selector:string',
  'show-events:bool',
);

export function* describe(run: Invocation): Running<number> {
  const found: { readonly of: Resource; readonly object: KubeObject }[] = [];
  const errors: Error[] = [];
  if (run.has('filename')) {
    const { manifests, errors: unreadable } = yield* readManifests(run);
    errors.push(...unreadable);
    for (const { resource: of, object, namespace } of manifests)
      found.push({
        of,
        object: read(run, of, namespace, (object['metadata'] as { name?: string }).name ?? ''),
      });
  } else {
    if (run.words.length === 0)
      throw new PlainFailure(
        'error: You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.\n',
      );
    for (const { resource: of, name } of selections(run.words)) {
      if (name !== undefined && run.allNamespaces)
        throw new Failure('a resource cannot be retrieved by name across all namespaces');
      try {
        if (name === undefined) {
          const query = run.has('selector') ? { labelSelector: run.text('selector') } : {};
          const path = resourcePath(of, run.allNamespaces ? undefined : run.namespace);
          for (const object of (run.request({ method: 'GET', path, query }) as KubeList).items)
            found.push({ of, object });
        } else found.push({ of, object: read(run, of, run.namespace, name) });
      } catch (error) {
        if (isNotFound(error) && name !== undefined) {
          const matching = byPrefix(run, of, name);
          if (matching.length > 0) {
            found.push(...matching.map((object) => ({ of, object })));
            continue;
          }
        }
        errors.push(error as Error);
      }
    }
  }
  for (const [index, { of, object }] of found.entries()) {
    if (index > 0) run.print('\n\n');
    run.print(text(run, of, object));
  }
  const error = aggregate(errors);
  if (error !== undefined) throw error;
  if (found.length === 0)
    run.complain(
      run.allNamespaces ? 'No resources found\n' : `No resources found in ${run.namespace} namespace.\n`,
    );
  return 0;
}

function read(run: Invocation, of: Resource, namespace: string | undefined, name: string): KubeObject {
  return run.request({ method: 'GET', path: resourcePath(of, namespace, name) }) as KubeObject;
}

/** `describe pod web` finds web-1 and web-2. */
function byPrefix(run: Invocation, of: Resource, name: string): readonly KubeObject[] {
  const list = run.request({ method: 'GET', path: resourcePath(of, run.namespace) }) as KubeList;
  return list.items.filter(({ metadata }) => metadata.name.startsWith(name));
}

function text(run: Invocation, of: Resource, object: KubeObject): string {
  const out = new DescribeText(run.services.now());
  const describer = describers[object.kind];
  if (describer === undefined) throw new Failure(`not simulated: kubectl describe of ${of.name}`);
  describer(object as never, out, surroundings(run, object));
  return out.toString();
}

function surroundings(run: Invocation, object: KubeObject): Surroundings {
  const { namespace, name, uid } = object.metadata;
  const list = (of: Resource, query: Record<string, string> = {}): readonly KubeObject[] =>
    (run.request({ method: 'GET', path: resourcePath(of, namespace), query }) as KubeList).items;
  const isKind = (...kinds: readonly string[]): boolean => kinds.includes(object.kind);
  const events = run.is('show-events', true)
    ? list(resource('events'), {
        fieldSelector: `involvedObject.name=${name},involvedObject.uid=${object.kind === 'Node' ? name : uid}`,
      })
    : [];
  const slices = isKind('Service')
    ? list(resource('endpointslices', 'discovery.k8s.io'), {
        labelSelector: `kubernetes.io/service-name=${name}`,
      })
    : [];
  return {
    events: events as readonly Event[],
    slices: slices as readonly EndpointSlice[],
    replicaSets: (isKind('Deployment') ? list(resource('replicasets', 'apps')) : []) as readonly ReplicaSet[],
    pods: (isKind('ReplicaSet', 'DaemonSet', 'Node') ? list(resource('pods')) : []) as readonly Pod[],
  };
}
