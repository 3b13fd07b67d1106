/**
 * What ties ReplicaSets to their Deployment: revision, annotations, the hash label, the owner reference
 * (pkg/controller/deployment/util).
 */
import { same } from '../api/same.ts';
import type { OwnerReference } from '../objects/meta.ts';
import type { Deployment, ReplicaSet } from '../objects/workload.ts';
import { surgeOf } from './rolling-update.ts';

export const hashLabel = 'pod-template-hash';
export const revisionAnnotation = 'deployment.kubernetes.io/revision';
const historyAnnotation = 'deployment.kubernetes.io/revision-history';
export const desiredAnnotation = 'deployment.kubernetes.io/desired-replicas';
export const maxAnnotation = 'deployment.kubernetes.io/max-replicas';
const notCopied = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  revisionAnnotation,
  historyAnnotation,
  desiredAnnotation,
  maxAnnotation,
  'deprecated.deployment.rollback.to',
]);

export function revisionOf(set: ReplicaSet): number {
  return Number(set.metadata.annotations?.[revisionAnnotation] ?? 0);
}

export function sameTemplate(deployment: Deployment, set: ReplicaSet): boolean {
  const { [hashLabel]: _hash, ...labels } = set.spec.template.metadata?.labels ?? {};
  const { metadata, ...rest } = set.spec.template;
  const template = { ...rest, metadata: { ...metadata, labels } };
  const wanted = { ...deployment.spec.template, metadata: { ...deployment.spec.template.metadata } };
  return same(template, {
    ...wanted,
    metadata: { ...wanted.metadata, labels: wanted.metadata.labels ?? {} },
  });
}

export function setAnnotations(
  deployment: Deployment,
  set: ReplicaSet | undefined,
  revision: string,
): Readonly<Record<string, string>> {
  const annotations: Record<string, string> = { ...set?.metadata.annotations };
  for (const [key, value] of Object.entries(deployment.metadata.annotations ?? {}))
    if (!notCopied.has(key)) annotations[key] = value;
  const old = annotations[revisionAnnotation];
  if (old === undefined || Number(old) < Number(revision)) {
    if (old !== undefined) {
      const history = annotations[historyAnnotation];
      annotations[historyAnnotation] = history === undefined ? old : `${history},${old}`;
    }
    annotations[revisionAnnotation] = revision;
  }
  if (set === undefined) {
    annotations[desiredAnnotation] = String(deployment.spec.replicas ?? 1);
    annotations[maxAnnotation] = String((deployment.spec.replicas ?? 1) + surgeOf(deployment).maxSurge);
  }
  return annotations;
}

export function referenceTo(deployment: Deployment): OwnerReference {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    name: deployment.metadata.name,
    uid: deployment.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** FindActiveOrLatest: the one with pods; where none has any, the newest. Of several with pods it is the newest here. */
export function activeOrLatest(
  sets: readonly ReplicaSet[],
  newest: ReplicaSet | undefined,
): ReplicaSet | undefined {
  const [active, another] = sets.filter(({ spec }) => (spec.replicas ?? 0) > 0);
  if (active !== undefined) return another === undefined ? active : newest;
  const byAge = [...sets].sort((one, other) =>
    one.metadata.creationTimestamp < other.metadata.creationTimestamp ? 1 : -1,
  );
  return newest ?? byAge[0];
}
