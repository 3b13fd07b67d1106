/**
 * Revisions of a StatefulSet's template (pkg/controller/history controller_history.go): ControllerRevisions named by the
 * FNV-32 of their JSON.
 */
import { sortedJson } from '../patch/last-applied.ts';
import { resource } from '../api/resources.ts';
import { same } from '../api/same.ts';
import type { Client } from '../client/client.ts';
import type { StatefulSet } from '../objects/batch.ts';
import type { KubeObject } from '../objects/meta.ts';
import type { PodTemplateSpec } from '../objects/pod.ts';
import { revisionHash } from '../schema/go-print.ts';
import { controlledBy } from './pod-from-template.ts';

const revisions = resource('controllerrevisions', 'apps');

export interface ControllerRevision extends KubeObject {
  readonly data: { readonly spec: { readonly template: PodTemplateSpec & { readonly $patch?: 'replace' } } };
  readonly revision: number;
}

/** The revisions of a set, the oldest first. */
export function revisionsOf(client: Client, set: StatefulSet): readonly ControllerRevision[] {
  return (client.list(revisions, set.metadata.namespace) as readonly ControllerRevision[])
    .filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === set.metadata.uid))
    .sort((one, other) => one.revision - other.revision);
}

/** The revision of the present template, made or made the newest again when it has to be. */
export function newestRevision(
  client: Client,
  set: StatefulSet,
  known: readonly ControllerRevision[],
): ControllerRevision {
  const data = { spec: { template: { ...set.spec.template, $patch: 'replace' as const } } };
  const next = (known.at(-1)?.revision ?? 0) + 1;
  const equal = known.findLast((one) => same(one.data, data));
  if (equal !== undefined) {
    if (equal === known.at(-1)) return equal;
    const bumped = { ...equal, revision: next };
    client.update(revisions, bumped);
    return bumped;
  }
  const hash = revisionHash(`${sortedJson(data)}${String(set.status.collisionCount ?? 0)}`);
  const revision = {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: `${set.metadata.name}-${hash}`,
      namespace: set.metadata.namespace ?? '',
      labels: { ...set.spec.template.metadata?.labels, 'controller.kubernetes.io/hash': hash },
      ownerReferences: [controlledBy(set)],
    },
    data,
    revision: next,
  };
  client.create<ControllerRevision>(revisions, revision);
  return revision as unknown as ControllerRevision;
}

/** Those beyond the limit that no pod lives by go, the oldest first. */
export function truncateHistory(
  client: Client,
  set: StatefulSet,
  known: readonly ControllerRevision[],
  live: ReadonlySet<string>,
): void {
  const dead = known.filter(({ metadata }) => !live.has(metadata.name));
  const excess = dead.length - (set.spec.revisionHistoryLimit ?? 10);
  for (const { metadata } of dead.slice(0, Math.max(0, excess)))
    client.delete(revisions, metadata.namespace, metadata.name);
}
