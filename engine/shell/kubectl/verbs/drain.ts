/**
 * kubectl drain, cordon and uncordon: whether the scheduler may use a node, and its pods evicted (k8s.io/kubectl
 * pkg/cmd/drain, pkg/drain).
 *
 * Left out: --skip-wait-for-delete-timeout.
 */
import { millisecond, second, type Time } from '../../../clock/clock.ts';
import { resource, resourcePath } from '../../../kubernetes/api/resources.ts';
import type { KubeList } from '../../../kubernetes/objects/meta.ts';
import type { Node } from '../../../kubernetes/objects/node.ts';
import type { Pod } from '../../../kubernetes/objects/pod.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { parseDuration } from '../command/flag.ts';
import { aggregate, Failure, Failures, isNotFound, StatusFailure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { dryRunMode, dryRunQuery, dryRunSuffix } from './dry-run.ts';
import { doomedPods } from './drain-filters.ts';

const nodeType = resource('nodes');
const podType = resource('pods');

export function* cordon(run: Invocation): Running<number> {
  mark(run, 'cordon', nodesFor(run, 'cordon'));
  return 0;
}

export function* uncordon(run: Invocation): Running<number> {
  mark(run, 'uncordon', nodesFor(run, 'uncordon'));
  return 0;
}

export function* drain(run: Invocation): Running<number> {
  const nodes = nodesFor(run, 'drain');
  const mode = dryRunMode(run);
  mark(run, 'cordon', nodes);
  const fatal: Error[] = [];
  const left: string[] = [];
  for (const { metadata } of nodes) {
    const { name } = metadata;
    try {
      yield* empty(run, name);
      run.print(`node/${name} drained${dryRunSuffix(mode)}\n`);
    } catch (error) {
      const text = listed(error as Error);
      run.complain(`error: unable to drain node "${name}" due to error: ${text}, continuing command...\n`);
      fatal.push(error as Error);
      left.push(name);
    }
  }
  if (left.length > 0)
    run.complain(`There are pending nodes to be drained:\n${left.map((name) => ` ${name}\n`).join('')}`);
  const [only] = fatal;
  if (only !== undefined && fatal.length === 1) throw plain(only);
  if (fatal.length > 1) throw new Failures(fatal);
  return 0;
}

/** An aggregate of errors, as its Error() puts it. */
function listed(error: Error): string {
  return error instanceof Failures
    ? `[${error.all.map(({ message }) => message).join(', ')}]`
    : error.message;
}

/** What drain found is printed without `error: ` when it is an aggregate. */
function plain(error: Error): Error {
  return error instanceof Failures ? error : new Failures([error]);
}

function nodesFor(run: Invocation, verb: string): readonly Node[] {
  const selector = run.value('selector');
  const usage = `See 'kubectl ${verb} -h' for help and examples`;
  if (run.words.length === 0 && selector === undefined)
    throw new Failure(`USAGE: ${verb} NODE [flags]\n${usage}`);
  if (run.words.length > 0 && selector !== undefined && selector !== '')
    throw new Failure(`error: cannot specify both a node name and a --selector option\n${usage}`);
  dryRunMode(run);
  if (run.words.length === 0) {
    const query = { labelSelector: selector ?? '' };
    const list = run.request({ method: 'GET', path: resourcePath(nodeType, undefined), query });
    return (list as KubeList<Node>).items;
  }
  const errors: Error[] = [];
  const found = run.words.flatMap((word) => {
    const path = resourcePath(nodeType, undefined, word.replace(/^(nodes?|no)\//, ''));
    try {
      return [run.request({ method: 'GET', path }) as Node];
    } catch (error) {
      errors.push(error as Error);
      return [];
    }
  });
  const error = aggregate(errors.slice(0, 1));
  if (error !== undefined) throw error;
  return found;
}

function mark(run: Invocation, verb: 'cordon' | 'uncordon', nodes: readonly Node[]): void {
  const mode = dryRunMode(run);
  const wanted = verb === 'cordon';
  for (const { metadata, spec } of nodes) {
    const label = `node/${metadata.name}`;
    if ((spec.unschedulable === true) === wanted) {
      run.print(`${label} already ${verb}ed${dryRunSuffix(mode)}\n`);
      continue;
    }
    if (mode !== 'client')
      run.request({
        method: 'PATCH',
        path: resourcePath(nodeType, undefined, metadata.name),
        contentType: 'application/strategic-merge-patch+json',
        body: { spec: { unschedulable: wanted ? true : null } },
        query: dryRunQuery(mode),
      });
    run.print(`${label} ${verb}ed${dryRunSuffix(mode)}\n`);
  }
}

/** @throws Failure, Failures */
function* empty(run: Invocation, node: string): Running<void> {
  const { pods, warnings, errors } = doomedPods(run, node);
  if (errors.length > 0) throw aggregate(errors) ?? new Failure('');
  if (warnings !== '') run.warn(warnings);
  const mode = dryRunMode(run);
  if (mode === 'client') {
    for (const { metadata } of pods)
      run.print(`evicting pod ${metadata.namespace ?? ''}/${metadata.name} (dry run)\n`);
    return;
  }
  const timeout = parseDuration(run.text('timeout', '0')) ?? 0;
  const until = timeout > 0 ? run.process.clock.now + timeout * millisecond : undefined;
  const pending = new Map<string, { readonly pod: Pod; state: 'waits' | 'retries' | 'evicted'; at: Time }>();
  for (const pod of pods) pending.set(pod.metadata.uid, { pod, state: 'retries', at: run.process.clock.now });
  while (pending.size > 0) {
    const { now } = run.process.clock;
    for (const one of pending.values())
      if (one.state === 'retries' && one.at <= now) {
        const done = tryEviction(run, one.pod);
        one.state = done ? 'evicted' : 'retries';
        if (!done) one.at = now + 5 * second;
        if (done && mode === 'server') pending.delete(one.pod.metadata.uid);
      }
    for (const [uid, { pod, state }] of pending)
      if (state === 'evicted' && isGone(run, pod)) {
        run.print(`pod/${pod.metadata.name} ${usesEviction(run) ? 'evicted' : 'deleted'}\n`);
        pending.delete(uid);
      }
    if (pending.size === 0) return;
    if (until !== undefined && now >= until) throw timedOut(run, [...pending.values()]);
    yield { on: [], until: Math.min(now + second, until ?? Infinity) };
  }
}

function timedOut(run: Invocation, pending: readonly { readonly pod: Pod; readonly state: string }[]): Error {
  const given = run.text('timeout');
  const errors = pending.map(({ pod: { metadata }, state }) => {
    const { name, namespace = '' } = metadata;
    return new Failure(
      state === 'evicted'
        ? `error when waiting for pod "${name}" in namespace "${namespace}" to terminate: global timeout reached: ${given}`
        : `error when evicting pods/"${name}" -n "${namespace}": global timeout reached: ${given}`,
    );
  });
  return aggregate(errors) ?? new Failure('');
}

function usesEviction(run: Invocation): boolean {
  return !run.is('disable-eviction');
}

/** @returns whether it is on its way out @throws Failure */
function tryEviction(run: Invocation, { metadata }: Pod): boolean {
  const { name, namespace = '' } = metadata;
  const mode = dryRunMode(run);
  const path = resourcePath(podType, namespace, name);
  const grace = run.number('grace-period', -1);
  const deleteOptions = {
    ...(grace < 0 ? {} : { gracePeriodSeconds: grace }),
    ...(mode === 'server' ? { dryRun: ['All'] } : {}),
  };
  try {
    if (!usesEviction(run)) {
      run.request({ method: 'DELETE', path, body: deleteOptions });
      return true;
    }
    run.print(`evicting pod ${namespace}/${name}${dryRunSuffix(mode)}\n`);
    run.request({
      method: 'POST',
      path: `${path}/eviction`,
      body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace }, deleteOptions },
    });
    return true;
  } catch (error) {
    if (isNotFound(error)) return true;
    if (!(error instanceof StatusFailure)) throw error;
    const { message = '', reason } = error.status;
    if (reason !== 'TooManyRequests')
      throw new Failure(`error when evicting pods/"${name}" -n "${namespace}": ${message}`);
    run.complain(`error when evicting pods/"${name}" -n "${namespace}" (will retry after 5s): ${message}\n`);
    return false;
  }
}

function isGone(run: Invocation, { metadata }: Pod): boolean {
  try {
    const path = resourcePath(podType, metadata.namespace, metadata.name);
    return (run.request({ method: 'GET', path }) as Pod).metadata.uid !== metadata.uid;
  } catch (error) {
    if (isNotFound(error)) return true;
    throw error;
  }
}
