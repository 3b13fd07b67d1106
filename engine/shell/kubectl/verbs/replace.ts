/**
 * kubectl replace: the whole object as the file has it; with --force deleted and made anew (k8s.io/kubectl
 * pkg/cmd/replace).
 *
 * Left out: -k.
 */
import { resourcePath } from '../../../kubernetes/api/resources.ts';
import type { JsonObject, KubeObject } from '../../../kubernetes/objects/meta.ts';
import { withLastApplied } from '../../../kubernetes/patch/last-applied.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { parseDuration } from '../command/flag.ts';
import { aggregate, Failure, isNotFound, StatusFailure, withSource } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { asNew, type Manifest, readManifests } from '../manifests.ts';
import { objectPrinter } from '../printers/output.ts';
import { qualifiedSingular } from '../resource-names.ts';
import { deleteAll } from './delete.ts';
import { dryRunMode, dryRunQuery, dryRunSuffix, fieldValidation } from './dry-run.ts';
import { sendRaw } from './raw.ts';

export function* replace(run: Invocation): Running<number> {
  const force = run.is('force');
  const mode = dryRunMode(run);
  if (run.number('grace-period', -1) >= 0 && !force)
    throw new Failure('--grace-period must have --force specified');
  if ((parseDuration(run.text('timeout', '0')) ?? 0) !== 0 && !force)
    throw new Failure('--timeout must have --force specified');
  if (!run.has('filename') && !run.has('kustomize')) throw new Failure('must specify one of -f and -k');
  if (run.has('raw')) return yield* sendRaw(run, 'PUT');
  if (force && mode !== 'none') throw new Failure('--dry-run can not be used when --force is set');
  const { manifests, errors, inOrder } = yield* readManifests(run);
  if (force) {
    const [unreadable] = errors;
    if (unreadable !== undefined) throw unreadable;
    yield* deleteAll(run, manifests);
    return replaceAll(run, manifests, create);
  }
  return replaceAll(run, inOrder, put);
}

type Write = (run: Invocation, manifest: Manifest, body: JsonObject) => KubeObject;

function replaceAll(run: Invocation, manifests: readonly (Manifest | Error)[], write: Write): number {
  const mode = dryRunMode(run);
  const printer = objectPrinter(run, 'other');
  const errors: Error[] = [];
  for (const manifest of manifests) {
    if (manifest instanceof Error) {
      errors.push(manifest);
      continue;
    }
    const { object, resource } = manifest;
    const body = run.is('save-config') ? withLastApplied(object) : object;
    try {
      const made = mode === 'client' ? (body as unknown as KubeObject) : write(run, manifest, body);
      if (printer !== undefined) run.print(printer.print(made));
      else run.print(`${qualifiedSingular(resource)}/${made.metadata.name} replaced${dryRunSuffix(mode)}\n`);
    } catch (error) {
      errors.push(error as Error);
      if (!(error instanceof StatusFailure)) break;
    }
  }
  const error = aggregate(errors);
  if (error !== undefined) throw error;
  return 0;
}

/** resource.Helper.Replace: a file without resourceVersion takes the present one. */
function put(run: Invocation, { resource, namespace, source }: Manifest, body: JsonObject): KubeObject {
  const metadata = (body['metadata'] ?? {}) as JsonObject & { readonly name?: string };
  if ((metadata.name ?? '') === '')
    throw new Failure(`error when replacing ${JSON.stringify(source)}: resource name may not be empty`);
  const sub = run.value('subresource');
  const path = resourcePath(resource, namespace, metadata.name ?? '') + (sub === undefined ? '' : `/${sub}`);
  try {
    return run.request({
      method: 'PUT',
      path,
      body: { ...body, metadata: { ...metadata, ...versionOf(run, path, metadata) } },
      query: {
        fieldManager: run.text('field-manager', 'kubectl-replace'),
        ...fieldValidation(run),
        ...dryRunQuery(dryRunMode(run)),
      },
    }) as KubeObject;
  } catch (error) {
    throw withSource(error, 'replacing', source);
  }
}

function versionOf(run: Invocation, path: string, metadata: JsonObject): JsonObject {
  const given = metadata['resourceVersion'];
  if (typeof given === 'string' && given !== '') return {};
  try {
    const { resourceVersion } = (run.request({ method: 'GET', path }) as KubeObject).metadata;
    return { resourceVersion };
  } catch (error) {
    if (isNotFound(error)) return {};
    throw error;
  }
}

function create(run: Invocation, { resource, namespace }: Manifest, body: JsonObject): KubeObject {
  return run.request({
    method: 'POST',
    path: resourcePath(resource, namespace),
    body: asNew(body),
    query: { fieldManager: run.text('field-manager', 'kubectl-replace'), ...fieldValidation(run) },
  }) as KubeObject;
}
