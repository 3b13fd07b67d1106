/**
 * kubectl rollout: status, history, restart, pause, resume (k8s.io/kubectl pkg/cmd/rollout).
 *
 * Left out: undo, history --revision, StatefulSets.
 */
import { millisecond } from '../../../clock/clock.ts';
import { type Resource, resource, resourcePath } from '../../../kubernetes/api/resources.ts';
import type { KubeList, KubeObject } from '../../../kubernetes/objects/meta.ts';
import type { DaemonSet, Deployment, ReplicaSet } from '../../../kubernetes/objects/workload.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { flags, parseDuration } from '../command-line.ts';
import { Failure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { TabWriter } from '../printers/tab-writer.ts';
import { qualifiedSingular, selections } from '../resource-names.ts';

export const rolloutFlags = flags(
  'dry-run:string=unchanged',
  'field-manager:string',
  'f|filename:strings',
  'o|output:string',
  'R|recursive:bool',
  'revision:int',
  'l|selector:string',
  'template:string',
  'timeout:duration',
  'to-revision:int',
  'w|watch:bool',
);

export function* rollout(run: Invocation): Running<number> {
  const [action, ...words] = run.words;
  const actions = ['history', 'pause', 'restart', 'resume', 'status', 'undo'];
  if (action === undefined || !actions.includes(action))
    throw new Failure(
      action === undefined
        ? 'not simulated: the help text of kubectl rollout'
        : `unknown command "${action}"\nSee 'kubectl rollout -h' for help and examples`,
    );
  if (action === 'undo' || run.has('filename'))
    throw new Failure(`not simulated: kubectl rollout ${action}${action === 'undo' ? '' : ' -f'}`);
  if (words.length === 0) throw new Failure(`required resource not specified`);
  for (const { resource: of, name } of selections(words)) {
    const names =
      name === undefined
        ? (
            run.request({
              method: 'GET',
              path: resourcePath(of, run.namespace),
              query: run.has('selector') ? { labelSelector: run.text('selector') } : {},
            }) as KubeList
          ).items.map(({ metadata }) => metadata.name)
        : [name];
    for (const one of names) yield* act(run, action, of, one);
  }
  return 0;
}

function* act(run: Invocation, action: string, of: Resource, name: string): Running<void> {
  const path = resourcePath(of, run.namespace, name);
  const label = `${qualifiedSingular(of)}/${name}`;
  const patch = (body: unknown): KubeObject =>
    run.request({
      method: 'PATCH',
      path,
      contentType: 'application/strategic-merge-patch+json',
      body,
    }) as KubeObject;
  switch (action) {
    case 'status':
      yield* status(run, of, name);
      return;
    case 'history':
      history(run, of, name);
      return;
    case 'restart': {
      if ((run.request({ method: 'GET', path }) as Deployment).spec.paused === true)
        throw new Failure(
          `${of.name}.${of.group} ${JSON.stringify(name)} can't restart paused deployment (run rollout resume first)`,
        );
      const time = new Date(run.services.now()).toISOString().replace(/\.\d+Z$/, 'Z');
      patch({
        spec: { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': time } } } },
      });
      run.print(`${label} restarted\n`);
      return;
    }
    default: {
      if (of.name !== 'deployments')
        throw new Failure(
          `${of.name} ${JSON.stringify(name)} ${action === 'pause' ? 'pausing' : 'resuming'} is not supported`,
        );
      const before = run.request({ method: 'GET', path }) as Deployment;
      const pause = action === 'pause';
      if ((before.spec.paused === true) === pause)
        throw new Failure(
          `${of.name}.${of.group} ${JSON.stringify(name)} is ${pause ? 'already paused' : 'not paused'}`,
        );
      patch({ spec: { paused: pause ? true : null } });
      run.print(`${label} ${pause ? 'paused' : 'resumed'}\n`);
    }
  }
}

function* status(run: Invocation, of: Resource, name: string): Running<void> {
  if (of.name !== 'deployments' && of.name !== 'daemonsets')
    throw new Failure(`no status viewer has been implemented for ${of.kind}`);
  const path = resourcePath(of, run.namespace, name);
  run.request({ method: 'GET', path });
  const timeout = parseDuration(run.text('timeout', '0')) ?? 0;
  const until = timeout > 0 ? run.process.clock.now + timeout * millisecond : undefined;
  const watch = run.watch({
    method: 'GET',
    path: resourcePath(of, run.namespace),
    query: { watch: 'true', fieldSelector: `metadata.name=${name}` },
  });
  try {
    for (;;) {
      for (const { object, type } of watch.take()) {
        if (type === 'DELETED') throw new Failure('object has been deleted');
        const { text, done } =
          of.name === 'deployments'
            ? deploymentStatus(object as Deployment)
            : daemonSetStatus(object as DaemonSet);
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

function deploymentStatus({ metadata, spec, status: now }: Deployment): Progress {
  const { name } = metadata;
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

function history(run: Invocation, of: Resource, name: string): void {
  if (run.has('revision')) throw new Failure('not simulated: kubectl rollout history --revision');
  if (of.name !== 'deployments') throw new Failure(`not simulated: kubectl rollout history of ${of.name}`);
  const owner = run.request({ method: 'GET', path: resourcePath(of, run.namespace, name) }) as Deployment;
  const sets = (
    run.request({
      method: 'GET',
      path: resourcePath(resource('replicasets', 'apps'), run.namespace),
    }) as KubeList<ReplicaSet>
  ).items
    .filter(
      ({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid) === true,
    )
    .map(({ metadata }) => ({
      revision: Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0),
      cause: metadata.annotations?.['kubernetes.io/change-cause'] ?? '<none>',
    }))
    .sort((one, other) => one.revision - other.revision);
  run.print(`${qualifiedSingular(of)}/${name} \n`);
  run.print(
    new TabWriter(0, 2).format([
      ['REVISION', 'CHANGE-CAUSE'],
      ...sets.map(({ revision, cause }) => [String(revision), cause]),
    ]),
  );
  run.print('\n');
}
