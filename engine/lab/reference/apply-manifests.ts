/**
 * The manifests of a scenario go in by the API's door, as `kubectl apply` of a new file would put them there.
 */
import type { ApiDoor } from '../../kubernetes/api/request.ts';
import { resourceOfKind, resourcePath } from '../../kubernetes/api/resources.ts';
import type { JsonObject } from '../../kubernetes/objects/meta.ts';
import { withLastApplied } from '../../kubernetes/patch/last-applied.ts';

interface Manifest extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: JsonObject & { readonly namespace?: string };
}

/** @throws Error with the API server's words: a scenario is written by us, or was checked before */
export function applyManifests(door: ApiDoor, manifests: readonly JsonObject[]): void {
  for (const manifest of manifests) {
    const { apiVersion, kind: name, metadata = {} } = manifest as Manifest;
    const kind = resourceOfKind(apiVersion, name);
    if (kind === undefined) throw new Error(`no matches for kind ${JSON.stringify(name)}`);
    const { namespace = 'default' } = metadata;
    const placed = kind.namespaced ? { ...manifest, metadata: { ...metadata, namespace } } : manifest;
    const answer = door.request({
      method: 'POST',
      path: resourcePath(kind, kind.namespaced ? namespace : undefined),
      body: withLastApplied(placed),
      query: { fieldValidation: 'Strict' },
    });
    if (answer.kind === 'response' && answer.status >= 300)
      throw new Error(
        (answer.body as { readonly message?: string }).message ?? `status ${String(answer.status)}`,
      );
  }
}
