/**
 * kubectl scale (k8s.io/kubectl pkg/cmd/scale).
 *
 * Left out: --timeout waits.
 */
import { resourcePath } from '../../../kubernetes/api/resources.ts';
import type { KubeList, KubeObject } from '../../../kubernetes/objects/meta.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { flags } from '../command-line.ts';
import { Failure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { readManifests } from '../manifests.ts';
import { qualifiedSingular, selections } from '../resource-names.ts';
import { dryRunMode, dryRunQuery, dryRunSuffix } from './dry-run.ts';

export const scaleFlags = flags(
  'all:bool',
  'current-replicas:int',
  'dry-run:string=unchanged',
  'f|filename:strings',
  'k|kustomize:string',
  'o|output:string',
  'R|recursive:bool',
  'replicas:int',
  'resource-version:string',
  'l|selector:string',
  'template:string',
  'timeout:duration',
);

interface Scale extends KubeObject {
  readonly spec: { readonly replicas?: number };
}

export function* scale(run: Invocation): Running<number> {
  if (!run.has('replicas')) throw new Failure('required flag(s) "replicas" not set');
  const replicas = run.number('replicas', 0);
  if (replicas < 0)
    throw new Failure('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
  const mode = dryRunMode(run);
  const targets = run.has('filename')
    ? (yield* readManifests(run)).manifests.map(({ resource, object }) => ({
        resource,
        name: (object['metadata'] as { name?: string }).name ?? '',
      }))
    : selections(run.words).flatMap(({ resource, name }) => {
        if (name !== undefined) return [{ resource, name }];
        if (!run.is('all') && !run.has('selector'))
          throw new Failure('resource(s) were provided, but no name was specified');
        const query = run.has('selector') ? { labelSelector: run.text('selector') } : {};
        const list = run.request({
          method: 'GET',
          path: resourcePath(resource, run.namespace),
          query,
        }) as KubeList;
        return list.items.map(({ metadata }) => ({ resource, name: metadata.name }));
      });
  if (targets.length === 0) throw new Failure('no objects passed to scale');
  for (const { resource, name } of targets) {
    const path = `${resourcePath(resource, run.namespace, name)}/scale`;
    const current = run.request({ method: 'GET', path }) as Scale;
    const has = current.spec.replicas ?? 0;
    if (run.has('current-replicas') && run.number('current-replicas', -1) !== has)
      throw new Failure(`Expected replicas to be ${run.number('current-replicas', -1)}, was ${has}`);
    if (mode !== 'client')
      run.request({
        method: 'PATCH',
        path,
        contentType: 'application/merge-patch+json',
        body: { spec: { replicas } },
        query: dryRunQuery(mode),
      });
    if (run.value('output') === 'name') run.print(`${qualifiedSingular(resource)}/${name}\n`);
    else run.print(`${qualifiedSingular(resource)}/${name} scaled${dryRunSuffix(mode)}\n`);
  }
  return 0;
}
