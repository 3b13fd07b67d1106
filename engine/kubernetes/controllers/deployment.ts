/**
 * The Deployment controller: a ReplicaSet per template, rolled from the old ones to the new within surge and
 * unavailability (pkg/controller/deployment).
 *
 * Left out: proportional scaling of several ReplicaSets while a rollout runs (all of the change goes to the newest).
 */
import { millisecond, second } from '../../clock/clock.ts';
import { resource } from '../api/resources.ts';
import { matches, selectorRequirements } from '../api/selector.ts';
import { same } from '../api/same.ts';
import { failed } from '../client/client.ts';
import { keyOf } from '../client/informer.ts';
import { WorkQueue } from '../client/work-queue.ts';
import type { Condition } from '../objects/meta.ts';
import type { PodTemplateSpec } from '../objects/pod.ts';
import type { Deployment, ReplicaSet } from '../objects/workload.ts';
import { podTemplateHash } from '../schema/go-print.ts';
import { byController, type ControllerContext, orphans } from './context.ts';
import { isComplete, nextStatus, sum, withCondition } from './deployment-status.ts';
import {
  activeOrLatest,
  desiredAnnotation,
  hashLabel,
  maxAnnotation,
  referenceTo,
  revisionAnnotation,
  revisionOf,
  sameTemplate,
  setAnnotations,
} from './deployment-sets.ts';
import { controllerReference } from './replica-set.ts';
import { surgeOf } from './rolling-update.ts';

const deployments = resource('deployments', 'apps');
const replicaSets = resource('replicasets', 'apps');

export function startDeploymentController(context: ControllerContext): void {
  const { informers } = context;
  const client = context.client('deployment-controller');
  const recorder = context.recorder('deployment-controller');
  const queue = new WorkQueue(context.clock, sync, 2 * millisecond);
  const hashes = new WeakMap<PodTemplateSpec, string>();

  informers.deployments.onChange(({ object, gone }) => {
    if (!gone) queue.add(keyOf(object));
  });
  informers.replicaSets.onChange(({ object }) => {
    const owner = controllerReference(object);
    if (owner?.kind === 'Deployment') queue.add(`${object.metadata.namespace ?? ''}/${owner.name}`);
  });

  function sync(key: string): void {
    const deployment = informers.deployments.byKey(key);
    if (deployment === undefined) return;
    const sets = claimed(deployment);
    if (deployment.metadata.deletionTimestamp !== undefined) {
      updateStatus(deployment, sets, newestOf(deployment, sets), conditionsOf(deployment));
      return;
    }
    if (deployment.spec.paused === true) {
      pauseCondition(deployment, sets);
      return;
    }
    if (deployment.spec.strategy?.type === 'Recreate') recreate(deployment, sets);
    else roll(deployment, sets);
  }

  /** Its ReplicaSets, with orphans that match taken in. */
  function claimed(deployment: Deployment): readonly ReplicaSet[] {
    const own = informers.replicaSets.indexed(byController, deployment.metadata.uid);
    if (deployment.metadata.deletionTimestamp !== undefined) return own;
    const requirements = selectorRequirements(deployment.spec.selector);
    const adopted: ReplicaSet[] = [];
    for (const set of informers.replicaSets.indexed(orphans, deployment.metadata.namespace ?? '')) {
      if (set.metadata.deletionTimestamp !== undefined) continue;
      if (!matches(requirements, set.metadata.labels)) continue;
      const next = client.update(replicaSets, {
        ...set,
        metadata: {
          ...set.metadata,
          ownerReferences: [...(set.metadata.ownerReferences ?? []), referenceTo(deployment)],
        },
      });
      if (!failed(next)) adopted.push(next);
    }
    return adopted.length === 0 ? own : [...own, ...adopted];
  }

  function hashOf(deployment: Deployment): string {
    const { template } = deployment.spec;
    const { collisionCount } = deployment.status;
    if (collisionCount !== undefined) return podTemplateHash(template, collisionCount);
    let hash = hashes.get(template);
    if (hash === undefined) hashes.set(template, (hash = podTemplateHash(template)));
    return hash;
  }

  function newestOf(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
    const name = `${deployment.metadata.name}-${hashOf(deployment)}`;
    return (
      sets.find((set) => set.metadata.name === name) ?? sets.find((set) => sameTemplate(deployment, set))
    );
  }

  function roll(deployment: Deployment, sets: readonly ReplicaSet[]): void {
    const { newest, conditions, all } = withNewest(deployment, sets, true);
    if (newest === undefined) return;
    const old = all.filter((set) => set !== newest);
    if (scaleUpNewest(deployment, newest, all)) {
      updateStatus(deployment, all, newest, conditions);
      return;
    }
    if (scaleDownOld(deployment, newest, old, all)) {
      updateStatus(deployment, all, newest, conditions);
      return;
    }
    finish(deployment, old, all, newest, conditions);
  }

  function recreate(deployment: Deployment, sets: readonly ReplicaSet[]): void {
    const existing = newestOf(deployment, sets);
    const old = sets.filter((set) => set !== existing);
    let scaledDown = false;
    for (const set of old)
      if ((set.spec.replicas ?? 0) > 0) {
        scale(deployment, set, 0);
        scaledDown = true;
      }
    const busy = old.some(({ status }) => status.replicas > 0 || (status.terminatingReplicas ?? 0) > 0);
    if (scaledDown || busy) {
      updateStatus(deployment, sets, existing, conditionsOf(deployment));
      return;
    }
    const { newest, conditions, all } = withNewest(deployment, sets, true);
    if (newest === undefined) return;
    const wanted = deployment.spec.replicas ?? 1;
    if (newest.spec.replicas !== wanted) scale(deployment, newest, wanted);
    finish(
      deployment,
      all.filter((set) => set !== newest),
      all,
      newest,
      conditions,
    );
  }

  function finish(
    deployment: Deployment,
    old: readonly ReplicaSet[],
    all: readonly ReplicaSet[],
    newest: ReplicaSet,
    conditions: readonly Condition[],
  ): void {
    if (isComplete(deployment, deployment.status)) cleanUp(deployment, old);
    updateStatus(deployment, all, newest, conditions);
  }

  function withNewest(
    deployment: Deployment,
    sets: readonly ReplicaSet[],
    create: boolean,
  ): {
    readonly newest: ReplicaSet | undefined;
    readonly conditions: readonly Condition[];
    readonly all: readonly ReplicaSet[];
  } {
    const now = context.wallClock.timestamp;
    const existing = newestOf(deployment, sets);
    const others = sets.filter((set) => set !== existing);
    const revision = String(Math.max(0, ...others.map(revisionOf)) + 1);
    let conditions = conditionsOf(deployment);
    if (existing !== undefined) {
      const annotations = setAnnotations(deployment, existing, revision);
      let newest = existing;
      if (!same(annotations, existing.metadata.annotations)) {
        const updated = client.update(replicaSets, {
          ...existing,
          metadata: { ...existing.metadata, annotations },
        });
        if (!failed(updated)) newest = updated;
      }
      setRevision(deployment, annotations[revisionAnnotation] ?? revision);
      if (!conditions.some((one) => one.type === 'Progressing'))
        conditions = withCondition(
          conditions,
          'Progressing',
          'True',
          'FoundNewReplicaSet',
          `Found new replica set "${newest.metadata.name}"`,
          now,
        );
      return { newest, conditions, all: [...others, newest] };
    }
    if (!create) return { newest: undefined, conditions, all: sets };
    const hash = hashOf(deployment);
    const { template } = deployment.spec;
    const labels = { ...template.metadata?.labels, [hashLabel]: hash };
    const created = client.create<ReplicaSet>(replicaSets, {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: `${deployment.metadata.name}-${hash}`,
        namespace: deployment.metadata.namespace ?? '',
        labels,
        annotations: setAnnotations(deployment, undefined, revision),
        ownerReferences: [referenceTo(deployment)],
      },
      spec: {
        ...(deployment.spec.minReadySeconds === undefined
          ? {}
          : { minReadySeconds: deployment.spec.minReadySeconds }),
        replicas: firstReplicas(deployment, others),
        selector: {
          ...deployment.spec.selector,
          matchLabels: { ...deployment.spec.selector.matchLabels, [hashLabel]: hash },
        },
        template: { ...template, metadata: { ...template.metadata, labels } },
      },
      status: { replicas: 0 },
    });
    if (failed(created)) {
      if (created.reason === 'AlreadyExists') queue.addAfter(keyOf(deployment), 10 * millisecond);
      return { newest: undefined, conditions, all: sets };
    }
    const replicas = created.spec.replicas ?? 0;
    if (replicas > 0)
      recorder.normal(
        deployment,
        'ScalingReplicaSet',
        `Scaled up replica set ${created.metadata.name} from 0 to ${replicas}`,
      );
    setRevision(deployment, revision);
    conditions = withCondition(
      conditions,
      'Progressing',
      'True',
      'NewReplicaSetCreated',
      `Created new replica set "${created.metadata.name}"`,
      now,
    );
    return { newest: created, conditions, all: [...others, created] };
  }

  function setRevision(deployment: Deployment, revision: string): void {
    if (deployment.metadata.annotations?.[revisionAnnotation] === revision) return;
    const fresh = client.get(deployments, deployment.metadata.namespace, deployment.metadata.name);
    if (fresh === undefined) return;
    client.update(deployments, {
      ...fresh,
      metadata: {
        ...fresh.metadata,
        annotations: { ...fresh.metadata.annotations, [revisionAnnotation]: revision },
      },
    });
  }

  /** NewRSNewReplicas for a set that is not there yet. */
  function firstReplicas(deployment: Deployment, others: readonly ReplicaSet[]): number {
    const wanted = deployment.spec.replicas ?? 1;
    if (deployment.spec.strategy?.type === 'Recreate') return wanted;
    const current = others.reduce((total, { spec }) => total + (spec.replicas ?? 0), 0);
    return Math.max(0, Math.min(wanted, wanted + surgeOf(deployment).maxSurge - current));
  }

  function scaleUpNewest(deployment: Deployment, newest: ReplicaSet, all: readonly ReplicaSet[]): boolean {
    const wanted = deployment.spec.replicas ?? 1;
    const has = newest.spec.replicas ?? 0;
    if (has === wanted) return false;
    if (has > wanted) return scale(deployment, newest, wanted);
    const total = all.reduce((count, { spec }) => count + (spec.replicas ?? 0), 0);
    const most = wanted + surgeOf(deployment).maxSurge;
    if (total >= most) return false;
    return scale(deployment, newest, has + Math.min(most - total, wanted - has));
  }

  function scaleDownOld(
    deployment: Deployment,
    newest: ReplicaSet,
    old: readonly ReplicaSet[],
    all: readonly ReplicaSet[],
  ): boolean {
    if (old.every(({ spec }) => (spec.replicas ?? 0) === 0)) return false;
    const { maxUnavailable } = surgeOf(deployment);
    const least = (deployment.spec.replicas ?? 1) - maxUnavailable;
    const total = all.reduce((count, { spec }) => count + (spec.replicas ?? 0), 0);
    const newestUnavailable = (newest.spec.replicas ?? 0) - (newest.status.availableReplicas ?? 0);
    let budget = total - least - newestUnavailable;
    if (budget <= 0) return false;
    let changed = false;
    const byAge = [...old].sort((one, other) =>
      one.metadata.creationTimestamp < other.metadata.creationTimestamp ? -1 : 1,
    );
    const sizes = new Map(byAge.map((set) => [set, set.spec.replicas ?? 0]));
    // First what is not healthy anyway, then down to what must stay available.
    for (const set of byAge) {
      const size = sizes.get(set) ?? 0;
      const unhealthy = Math.min(budget, size - (set.status.availableReplicas ?? 0));
      if (size === 0 || unhealthy <= 0) continue;
      sizes.set(set, size - unhealthy);
      budget -= unhealthy;
    }
    let spare = sum(all, 'availableReplicas') - least;
    for (const set of byAge) {
      const size = sizes.get(set) ?? 0;
      if (spare <= 0 || size === 0) continue;
      const fewer = Math.min(size, spare);
      sizes.set(set, size - fewer);
      spare -= fewer;
    }
    for (const [set, size] of sizes)
      if (size !== (set.spec.replicas ?? 0)) {
        scale(deployment, set, size);
        changed = true;
      }
    return changed;
  }

  function scale(deployment: Deployment, set: ReplicaSet, replicas: number): boolean {
    const from = set.spec.replicas ?? 0;
    const fresh = client.get(replicaSets, set.metadata.namespace, set.metadata.name) as
      ReplicaSet | undefined;
    if (fresh === undefined) return false;
    const updated = client.update(replicaSets, {
      ...fresh,
      metadata: {
        ...fresh.metadata,
        annotations: {
          ...fresh.metadata.annotations,
          [desiredAnnotation]: String(deployment.spec.replicas ?? 1),
          [maxAnnotation]: String((deployment.spec.replicas ?? 1) + surgeOf(deployment).maxSurge),
        },
      },
      spec: { ...fresh.spec, replicas },
    });
    if (failed(updated)) return false;
    recorder.normal(
      deployment,
      'ScalingReplicaSet',
      `Scaled ${replicas > from ? 'up' : 'down'} replica set ${set.metadata.name} from ${from} to ${replicas}`,
    );
    return true;
  }

  function cleanUp(deployment: Deployment, old: readonly ReplicaSet[]): void {
    const limit = deployment.spec.revisionHistoryLimit ?? 10;
    const removable = old.filter(
      ({ metadata, spec, status }) =>
        status.replicas === 0 && (spec.replicas ?? 0) === 0 && metadata.deletionTimestamp === undefined,
    );
    const sorted = [...removable].sort((one, other) => revisionOf(one) - revisionOf(other));
    for (const set of sorted.slice(0, Math.max(0, old.length - limit)))
      client.delete(replicaSets, set.metadata.namespace, set.metadata.name);
  }

  function pauseCondition(deployment: Deployment, sets: readonly ReplicaSet[]): void {
    const conditions = withCondition(
      conditionsOf(deployment),
      'Progressing',
      'Unknown',
      'DeploymentPaused',
      'Deployment is paused',
      context.wallClock.timestamp,
    );
    const newest = newestOf(deployment, sets);
    const scaled = activeOrLatest(sets, newest);
    const wanted = deployment.spec.replicas ?? 1;
    if (scaled !== undefined && (scaled.spec.replicas ?? 0) !== wanted) scale(deployment, scaled, wanted);
    updateStatus(deployment, sets, newest, conditions);
  }

  function updateStatus(
    given: Deployment,
    sets: readonly ReplicaSet[],
    newest: ReplicaSet | undefined,
    conditions: readonly Condition[],
  ): void {
    const status = nextStatus(given, sets, newest, conditions, context.wallClock.timestamp);
    if (same(status, given.status)) return;
    const fresh = client.get(deployments, given.metadata.namespace, given.metadata.name) as
      Deployment | undefined;
    if (fresh === undefined) return;
    client.updateStatus(deployments, { ...fresh, status });
    const progress = status.conditions?.find((one) => one.type === 'Progressing');
    if (progress?.status === 'True' && progress.reason !== 'NewReplicaSetAvailable')
      queue.addAfter(keyOf(given), ((given.spec.progressDeadlineSeconds ?? 600) + 1) * second);
  }
}

function conditionsOf(deployment: Deployment): readonly Condition[] {
  return deployment.status.conditions ?? [];
}
