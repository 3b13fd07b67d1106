/**
 * A deployment's status and conditions (pkg/controller/deployment progress.go, sync.go).
 */
import type { Condition, Timestamp } from '../objects/meta.ts';
import type { Deployment, ReplicaSet } from '../objects/workload.ts';
import { surgeOf } from './rolling-update.ts';

export function sum(
  sets: readonly ReplicaSet[],
  field: 'replicas' | 'readyReplicas' | 'availableReplicas',
): number {
  return sets.reduce((total, { status }) => total + (status[field] ?? 0), 0);
}

/** As SetDeploymentCondition: the same status and reason change nothing; else to the end of the list. */
export function withCondition(
  conditions: readonly Condition[],
  type: string,
  status: Condition['status'],
  reason: string,
  message: string,
  now: Timestamp,
): readonly Condition[] {
  const old = conditions.find((one) => one.type === type);
  if (old?.status === status && old.reason === reason) return conditions;
  const lastTransitionTime = old?.status === status ? (old.lastTransitionTime ?? now) : now;
  return [
    ...conditions.filter((one) => one.type !== type),
    { type, status, lastUpdateTime: now, lastTransitionTime, reason, message },
  ];
}

export function isComplete(deployment: Deployment, status: Deployment['status']): boolean {
  const wanted = deployment.spec.replicas ?? 1;
  return (
    (status.updatedReplicas ?? 0) === wanted &&
    (status.replicas ?? 0) === wanted &&
    (status.availableReplicas ?? 0) === wanted &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 1)
  );
}

/** @param sets all, the new one among them */
export function nextStatus(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  newest: ReplicaSet | undefined,
  given: readonly Condition[],
  now: Timestamp,
): Deployment['status'] {
  const replicas = sum(sets, 'replicas');
  const available = sum(sets, 'availableReplicas');
  const ready = sum(sets, 'readyReplicas');
  const updated = newest === undefined ? 0 : newest.status.replicas;
  const terminating = sets.reduce((total, { status }) => total + (status.terminatingReplicas ?? 0), 0);
  const unavailable = Math.max(0, replicas - available);
  const counts: Deployment['status'] = {
    observedGeneration: deployment.metadata.generation ?? 1,
    ...(replicas === 0 ? {} : { replicas }),
    ...(updated === 0 ? {} : { updatedReplicas: updated }),
    ...(ready === 0 ? {} : { readyReplicas: ready }),
    ...(available === 0 ? {} : { availableReplicas: available }),
    ...(unavailable === 0 ? {} : { unavailableReplicas: unavailable }),
    terminatingReplicas: terminating,
    ...(deployment.status.collisionCount === undefined
      ? {}
      : { collisionCount: deployment.status.collisionCount }),
  };
  const wanted = deployment.spec.replicas ?? 1;
  let conditions =
    available >= wanted - surgeOf(deployment).maxUnavailable
      ? withCondition(
          given,
          'Available',
          'True',
          'MinimumReplicasAvailable',
          'Deployment has minimum availability.',
          now,
        )
      : withCondition(
          given,
          'Available',
          'False',
          'MinimumReplicasUnavailable',
          'Deployment does not have minimum availability.',
          now,
        );
  conditions = progressing(deployment, counts, newest, conditions, now);
  return { ...counts, ...(conditions.length === 0 ? {} : { conditions }) };
}

function progressing(
  deployment: Deployment,
  status: Deployment['status'],
  newest: ReplicaSet | undefined,
  given: readonly Condition[],
  now: Timestamp,
): readonly Condition[] {
  if (deployment.spec.progressDeadlineSeconds === 2_147_483_647) return given;
  const current = given.find((one) => one.type === 'Progressing');
  const settled = status.replicas === status.updatedReplicas && current?.reason === 'NewReplicaSetAvailable';
  if (settled) return given;
  const what =
    newest === undefined
      ? `Deployment "${deployment.metadata.name}"`
      : `ReplicaSet "${newest.metadata.name}"`;
  if (isComplete(deployment, status))
    return withCondition(
      given,
      'Progressing',
      'True',
      'NewReplicaSetAvailable',
      `${what} has successfully progressed.`,
      now,
    );
  const old = deployment.status;
  const progressed =
    (status.updatedReplicas ?? 0) > (old.updatedReplicas ?? 0) ||
    (status.replicas ?? 0) - (status.updatedReplicas ?? 0) <
      (old.replicas ?? 0) - (old.updatedReplicas ?? 0) ||
    (status.readyReplicas ?? 0) > (old.readyReplicas ?? 0) ||
    (status.availableReplicas ?? 0) > (old.availableReplicas ?? 0);
  if (progressed) {
    const message = `${what} is progressing.`;
    const started = current?.status === 'True' ? (current.lastTransitionTime ?? now) : now;
    return [
      ...given.filter((one) => one.type !== 'Progressing'),
      {
        type: 'Progressing',
        status: 'True',
        lastUpdateTime: now,
        lastTransitionTime: started,
        reason: 'ReplicaSetUpdated',
        message,
      },
    ];
  }
  const deadline = (deployment.spec.progressDeadlineSeconds ?? 600) * 1000;
  if (current !== undefined && Date.parse(now) - Date.parse(current.lastUpdateTime ?? now) > deadline)
    return withCondition(
      given,
      'Progressing',
      'False',
      'ProgressDeadlineExceeded',
      `${what} has timed out progressing.`,
      now,
    );
  return given;
}
