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
import type { Surroundings } from '../describe/describer.ts';
import { describerOf } from '../describe/kinds.ts';
import { DescribeText } from '../describe/text.ts';
import { Failure, Failures, isNotFound, PlainFailure, StatusFailure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { readManifests } from '../manifests.ts';
import { readAll, readOne } from '../read.ts';
import { findTypes } from '../resource-names.ts';
import { choose } from '../targets.ts';

interface Found {
  readonly of: Resource;
  readonly object: KubeObject;
}

export function* describe(run: Invocation): Running<number> {
  if (run.words.length === 0 && !run.has('filename'))
    throw new PlainFailure(
      'error: You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.\n',
    );
  const { found, errors } = run.has('filename') ? yield* fromFiles(run) : fromWords(run);
  const [missing] = errors;
  const [type = '', prefix = ''] = run.words;
  if (
    missing !== undefined &&
    errors.length === 1 &&
    isNotFound(missing) &&
    run.words.length === 2 &&
    !type.includes('/')
  ) {
    const [of] = findTypes(type, run.resources);
    const matching = of === undefined ? [] : byPrefix(run, of, prefix);
    if (matching.length === 0) throw missing;
    print(run, matching, run.is('show-events'));
    return 0;
  }
  print(run, found, run.is('show-events', errors.length === 0 && found.length === 1));
  if (errors.length === 1 && (missing instanceof StatusFailure || missing instanceof PlainFailure))
    throw missing;
  if (errors.length > 0) throw new Failures(errors);
  if (found.length === 0)
    run.complain(
      run.allNamespaces ? 'No resources found\n' : `No resources found in ${run.namespace} namespace.\n`,
    );
  return 0;
}

function print(run: Invocation, found: readonly Found[], withEvents: boolean): void {
  for (const [index, { of, object }] of found.entries()) {
    if (index > 0) run.print('\n\n');
    run.print(text(run, of, object, withEvents));
  }
}

function* fromFiles(
  run: Invocation,
): Running<{ readonly found: readonly Found[]; readonly errors: readonly Error[] }> {
  const { manifests, errors: unreadable } = yield* readManifests(run);
  const found: Found[] = [];
  const errors: Error[] = [...unreadable];
  for (const { resource: of, object, namespace } of manifests)
    try {
      const { name = '' } = object['metadata'] as { readonly name?: string };
      if (name === '') throw new PlainFailure('error: resource name may not be empty');
      found.push({ of, object: readOne(run, of, namespace, name) as KubeObject });
    } catch (error) {
      errors.push(error as Error);
    }
  return { found, errors };
}

function fromWords(run: Invocation): { readonly found: readonly Found[]; readonly errors: readonly Error[] } {
  const found: Found[] = [];
  const errors: Error[] = [];
  const query = run.has('selector') ? { labelSelector: run.text('selector') } : {};
  const namespace = run.allNamespaces ? undefined : run.namespace;
  for (const { resource: of, name } of choose(run, run.words))
    try {
      if (name !== undefined) found.push({ of, object: readOne(run, of, namespace, name) as KubeObject });
      else
        for (const object of (readAll(run, of, namespace, { query }) as KubeList).items)
          found.push({ of, object });
    } catch (error) {
      errors.push(error as Error);
    }
  return { found, errors };
}

/** `describe pod web` finds web-1 and web-2. */
function byPrefix(run: Invocation, of: Resource, prefix: string): readonly Found[] {
  const { items } = readAll(run, of, run.namespace) as KubeList;
  return items.filter(({ metadata }) => metadata.name.startsWith(prefix)).map((object) => ({ of, object }));
}

function text(run: Invocation, of: Resource, object: KubeObject, withEvents: boolean): string {
  const out = new DescribeText(run.services.now());
  const describer = describerOf(of);
  if (describer === undefined) throw new Failure(`not simulated: kubectl describe of ${of.name}`);
  describer(object as never, out, surroundings(run, object, withEvents));
  return out.toString();
}

function surroundings(run: Invocation, object: KubeObject, withEvents: boolean): Surroundings {
  const { namespace, name, uid } = object.metadata;
  const list = (of: Resource, query: Record<string, string> = {}): readonly KubeObject[] =>
    (run.request({ method: 'GET', path: resourcePath(of, namespace), query }) as KubeList).items;
  const isKind = (...kinds: readonly string[]): boolean => kinds.includes(object.kind);
  const events = withEvents
    ? list(resource('events'), {
        fieldSelector: `involvedObject.name=${name},involvedObject.uid=${object.kind === 'Node' ? name : uid}`,
      })
    : undefined;
  const slices = isKind('Service')
    ? list(resource('endpointslices', 'discovery.k8s.io'), {
        labelSelector: `kubernetes.io/service-name=${name}`,
      })
    : [];
  return {
    events: events as readonly Event[] | undefined,
    slices: slices as readonly EndpointSlice[],
    replicaSets: (isKind('Deployment') ? list(resource('replicasets', 'apps')) : []) as readonly ReplicaSet[],
    list: (of, labelSelector) => list(of, labelSelector === undefined ? {} : { labelSelector }),
    pods: (isKind(
      'ReplicaSet',
      'ReplicationController',
      'StatefulSet',
      'DaemonSet',
      'Node',
      'PersistentVolumeClaim',
    )
      ? list(resource('pods'))
      : []) as readonly Pod[],
  };
}
