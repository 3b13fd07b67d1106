/**
 * `kubectl apply --prune`: what was applied once and is in the files no more is deleted (k8s.io/kubectl pkg/cmd/apply
 * prune.go, pkg/util/prune). Looked at are the namespaces of what was applied, the kinds of the list or of
 * --prune-allowlist, and of their objects those that the selector finds and that carry the annotation of `apply`.
 *
 * Left out: --applyset. The namespaces are taken in their order; upstream's map has none.
 */
import { type Resource, resource, resourcePath } from '../../../kubernetes/api/resources.ts';
import type { KubeList, KubeObject } from '../../../kubernetes/objects/meta.ts';
import { hasLastApplied } from '../../../kubernetes/patch/last-applied.ts';
import { Failure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { logHead } from '../log-line.ts';
import type { Manifest } from '../manifests.ts';
import { objectPrinter } from '../printers/output.ts';
import { qualifiedSingular } from '../resource-names.ts';
import { graceSeconds, propagation } from './delete.ts';
import { type DryRun, dryRunSuffix } from './dry-run.ts';

/** Those of every apply, in upstream's order: `NAME` or `NAME.GROUP`. */
const usual =
  'configmaps endpoints persistentvolumeclaims pods replicationcontrollers secrets services jobs.batch cronjobs.batch ingresses.networking.k8s.io daemonsets.apps deployments.apps replicasets.apps statefulsets.apps namespaces persistentvolumes';

/** @throws Failure for flags that pruning does not go with */
export function checkPruning(run: Invocation): void {
  if (!run.is('prune')) return;
  if (run.is('force')) throw new Failure('--force cannot be used with --prune');
  if (!run.is('all') && run.text('selector') === '')
    throw new Failure(
      'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector',
    );
  if (run.is('server-side'))
    throw new Failure(
      "--prune is in alpha and doesn't currently work on objects created by server-side apply",
    );
}

/** Those of --prune-allowlist, `GROUP/VERSION/KIND` each. @throws Failure for one there is not */
export function prunableKinds(run: Invocation): readonly Resource[] {
  return run.values('prune-allowlist').map((text) => {
    const [group = '', version, kind, more] = text.split('/');
    if (version === undefined || kind === undefined || more !== undefined)
      throw new Failure(`invalid GroupVersionKind format: ${text}, please follow <group/version/kind>`);
    const of = group === 'core' ? '' : group;
    const found = run.resources.find(
      (one) => one.group === of && one.version === version && one.kind === kind,
    );
    if (found === undefined)
      throw new Failure(
        `no matches for kind ${JSON.stringify(kind)} in version "${of === '' ? '' : `${of}/`}${version}"`,
      );
    return found;
  });
}

/** @param allowed empty: the usual kinds @param applied what the server made of the manifests: it stays */
export function prune(
  run: Invocation,
  allowed: readonly Resource[],
  manifests: readonly Manifest[],
  applied: readonly KubeObject[],
  mode: DryRun,
): void {
  if (allowed.length === 0)
    run.complain(
      `${logHead(run, 'W', 'prune.go:71')} Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.\n`,
    );
  const kinds =
    allowed.length > 0
      ? allowed
      : usual
          .split(' ')
          .map((name) => resource(name.split('.')[0] ?? '', name.split('.').slice(1).join('.')));
  const visited = new Set(run.namespaceIsExplicit ? [run.namespace] : []);
  for (const { namespace } of manifests) if (namespace !== undefined) visited.add(namespace);
  const kept = new Set(applied.map(({ metadata }) => metadata.uid));
  const pruneKind = (kind: Resource, namespace: string | undefined): void => {
    const query = { labelSelector: run.text('selector') };
    const { items } = run.request({ method: 'GET', path: resourcePath(kind, namespace), query }) as KubeList;
    for (const object of items)
      if (hasLastApplied(object) && !kept.has(object.metadata.uid)) pruneOne(run, kind, object, mode);
  };
  for (const namespace of [...visited].sort())
    for (const kind of kinds.filter(({ namespaced }) => namespaced)) pruneKind(kind, namespace);
  for (const kind of kinds.filter(({ namespaced }) => !namespaced)) pruneKind(kind, undefined);
}

function pruneOne(run: Invocation, kind: Resource, object: KubeObject, mode: DryRun): void {
  const { name, namespace } = object.metadata;
  const grace = graceSeconds(run);
  if (mode !== 'client')
    run.request({
      method: 'DELETE',
      path: resourcePath(kind, namespace, name),
      body: {
        propagationPolicy: propagation(run),
        ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
        ...(mode === 'server' ? { dryRun: ['All'] } : {}),
      },
    });
  const printer = objectPrinter(run, 'other');
  if (printer !== undefined) run.print(printer.print(object));
  else run.print(`${qualifiedSingular(kind)}/${name} pruned${dryRunSuffix(mode)}\n`);
}
