/**
 * kubectl rollout history and undo: the revisions of a Deployment are its ReplicaSets, those of a DaemonSet or a
 * StatefulSet ControllerRevisions (k8s.io/kubectl pkg/polymorphichelpers history.go, rollback.go).
 */
import { type Resource, resource, resourcePath } from '../../../kubernetes/api/resources.ts';
import { formatRequirements, selectorRequirements } from '../../../kubernetes/api/selector.ts';
import type { JsonObject, KubeList, KubeObject } from '../../../kubernetes/objects/meta.ts';
import type { PodTemplateSpec } from '../../../kubernetes/objects/pod.ts';
import type { Deployment, ReplicaSet } from '../../../kubernetes/objects/workload.ts';
import { lastAppliedAnnotation, sortedJson } from '../../../kubernetes/patch/last-applied.ts';
import { applyStrategicPatch } from '../../../kubernetes/patch/strategic.ts';
import { describeTemplate } from '../describe/containers.ts';
import { DescribeText } from '../describe/text.ts';
import { Failure, StatusFailure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { objectPrinter } from '../printers/output.ts';
import { TabWriter } from '../printers/tab-writer.ts';
import { readOne } from '../read.ts';
import { qualifiedSingular } from '../resource-names.ts';
import { dryRunMode, dryRunQuery, dryRunSuffix } from './dry-run.ts';

export const revisionAnnotation = 'deployment.kubernetes.io/revision';
const causeAnnotation = 'kubernetes.io/change-cause';
const hashLabel = 'pod-template-hash';

/** Annotations of a ReplicaSet that a rollback does not bring back. */
const ownAnnotations = [
  lastAppliedAnnotation,
  revisionAnnotation,
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
];

interface Revision {
  readonly number: number;
  readonly cause: string | undefined;
  readonly template: PodTemplateSpec;
  /** The object that keeps it. */
  readonly keeper: KubeObject;
  /** What makes the workload that of the revision; undefined for Deployments. */
  readonly patch: JsonObject | undefined;
}

interface Workload extends KubeObject {
  readonly spec: Deployment['spec'];
}

export function history(run: Invocation, of: Resource, name: string): void {
  const printer = objectPrinter(run, 'typed');
  const { owner, revisions } = revisionsOf(run, of, name, 'history viewer');
  const wanted = run.number('revision', 0);
  const label = `${qualifiedSingular(of)}/${name}`;
  const found = revisions.find(({ number }) => number === wanted);
  if (printer !== undefined) {
    if (wanted > 0 && found === undefined) throw new Failure('unable to find the specified revision');
    const shown = found === undefined ? revisions : [found];
    for (const { keeper, patch } of shown)
      run.print(printer.print(patch === undefined ? keeper : patchedBy(of, owner, patch)));
    return;
  }
  if (wanted > 0) {
    if (found === undefined) throw new Failure('unable to find the specified revision');
    run.print(`${label} with revision #${wanted}\n${templateText(run, found)}\n`);
    return;
  }
  if (revisions.length === 0) {
    run.print(`${label} \nNo rollout history found.\n`);
    return;
  }
  const rows = revisions.map(({ number, cause }) => [String(number), cause ?? '<none>']);
  run.print(`${label} \n${new TabWriter(0, 2).format([['REVISION', 'CHANGE-CAUSE'], ...rows])}\n`);
}

export function undo(run: Invocation, of: Resource, name: string): void {
  const { owner, revisions } = revisionsOf(run, of, name, 'rollbacker');
  const mode = dryRunMode(run);
  const to = run.number('to-revision', 0);
  const revision = revisionFor(of, name, revisions, to);
  const result =
    mode === 'client'
      ? templateText(run, revision)
      : isCurrent(of, owner, revision)
        ? `skipped rollback (current template already matches revision ${to})`
        : rollBack(run, of, owner, revision, to);
  const printer = objectPrinter(run, 'typed');
  if (printer !== undefined) run.print(printer.print(owner));
  else run.print(`${qualifiedSingular(of)}/${name} ${result}${dryRunSuffix(mode)}\n`);
}

function revisionFor(of: Resource, name: string, revisions: readonly Revision[], to: number): Revision {
  const missing = new Failure(`unable to find specified revision ${to} in history`);
  if (to < 0) throw missing;
  if (to > 0) {
    const found = revisions.find(({ number }) => number === to);
    if (found === undefined) throw missing;
    return found;
  }
  const previous = revisions.at(-2);
  if (previous === undefined)
    throw new Failure(
      of.name === 'deployments'
        ? `no rollout history found for deployment ${JSON.stringify(name)}`
        : 'no last revision to roll back to',
    );
  return previous;
}

function isCurrent(of: Resource, owner: Workload, { template, patch }: Revision): boolean {
  if (patch !== undefined) return sortedJson(patchedBy(of, owner, patch)) === sortedJson(owner);
  return sortedJson(withoutHash(template)) === sortedJson(owner.spec.template);
}

function rollBack(
  run: Invocation,
  of: Resource,
  owner: Workload,
  { template, keeper, patch }: Revision,
  to: number,
): string {
  const path = resourcePath(of, owner.metadata.namespace, owner.metadata.name);
  if (patch === undefined && owner.spec.paused === true)
    throw new Failure(
      "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again",
    );
  const annotations = Object.fromEntries([
    ...Object.entries(owner.metadata.annotations ?? {}).filter(([key]) => ownAnnotations.includes(key)),
    ...Object.entries(keeper.metadata.annotations ?? {}).filter(([key]) => !ownAnnotations.includes(key)),
  ]);
  try {
    run.request({
      method: 'PATCH',
      path,
      query: { fieldManager: 'kubectl-rollout', ...dryRunQuery(dryRunMode(run)) },
      ...(patch === undefined
        ? {
            contentType: 'application/json-patch+json',
            body: [
              { op: 'replace', path: '/spec/template', value: withoutHash(template) },
              { op: 'replace', path: '/metadata/annotations', value: annotations },
            ],
          }
        : { contentType: 'application/strategic-merge-patch+json', body: patch }),
    });
  } catch (error) {
    if (!(error instanceof StatusFailure)) throw error;
    throw new Failure(`failed restoring revision ${to}: ${error.status.message ?? ''}`);
  }
  return 'rolled back';
}

function withoutHash(template: PodTemplateSpec): PodTemplateSpec {
  const { [hashLabel]: _hash, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}

const withRevisions = ['Deployment', 'DaemonSet', 'StatefulSet'];
/** Kinds that kubectl's visitor of workloads knows besides. */
const workloads = ['Pod', 'ReplicaSet', 'ReplicationController', 'Job', 'CronJob'];

function withoutRevisions({ kind, group }: Resource, what: 'history viewer' | 'rollbacker'): Failure {
  const shown = JSON.stringify(group === '' ? kind : `${kind}.${group}`);
  if (workloads.includes(kind)) return new Failure(`no ${what} has been implemented for ${shown}`);
  const retrieved = what === 'rollbacker' ? what : 'history';
  return new Failure(
    `error retrieving ${retrieved} for ${shown}, no visitor method exists for {${group} ${kind}}`,
  );
}

/** Oldest first. @throws Failure for kinds without revisions */
function revisionsOf(
  run: Invocation,
  of: Resource,
  name: string,
  what: 'history viewer' | 'rollbacker',
): { readonly owner: Workload; readonly revisions: readonly Revision[] } {
  const owner = readOne(run, of, run.namespace, name) as Workload;
  if (what === 'rollbacker' && owner.metadata.annotations?.[lastAppliedAnnotation] !== undefined)
    run.warn(
      `resource ${of.name}/${name} was previously managed with 'kubectl apply'. Rolling back will not update the ${lastAppliedAnnotation} annotation, which may cause unexpected behavior on future 'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file instead.`,
    );
  if (!withRevisions.includes(of.kind)) throw withoutRevisions(of, what);
  const isDeployment = of.name === 'deployments';
  const kept = run.request({
    method: 'GET',
    path: resourcePath(resource(isDeployment ? 'replicasets' : 'controllerrevisions', 'apps'), run.namespace),
    query: { labelSelector: formatRequirements(selectorRequirements(owner.spec.selector)) },
  }) as KubeList;
  const owned = kept.items.filter(
    ({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid) === true,
  );
  const revisions = owned.map((keeper): Revision => {
    const cause = keeper.metadata.annotations?.[causeAnnotation];
    if (isDeployment)
      return {
        number: Number(keeper.metadata.annotations?.[revisionAnnotation] ?? 0),
        cause,
        template: (keeper as ReplicaSet).spec.template,
        keeper,
        patch: undefined,
      };
    const { data: patch, revision: number } = keeper as KubeObject & {
      readonly data: JsonObject;
      readonly revision: number;
    };
    return { number, cause, template: patchedBy(of, owner, patch).spec.template, keeper, patch };
  });
  return { owner, revisions: revisions.sort((one, other) => one.number - other.number) };
}

function patchedBy({ struct }: Resource, owner: Workload, patch: JsonObject): Workload {
  return applyStrategicPatch(struct, owner, patch) as unknown as Workload;
}

/** The template as describe has it, its tabs not set in columns. */
function templateText(run: Invocation, { template, cause, patch }: Revision): string {
  const out = new DescribeText(run.services.now());
  const { annotations } = template.metadata ?? {};
  const shown =
    cause === undefined || patch !== undefined ? annotations : { ...annotations, [causeAnnotation]: cause };
  describeTemplate(out, {
    ...template,
    metadata: { ...template.metadata, ...(shown === undefined ? {} : { annotations: shown }) },
  });
  return out.withTabs();
}
