/**
 * kubectl apply --server-side: the whole configuration is sent, the server finds out what changes (k8s.io/kubectl
 * pkg/cmd/apply). An object that was applied by the client before is migrated: what `kubectl-client-side-apply` owned
 * becomes the applier's (k8s.io/client-go util/csaupgrade).
 */
import { resourcePath } from '../../../kubernetes/api/resources.ts';
import { fromFieldsV1, toFieldsV1, union } from '../../../kubernetes/managed-fields/field-set.ts';
import type { KubeObject, ManagedFieldsEntry } from '../../../kubernetes/objects/meta.ts';
import { hasLastApplied, lastAppliedAnnotation } from '../../../kubernetes/patch/last-applied.ts';
import { Failure, StatusFailure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import type { Manifest } from '../manifests.ts';
import { type DryRun, dryRunQuery, fieldValidation } from './dry-run.ts';

/** kubectl's own name when it applies, and the one under which it keeps the annotation. */
const applier = 'kubectl';
const annotationKeeper = 'kubectl-last-applied';

/** @throws Failure, StatusFailure */
export function serverSideApply(run: Invocation, manifest: Manifest, mode: DryRun): KubeObject {
  const manager = run.text('field-manager', applier);
  const name = (manifest.object['metadata'] as { readonly name?: string } | undefined)?.name ?? '';
  const path = resourcePath(manifest.resource, manifest.namespace, name);
  const send = (body: unknown, contentType: string, query: Readonly<Record<string, string>>): KubeObject =>
    run.request({
      method: 'PATCH',
      path,
      contentType,
      body,
      managedFields: true,
      query: { ...query, ...dryRunQuery(mode) },
    }) as KubeObject;
  const apply = (): KubeObject =>
    send(manifest.object, 'application/apply-patch+yaml', {
      fieldManager: manager,
      force: String(run.is('force-conflicts')),
      ...fieldValidation(run),
    });
  let object: KubeObject;
  try {
    object = apply();
  } catch (error) {
    if (error instanceof StatusFailure && error.status.reason === 'Conflict')
      throw new Failure(`${error.status.message ?? ''}\n${waysOut}`);
    throw error;
  }
  if (manager === applier && hasLastApplied(object) && !isKept(object)) {
    const annotations = { [lastAppliedAnnotation]: object.metadata.annotations?.[lastAppliedAnnotation] };
    const { apiVersion, kind } = object;
    try {
      object = send({ apiVersion, kind, metadata: { name, annotations } }, 'application/apply-patch+yaml', {
        fieldManager: annotationKeeper,
      });
    } catch (error) {
      if (!(error instanceof StatusFailure)) throw error;
      run.warn(
        `failed to migrate ${lastAppliedAnnotation} for Server-Side Apply. This is non-fatal and will be retried next time you apply. Error: ${error.message}`,
      );
      return object;
    }
  }
  const migrated = migratedEntries(object.metadata.managedFields ?? [], manager);
  if (migrated === undefined) return object;
  send(
    [
      { op: 'replace', path: '/metadata/managedFields', value: migrated },
      { op: 'replace', path: '/metadata/resourceVersion', value: object.metadata.resourceVersion },
    ],
    'application/json-patch+json',
    {},
  );
  return apply();
}

const waysOut = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

function isKept({ metadata }: KubeObject): boolean {
  return (metadata.managedFields ?? []).some(
    ({ manager, operation }) => manager === annotationKeeper && operation === 'Apply',
  );
}

/** @returns undefined when no client-side applier owns anything */
function migratedEntries(
  entries: readonly ManagedFieldsEntry[],
  manager: string,
): readonly ManagedFieldsEntry[] | undefined {
  const isClientSide = ({ operation, fieldsV1, subresource }: ManagedFieldsEntry): boolean =>
    operation === 'Update' &&
    (subresource ?? '') === '' &&
    fieldsV1?.['f:metadata']?.['f:annotations']?.[`f:${lastAppliedAnnotation}`] !== undefined;
  const clients = new Set(entries.filter(isClientSide).map((entry) => entry.manager));
  if (clients.size === 0) return undefined;
  const isOld = (entry: ManagedFieldsEntry): boolean =>
    entry.operation === 'Update' && clients.has(entry.manager) && (entry.subresource ?? '') === '';
  const isOwn = (entry: ManagedFieldsEntry): boolean =>
    entry.operation === 'Apply' && entry.manager === manager && (entry.subresource ?? '') === '';
  const first = entries.find(isOwn) ?? entries.find(isOld);
  if (first === undefined) return undefined;
  const fields = entries
    .filter((entry) => isOld(entry) || isOwn(entry))
    .reduce((all, entry) => union(all, fromFieldsV1(entry.fieldsV1 ?? {})), fromFieldsV1({}));
  const own: ManagedFieldsEntry = { ...first, manager, operation: 'Apply', fieldsV1: toFieldsV1(fields) };
  return [own, ...entries.filter((entry) => !isOld(entry) && !isOwn(entry))];
}
