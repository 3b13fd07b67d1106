/**
 * `kubectl apply` as the client does it: create what is not there, patch what is, from the last applied to the present
 * manifest (k8s.io/kubectl pkg/cmd/apply patcher.go). With --force, what cannot be patched is deleted and made anew.
 */
import { resourcePath } from '../../../kubernetes/api/resources.ts';
import type { JsonObject, KubeObject } from '../../../kubernetes/objects/meta.ts';
import {
  lastAppliedAnnotation,
  sortedJson,
  withLastApplied,
  withoutLastApplied,
} from '../../../kubernetes/patch/last-applied.ts';
import { NoMergeKey } from '../../../kubernetes/patch/merge-keys.ts';
import { applyStrategicPatch } from '../../../kubernetes/patch/strategic.ts';
import { threeWayPatch } from '../../../kubernetes/patch/three-way.ts';
import { goJson } from '../../../kubernetes/schema/go-json.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { Failure, isNotFound, StatusFailure, withSource } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { asNew, type Manifest } from '../manifests.ts';
import { deleteQuietly } from './delete.ts';
import { type DryRun, dryRunQuery, fieldValidation } from './dry-run.ts';

export interface Applied {
  readonly object: KubeObject;
  /** What the line says happened to it. */
  readonly verb: 'created' | 'configured' | 'unchanged' | 'serverside-applied';
}

/**
 * @param mode `server`: what the server would make of it
 * @param annotation whether the object remembers what was applied; `kept` as it was, it is only asked what would change
 */
export function applyOne(
  run: Invocation,
  manifest: Manifest,
  mode: DryRun,
  annotation: 'written' | 'kept' = 'written',
): Applied {
  const { object: wanted, resource, namespace, source } = manifest;
  const { name = '' } = wanted['metadata'] as { readonly name?: string };
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

function create(run: Invocation, manifest: Manifest, mode: DryRun): Applied {
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

/** --force: what the server refuses to change is deleted and created; if that fails too, what was is put back. */
export function* applyByForce(run: Invocation, manifest: Manifest, mode: DryRun): Running<Applied> {
  try {
    return applyOne(run, manifest, mode);
  } catch (error) {
    if (!(error instanceof StatusFailure) || !['Conflict', 'Invalid'].includes(error.status.reason ?? ''))
      throw error;
  }
  const { resource, namespace, object, source } = manifest;
  const { name = '' } = object['metadata'] as { readonly name?: string };
  const path = resourcePath(resource, namespace, name);
  const original = run.request({ method: 'GET', path }) as KubeObject;
  yield* deleteQuietly(run, { resource, namespace, name, source });
  try {
    return { object: create(run, manifest, mode).object, verb: 'configured' };
  } catch (error) {
    const body = asNew(original as unknown as JsonObject);
    run.request({ method: 'POST', path: resourcePath(resource, namespace), body });
    throw error;
  }
}
