/**
 * kubectl delete: by name, selector, file; waits for the end (k8s.io/kubectl pkg/cmd/delete).
 *
 * Left out: --interactive, --kustomize.
 */
import { type Resource, resourcePath } from '../../../kubernetes/api/resources.ts';
import type { KubeList, KubeObject } from '../../../kubernetes/objects/meta.ts';
import { millisecond } from '../../../clock/clock.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { parseDuration } from '../command/flag.ts';
import { aggregate, Failure, isNotFound, nothingNamed, StatusFailure, withSource } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { type Manifest, readManifests } from '../manifests.ts';
import { qualifiedSingular } from '../resource-names.ts';
import { choose } from '../targets.ts';
import { sendRaw } from './raw.ts';
import { type DryRun, dryRunMode, dryRunSuffix } from './dry-run.ts';

export interface Doomed {
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly source: string | undefined;
}

export function* deleteCommand(run: Invocation): Running<number> {
  if (run.has('raw')) return yield* sendRaw(run, 'DELETE');
  for (const flag of ['interactive', 'kustomize'])
    if (run.has(flag)) throw new Failure(`not simulated: kubectl delete --${flag}`);
  const mode = dryRunMode(run);
  const grace = graceSeconds(run);
  const force = run.is('force');
  const found = yield* doomed(run);
  const errors: Error[] = [];
  const waiting: { readonly one: Doomed; readonly uid: string }[] = [];
  if (force && grace === 0)
    run.warn(
      'Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.',
    );
  let count = 0;
  let saysOutside = run.namespaceIsExplicit;
  for (const one of found) {
    if (one instanceof Error) {
      errors.push(one);
      continue;
    }
    if (saysOutside && !one.resource.namespaced) {
      run.warn('deleting cluster-scoped resources, not scoped to the provided namespace');
      saysOutside = false;
    }
    try {
      const uid = remove(run, one, mode, grace);
      count++;
      say(run, one, mode, force && grace === 0);
      if (uid !== undefined) waiting.push({ one, uid });
    } catch (error) {
      if (isNotFound(error) && (run.is('ignore-not-found') || run.is('all'))) continue;
      errors.push(one.source === undefined ? (error as Error) : withSource(error, 'deleting', one.source));
    }
  }
  const failure = aggregate(errors);
  if (failure !== undefined) throw failure;
  if (count === 0 && found.length === 0) run.print('No resources found\n');
  if (mode === 'none' && run.is('wait', true) && !(force && grace === 0)) yield* waitForEnd(run, waiting);
  return 0;
}

/** As `replace --force` does: everything the files name, if it is there, and until it is gone. */
export function* deleteAll(run: Invocation, manifests: readonly Manifest[]): Running<void> {
  const given = run.number('grace-period', -1);
  const waiting: { readonly one: Doomed; readonly uid: string }[] = [];
  for (const { resource, namespace, object, source } of manifests) {
    const name = (object['metadata'] as { name?: string }).name ?? '';
    const one = { resource, namespace, name, source };
    try {
      const uid = remove(run, one, 'none', given < 0 ? undefined : Math.max(given, 1));
      say(run, one, 'none', false);
      if (uid !== undefined) waiting.push({ one, uid });
    } catch (error) {
      if (!isNotFound(error)) throw withSource(error, 'deleting', source);
    }
  }
  yield* waitForEnd(run, waiting);
}

/** Without a word, and until it is gone. */
export function* deleteQuietly(run: Invocation, one: Doomed): Running<void> {
  const uid = remove(run, one, 'none', graceSeconds(run));
  if (uid !== undefined) yield* waitForEnd(run, [{ one, uid }]);
}

export function graceSeconds(run: Invocation): number | undefined {
  const given = run.has('grace-period') ? run.number('grace-period', -1) : undefined;
  if (run.is('now')) {
    if (given !== undefined && given !== -1)
      throw new Failure('--now and --grace-period cannot be specified together');
    return 1;
  }
  if (run.is('force')) {
    if (given !== undefined && given > 0)
      throw new Failure('--force and --grace-period greater than 0 cannot be specified together');
    return 0;
  }
  if (given === undefined || given < 0) return undefined;
  // Zero without --force only asks for the shortest wait.
  return given === 0 ? 1 : given;
}

/** Once it is known what is meant, and before anybody is asked for it. @throws Failure */
function checkOutput(run: Invocation): void {
  const output = run.text('output');
  if (output !== '' && output !== 'name')
    throw new Failure(`unexpected -o output mode: ${output}. We only support '-o name'`);
}

function* doomed(run: Invocation): Running<readonly (Doomed | Error)[]> {
  if (run.has('filename')) {
    const { inOrder } = yield* readManifests(run);
    checkOutput(run);
    return inOrder.map((one) =>
      one instanceof Error
        ? one
        : {
            resource: one.resource,
            namespace: one.namespace,
            name: (one.object['metadata'] as { name?: string }).name ?? '',
            source: one.source,
          },
    );
  }
  if (run.words.length === 0)
    throw new Failure(
      run.is('all') || run.has('selector')
        ? 'at least one resource must be specified to use a selector'
        : nothingNamed,
    );
  const chosen = choose(run, run.words);
  const bySelector = run.has('selector') || run.has('field-selector') || run.is('all');
  if (!bySelector && chosen.some(({ name }) => name === undefined))
    throw new Failure('resource(s) were provided, but no name was specified');
  checkOutput(run);
  const list: Doomed[] = [];
  for (const { resource, name } of chosen) {
    if (name !== undefined) {
      list.push({ resource, name, namespace: run.namespace, source: undefined });
      continue;
    }
    const query: Record<string, string> = {};
    if (run.has('selector')) query['labelSelector'] = run.text('selector');
    if (run.has('field-selector')) query['fieldSelector'] = run.text('field-selector');
    const namespace = run.allNamespaces ? undefined : run.namespace;
    const { items } = run.request({
      method: 'GET',
      path: resourcePath(resource, namespace),
      query,
    }) as KubeList;
    for (const item of items)
      list.push({
        resource,
        name: item.metadata.name,
        namespace: item.metadata.namespace,
        source: undefined,
      });
  }
  return list;
}

/** @returns the uid to wait for; undefined when it is gone already */
function remove(run: Invocation, one: Doomed, mode: DryRun, grace: number | undefined): string | undefined {
  if (mode === 'client') return undefined;
  if (one.name === '')
    throw new Failure(
      `${one.source === undefined ? '' : `error when deleting ${JSON.stringify(one.source)}: `}resource name may not be empty`,
    );
  const path = resourcePath(one.resource, one.namespace, one.name);
  const body = run.request({
    method: 'DELETE',
    path,
    body: {
      propagationPolicy: propagation(run),
      ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
      ...(mode === 'server' ? { dryRun: ['All'] } : {}),
    },
  }) as KubeObject | { readonly details?: { readonly uid?: string } };
  return 'metadata' in body && body.kind !== 'Status'
    ? body.metadata.uid
    : (body as { details?: { uid?: string } }).details?.uid;
}

export function propagation(run: Invocation): string {
  switch (run.text('cascade', 'background')) {
    case 'background':
    case 'true':
      return 'Background';
    case 'foreground':
      return 'Foreground';
    case 'orphan':
    case 'false':
      return 'Orphan';
    default:
      throw new Failure(
        `invalid cascade value (${run.text('cascade')}). Must be "background", "foreground", or "orphan"`,
      );
  }
}

function say(run: Invocation, one: Doomed, mode: DryRun, forced: boolean): void {
  if (run.value('output') === 'name') {
    run.print(`${qualifiedSingular(one.resource)}/${one.name}\n`);
    return;
  }
  const where = one.resource.namespaced ? ` from ${one.namespace ?? ''} namespace` : '';
  run.print(
    `${qualifiedSingular(one.resource)} "${one.name}" ${forced ? 'force deleted' : 'deleted'}${where}${dryRunSuffix(mode)}\n`,
  );
}

function* waitForEnd(
  run: Invocation,
  waiting: readonly { readonly one: Doomed; readonly uid: string }[],
): Running<void> {
  const timeout = parseDuration(run.text('timeout', '0')) ?? 0;
  const until = timeout > 0 ? run.process.clock.now + timeout * millisecond : undefined;
  for (const { one, uid } of waiting) {
    const watch = run.watch({
      method: 'GET',
      path: resourcePath(one.resource, one.namespace),
      query: { watch: 'true', resourceVersion: '1', fieldSelector: `metadata.name=${one.name}` },
    });
    try {
      for (;;) {
        let current: KubeObject | undefined;
        try {
          current = run.request({
            method: 'GET',
            path: resourcePath(one.resource, one.namespace, one.name),
          }) as KubeObject;
        } catch (error) {
          if (!(error instanceof StatusFailure)) throw error;
        }
        if (current?.metadata.uid !== uid) break;
        watch.take();
        const reason = yield until === undefined ? { on: [watch.changed] } : { on: [watch.changed], until };
        if (reason === 'timeout')
          throw new Failure(`timed out waiting for the condition on ${one.resource.name}/${one.name}`);
      }
    } finally {
      watch.stop();
    }
  }
}
