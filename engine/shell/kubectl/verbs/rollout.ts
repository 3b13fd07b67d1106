/**
 * kubectl rollout: status, restart, pause, resume; history and undo by `revisions.ts` (k8s.io/kubectl pkg/cmd/rollout,
 * pkg/polymorphichelpers).
 *
 * Left out: status --revision.
 */
import { millisecond } from '../../../clock/clock.ts';
import { type Resource, resourcePath } from '../../../kubernetes/api/resources.ts';
import type { KubeObject } from '../../../kubernetes/objects/meta.ts';
import type { DaemonSet, Deployment } from '../../../kubernetes/objects/workload.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { parseDuration } from '../command/flag.ts';
import { aggregate, Failure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { objectPrinter } from '../printers/output.ts';
import { qualifiedSingular } from '../resource-names.ts';
import { type Target, targetsOf } from '../targets.ts';
import { history, revisionAnnotation, undo } from './revisions.ts';

export function* rollout(run: Invocation, action: string): Running<number> {
  if (run.words.length === 0 && !run.has('filename')) throw new Failure('required resource not specified');
  const { targets, errors } = yield* targetsOf(run, run.words, 'all');
  const failures: Error[] = [...errors];
  for (const target of targets) {
    try {
      yield* act(run, action, target);
    } catch (error) {
      if (action === 'status') throw error;
      failures.push(error as Error);
    }
  }
  const failure = aggregate(failures);
  if (failure !== undefined) throw failure;
  return 0;
}

const restartable = ['deployments', 'daemonsets', 'statefulsets'];

function* act(run: Invocation, action: string, target: Target): Running<void> {
  const { resource: of, name } = target;
  const { spec } = target.object as { readonly spec?: Partial<Deployment['spec']> };
  const paused = spec?.paused === true;
  const refuse = (why: string): Failure =>
    new Failure(`${of.name}${of.group === '' ? '' : `.${of.group}`} ${JSON.stringify(name)} ${why}`);
  switch (action) {
    case 'status':
      yield* status(run, of, name, target.namespace);
      return;
    case 'history':
      history(run, of, name);
      return;
    case 'undo':
      undo(run, of, name);
      return;
    case 'restart': {
      if (!restartable.includes(of.name)) throw refuse('restarting is not supported');
      if (paused) throw refuse("can't restart paused deployment (run rollout resume first)");
      const time = new Date(run.services.now()).toISOString().replace(/\.\d+Z$/, 'Z');
      const annotations = { 'kubectl.kubernetes.io/restartedAt': time };
      change(run, target, { template: { metadata: { annotations } } }, 'restarted');
      return;
    }
    default: {
      const pause = action === 'pause';
      if (of.name !== 'deployments') throw refuse(`${pause ? 'pausing' : 'resuming'} is not supported`);
      if (paused === pause) throw refuse(pause ? 'is already paused' : 'is not paused');
      change(run, target, { paused: pause ? true : null }, pause ? 'paused' : 'resumed');
    }
  }
}

function change(
  run: Invocation,
  { resource: of, name, namespace }: Target,
  spec: unknown,
  done: string,
): void {
  const printer = objectPrinter(run, 'typed');
  const after = run.request({
    method: 'PATCH',
    path: resourcePath(of, namespace, name),
    contentType: 'application/strategic-merge-patch+json',
    body: { spec },
    query: { fieldManager: run.text('field-manager', 'kubectl-rollout') },
  }) as KubeObject;
  if (printer !== undefined) run.print(printer.print(after));
  else run.print(`${qualifiedSingular(of)}/${name} ${done}\n`);
}

function* status(run: Invocation, of: Resource, name: string, namespace: string | undefined): Running<void> {
  if (!restartable.includes(of.name))
    throw new Failure(
      `no status viewer has been implemented for ${[of.kind, of.group].filter(Boolean).join('.')}`,
    );
  const timeout = parseDuration(run.text('timeout', '0')) ?? 0;
  const until = timeout > 0 ? run.process.clock.now + timeout * millisecond : undefined;
  const watch = run.watch({
    method: 'GET',
    path: resourcePath(of, namespace),
    query: { watch: 'true', fieldSelector: `metadata.name=${name}` },
  });
  try {
    for (;;) {
      for (const { object, type } of watch.take()) {
        if (type === 'DELETED') throw new Failure('object has been deleted');
        const { text, done } =
          of.name === 'deployments'
            ? deploymentStatus(object as Deployment, run.number('revision', 0))
            : of.name === 'daemonsets'
              ? daemonSetStatus(object as DaemonSet)
              : statefulSetStatus(object as StatefulSet);
        run.print(text);
        if (done || !run.is('watch', true)) return;
      }
      const reason = yield until === undefined ? { on: [watch.changed] } : { on: [watch.changed], until };
      if (reason === 'timeout') throw new Failure('timed out waiting for the condition');
    }
  } finally {
    watch.stop();
  }
}

interface Progress {
  readonly text: string;
  readonly done: boolean;
}

function deploymentStatus({ metadata, spec, status: now }: Deployment, revision: number): Progress {
  const { name } = metadata;
  if (revision > 0) {
    const running = Number(metadata.annotations?.[revisionAnnotation] ?? 0);
    if (revision !== running)
      throw new Failure(
        `desired revision (${String(revision)}) is different from the running revision (${String(running)})`,
      );
  }
  const waiting = (text: string): Progress => ({
    text: `Waiting for deployment "${name}" ${text}...\n`,
    done: false,
  });
  if ((metadata.generation ?? 1) > (now.observedGeneration ?? 0))
    return { text: 'Waiting for deployment spec update to be observed...\n', done: false };
  if (now.conditions?.some(({ reason }) => reason === 'ProgressDeadlineExceeded') === true)
    throw new Failure(`deployment "${name}" exceeded its progress deadline`);
  const wanted = spec.replicas ?? 1;
  const updated = now.updatedReplicas ?? 0;
  if (updated < wanted)
    return waiting(`rollout to finish: ${updated} out of ${wanted} new replicas have been updated`);
  const total = now.replicas ?? 0;
  if (total > updated)
    return waiting(`rollout to finish: ${total - updated} old replicas are pending termination`);
  const available = now.availableReplicas ?? 0;
  if (available < updated)
    return waiting(`rollout to finish: ${available} of ${updated} updated replicas are available`);
  return { text: `deployment "${name}" successfully rolled out\n`, done: true };
}

function daemonSetStatus({ metadata, status: now }: DaemonSet): Progress {
  const { name } = metadata;
  const wanted = now.desiredNumberScheduled;
  const updated = now.updatedNumberScheduled ?? 0;
  const waiting = (text: string): Progress => ({
    text: `Waiting for daemon set "${name}" ${text}...\n`,
    done: false,
  });
  if ((metadata.generation ?? 1) > (now.observedGeneration ?? 0))
    return { text: 'Waiting for daemon set spec update to be observed...\n', done: false };
  if (updated < wanted)
    return waiting(`rollout to finish: ${updated} out of ${wanted} new pods have been updated`);
  const available = now.numberAvailable ?? 0;
  if (available < wanted)
    return waiting(`rollout to finish: ${available} of ${wanted} updated pods are available`);
  return { text: `daemon set "${name}" successfully rolled out\n`, done: true };
}

interface StatefulSet extends KubeObject {
  readonly spec: {
    readonly replicas?: number;
    readonly updateStrategy: {
      readonly type?: string;
      readonly rollingUpdate?: { readonly partition?: number };
    };
  };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly readyReplicas?: number;
    readonly updatedReplicas?: number;
    readonly currentReplicas?: number;
    readonly updateRevision?: string;
    readonly currentRevision?: string;
  };
}

function statefulSetStatus({ metadata, spec, status: now = {} }: StatefulSet): Progress {
  const { replicas: wanted = 1, updateStrategy } = spec;
  const updated = now.updatedReplicas ?? 0;
  const waiting = (text: string): Progress => ({ text: `${text}...\n`, done: false });
  if (updateStrategy.type !== 'RollingUpdate')
    throw new Failure('rollout status is only available for RollingUpdate strategy type');
  if ((now.observedGeneration ?? 0) === 0 || (metadata.generation ?? 1) > (now.observedGeneration ?? 0))
    return waiting('Waiting for statefulset spec update to be observed');
  if ((now.readyReplicas ?? 0) < wanted)
    return waiting(`Waiting for ${wanted - (now.readyReplicas ?? 0)} pods to be ready`);
  if (updateStrategy.rollingUpdate !== undefined) {
    const { partition } = updateStrategy.rollingUpdate;
    if (partition !== undefined && updated < wanted - partition)
      return waiting(
        `Waiting for partitioned roll out to finish: ${updated} out of ${wanted - partition} new pods have been updated`,
      );
    return { text: `partitioned roll out complete: ${updated} new pods have been updated...\n`, done: true };
  }
  if (now.updateRevision !== now.currentRevision)
    return waiting(
      `waiting for statefulset rolling update to complete ${updated} pods at revision ${now.updateRevision ?? ''}`,
    );
  return {
    text: `statefulset rolling update complete ${now.currentReplicas ?? 0} pods at revision ${now.currentRevision ?? ''}...\n`,
    done: true,
  };
}
