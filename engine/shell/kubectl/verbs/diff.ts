/**
 * kubectl diff: what applying would change, as `diff -u -N` shows two folders of objects (k8s.io/kubectl pkg/cmd/diff).
 *
 * Left out: $KUBECTL_EXTERNAL_DIFF, --prune.
 */
import type { JsonObject, KubeObject } from '../../../kubernetes/objects/meta.ts';
import { resourcePath } from '../../../kubernetes/api/resources.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { unifiedDiff } from '../../text/diff.ts';
import { splitLines } from '../../text/tool.ts';
import { Failure, failureText, isNotFound, PlainFailure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { asNew, type Manifest, readManifests } from '../manifests.ts';
import { toYaml } from '../printers/yaml.ts';
import { applyOne } from './client-side-apply.ts';

export function* diff(run: Invocation): Running<number> {
  try {
    return yield* run.has('filename') ? differences(run) : nothingGiven();
  } catch (error) {
    // Status 1 says that there are differences.
    if (error instanceof Error) throw new PlainFailure(failureText(error), 2);
    throw error;
  }
}

function* nothingGiven(): Running<number> {
  throw new Failure('must specify one of -f and -k');
}

function* differences(run: Invocation): Running<number> {
  if (run.is('force-conflicts') && !run.is('server-side'))
    throw new Failure('--force-conflicts only works with --server-side');
  for (const flag of ['prune', 'kustomize'])
    if (run.has(flag)) throw new Failure(`not simulated: kubectl diff --${flag}`);
  if (run.process.environment.has('KUBECTL_EXTERNAL_DIFF'))
    throw new Failure('not simulated: KUBECTL_EXTERNAL_DIFF');
  const { manifests, errors } = yield* readManifests(run);
  const pairs: { readonly name: string; readonly live: string; readonly merged: string }[] = [];
  for (const manifest of manifests) pairs.push(pairOf(run, manifest));
  const [unreadable] = errors;
  const now = new Date(run.services.now());
  const suffix = String(now.getTime() % 4_294_967_296);
  const stamp = `${now.toISOString().replace('T', ' ').replace('Z', '000000')} +0000`;
  let found = false;
  for (const { name, live, merged } of pairs.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    if (live === merged) continue;
    found = true;
    const [left, right] = [`/tmp/LIVE-${suffix}/${name}`, `/tmp/MERGED-${suffix}/${name}`];
    run.print(`diff -u -N ${left} ${right}\n--- ${left}\t${stamp}\n+++ ${right}\t${stamp}\n`);
    run.print(unifiedDiff(splitLines(live), splitLines(merged)));
  }
  if (unreadable !== undefined) throw unreadable;
  return found ? 1 : 0;
}

function pairOf(
  run: Invocation,
  manifest: Manifest,
): { readonly name: string; readonly live: string; readonly merged: string } {
  const { resource: of, namespace, object } = manifest;
  const named = (object['metadata'] as { readonly name?: string }).name ?? '';
  if (named === '') throw new Failure('resource name may not be empty');
  const live = current(run, resourcePath(of, namespace, named));
  const merged = mergedWith(live, run, manifest);
  const [from, to] = of.kind === 'Secret' ? masked(live, merged) : [live, merged];
  return {
    name: `${of.group === '' ? '' : `${of.group}.`}${of.version}.${of.kind}.${namespace ?? ''}.${named}`,
    live: from === undefined ? '' : toYaml(from),
    merged: toYaml(to),
  };
}

function mergedWith(live: KubeObject | undefined, run: Invocation, manifest: Manifest): KubeObject {
  if (run.is('server-side')) return appliedByServer(run, manifest);
  return live === undefined ? created(run, manifest) : applyOne(run, manifest, 'server', 'kept').object;
}

function appliedByServer(run: Invocation, { resource: of, namespace, object }: Manifest): KubeObject {
  const { name } = object['metadata'] as { readonly name?: string };
  return run.request({
    method: 'PATCH',
    path: resourcePath(of, namespace, name),
    contentType: 'application/apply-patch+yaml',
    body: object,
    query: {
      fieldManager: run.text('field-manager', 'kubectl'),
      force: String(run.is('force-conflicts')),
      dryRun: 'All',
    },
  }) as KubeObject;
}

/** What is not there yet is made as it stands in the file. */
function created(run: Invocation, { resource: of, namespace, object }: Manifest): KubeObject {
  return run.request({
    method: 'POST',
    path: resourcePath(of, namespace),
    body: asNew(object),
    query: { fieldManager: run.text('field-manager', 'kubectl-client-side-apply'), dryRun: 'All' },
  }) as KubeObject;
}

function current(run: Invocation, path: string): KubeObject | undefined {
  try {
    return run.request({ method: 'GET', path }) as KubeObject;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** What a Secret holds is not shown, only whether it changes. */
function masked(from: KubeObject | undefined, to: KubeObject): readonly [KubeObject | undefined, KubeObject] {
  const dataOf = (object: KubeObject | undefined): JsonObject =>
    ((object as unknown as JsonObject | undefined)?.['data'] ?? {}) as JsonObject;
  const [before, after] = [dataOf(from), dataOf(to)];
  const hidden = (own: JsonObject, other: JsonObject, when: string): JsonObject =>
    Object.fromEntries(
      Object.keys(own).map((key) => [
        key,
        other[key] === undefined || other[key] === own[key] ? '***' : `*** (${when})`,
      ]),
    );
  const withData = (object: KubeObject, data: JsonObject): KubeObject =>
    Object.keys(data).length === 0 ? object : ({ ...object, data } as KubeObject);
  return [
    from === undefined ? undefined : withData(from, hidden(before, after, 'before')),
    withData(to, hidden(after, before, 'after')),
  ];
}
