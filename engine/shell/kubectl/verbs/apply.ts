/**
 * kubectl apply, client side: create what is not there, patch what is, from the last applied to the present manifest
 * (k8s.io/kubectl pkg/cmd/apply).
 *
 * Left out: --prune, --force, edit-last-applied, set-last-applied.
 */
import { resourcePath } from '../../../kubernetes/api/resources.ts';
import type { JsonObject, KubeObject } from '../../../kubernetes/objects/meta.ts';
import {
  lastAppliedAnnotation,
  sortedJson,
  withLastApplied,
  withoutLastApplied,
} from '../../../kubernetes/patch/last-applied.ts';
import { applyStrategicPatch } from '../../../kubernetes/patch/strategic.ts';
import { goJson } from '../../../kubernetes/schema/go-json.ts';
import { NoMergeKey } from '../../../kubernetes/patch/merge-keys.ts';
import { threeWayPatch } from '../../../kubernetes/patch/three-way.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { aggregate, Failure, isNotFound, StatusFailure, withSource } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { asNew, type Manifest, readManifests } from '../manifests.ts';
import { objectPrinter } from '../printers/output.ts';
import { qualifiedSingular } from '../resource-names.ts';
import { serverSideApply } from './server-side-apply.ts';
import { dryRunMode, dryRunQuery, dryRunSuffix, fieldValidation } from './dry-run.ts';

export function* apply(run: Invocation): Running<number> {
  if (run.has('filename') && run.has('kustomize')) throw new Failure('only one of -f or -k can be specified');
  for (const flag of ['prune', 'force', 'kustomize'])
    if (run.has(flag)) throw new Failure(`not simulated: kubectl apply --${flag}`);
  if (run.words.length > 0)
    throw new Failure(
      `Unexpected args: [${run.words.join(' ')}]
See 'kubectl apply -h' for help and examples`,
    );
  if (!run.has('filename')) throw new Failure('must specify one of -f and -k');
  const mode = dryRunMode(run);
  const isServerSide = run.is('server-side');
  checkServerSide(run, mode);
  const printer = objectPrinter(run, 'other');
  const { manifests, errors: unreadable } = yield* readManifests(run);
  const errors: Error[] = [...unreadable];
  const listed: KubeObject[] = [];
  let applied = 0;
  for (const manifest of manifests) {
    try {
      const { object, verb } = isServerSide
        ? { object: serverSideApply(run, manifest, mode), verb: 'serverside-applied' }
        : applyOne(run, manifest, mode);
      applied++;
      if (printer === undefined)
        run.print(
          `${qualifiedSingular(manifest.resource)}/${object.metadata.name} ${verb}${dryRunSuffix(mode)}\n`,
        );
      else listed.push(object);
    } catch (error) {
      errors.push(error as Error);
      if (!(error instanceof StatusFailure)) break;
    }
  }
  if (printer !== undefined) printAll(run, listed, printer);
  const error = aggregate(errors);
  if (error !== undefined) throw error;
  if (applied === 0) throw new Failure('no objects passed to apply');
  return 0;
}

/** @throws Failure for flags that do not go together */
function checkServerSide(run: Invocation, mode: ReturnType<typeof dryRunMode>): void {
  const isServerSide = run.is('server-side');
  if (run.is('force-conflicts') && !isServerSide)
    throw new Failure('--force-conflicts only works with --server-side');
  if (mode === 'client' && isServerSide)
    throw new Failure(
      "--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)",
    );
  if (run.is('force') && isServerSide) throw new Failure('--force cannot be used with --server-side');
}

function printAll(
  run: Invocation,
  listed: readonly KubeObject[],
  printer: NonNullable<ReturnType<typeof objectPrinter>>,
): void {
  const [first] = listed;
  const format = run.text('output').split('=')[0];
  if (first === undefined) return;
  if (listed.length === 1 || format === 'name') for (const object of listed) run.print(printer.print(object));
  else
    run.print(
      printer.print({ apiVersion: 'v1', kind: 'List', metadata: {}, items: listed } as unknown as KubeObject),
    );
}

type Applied = { readonly object: KubeObject; readonly verb: 'created' | 'configured' | 'unchanged' };

/**
 * @param mode `server`: what the server would make of it
 * @param annotation whether the object remembers what was applied; `kept` as it was, it is only asked what would change
 */
export function applyOne(
  run: Invocation,
  manifest: Manifest,
  mode: ReturnType<typeof dryRunMode>,
  annotation: 'written' | 'kept' = 'written',
): Applied {
  const { object: wanted, resource, namespace, source } = manifest;
  const metadata = wanted['metadata'] as { readonly name?: string; readonly generateName?: string };
  const name = metadata.name ?? '';
  if (name === '' && metadata.generateName !== undefined)
    throw new Failure(`from ${metadata.generateName}: cannot use generate name with apply`);
  const gvk = `${resource.group}/${resource.version}, Kind=${resource.kind}`;
  if (name === '')
    throw new Failure(
      `error when retrieving current configuration of:\nResource: "${resource.group}/${resource.version}, Resource=${resource.name}", GroupVersionKind: "${gvk}"\nName: "", Namespace: "${namespace ?? ''}"\nfrom server for: "${source}": resource name may not be empty`,
    );
  const path = resourcePath(resource, namespace, name);
  let current: KubeObject;
  try {
    current = run.request({ method: 'GET', path }) as KubeObject;
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return create(run, manifest, mode);
  }
  const { annotations } = current.metadata;
  const text = annotations?.[lastAppliedAnnotation];
  if (text === undefined && annotation === 'written')
    run.warn(
      `resource ${resource.name}/${name} is missing the ${lastAppliedAnnotation} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.`,
    );
  if (current.metadata.deletionTimestamp !== undefined && annotation === 'written')
    run.warn(`Detected changes to resource ${name} which is currently being deleted.`);
  const before = text === undefined ? {} : (JSON.parse(text) as JsonObject);
  const now = annotation === 'written' ? withLastApplied(wanted) : withoutLastApplied(wanted);
  const place = `to:\nResource: "${resource.group}/${resource.version}, Resource=${resource.name}", GroupVersionKind: "${gvk}"\nName: "${name}", Namespace: "${namespace ?? ''}"\nfor: "${source}": error when patching "${source}": `;
  let patch: JsonObject;
  try {
    patch = threeWayPatch(resource.struct, before, now, current as unknown as JsonObject);
  } catch (error) {
    if (!(error instanceof NoMergeKey)) throw error;
    for (const schema of ['openapi v3', 'openapi'])
      run.complain(`warning: error calculating patch from ${schema} spec: ${error.message}\n`);
    throw new Failure(
      `error when applying patch:\n\n${place}creating patch with:\noriginal:\n${text ?? ''}\nmodified:\n${sortedJson(now)}\n\ncurrent:\n${sortedJson(current)}\n\nfor: ${error.message}`,
    );
  }
  if (Object.keys(patch).length === 0) return { object: current, verb: 'unchanged' };
  if (mode === 'client') {
    const merged = applyStrategicPatch(resource.struct, current, patch) as unknown as KubeObject;
    return { object: merged, verb: 'configured' };
  }
  try {
    const updated = run.request({
      method: 'PATCH',
      path,
      // Custom kinds have no lists that are merged by key.
      contentType: `application/${resource.struct === undefined ? '' : 'strategic-'}merge-patch+json`,
      body: patch,
      query: { fieldManager: 'kubectl-client-side-apply', ...fieldValidation(run), ...dryRunQuery(mode) },
    }) as KubeObject;
    return { object: updated, verb: 'configured' };
  } catch (error) {
    if (!(error instanceof StatusFailure)) throw error;
    throw new StatusFailure({
      ...error.status,
      message: `error when applying patch:\n${goJson(patch)}\n${place}${error.status.message ?? ''}`,
    });
  }
}

function create(run: Invocation, manifest: Manifest, mode: ReturnType<typeof dryRunMode>): Applied {
  const { resource, namespace, source } = manifest;
  const body = withLastApplied(manifest.object);
  if (mode === 'client') return { object: body as unknown as KubeObject, verb: 'created' };
  try {
    const object = run.request({
      method: 'POST',
      path: resourcePath(resource, namespace),
      body: asNew(body),
      query: { fieldManager: 'kubectl-client-side-apply', ...fieldValidation(run), ...dryRunQuery(mode) },
    }) as KubeObject;
    return { object, verb: 'created' };
  } catch (error) {
    throw withSource(error, 'creating', source);
  }
}
