/**
 * What the API server says of a patch whose result is no object of its kind (applyPatchToCurrentObject, applyPatchToObject
 * of k8s.io/apiserver pkg/endpoints/handlers/patch.go). A strategic merge patch is shown as Go prints its map, as far as merging
 * has left of it, with the complaint of runtime.DefaultUnstructuredConverter; of the two others the object that came of it is
 * shown, and what encoding/json complains of.
 */
import type { Mismatch } from '../schema/decode.ts';
import { type GoType, goStruct } from '../schema/go-type.ts';
import { goJson } from '../schema/go-json.ts';
import { orderedAs } from '../schema/go-order.ts';
import { goText } from '../schema/go-value.ts';
import { unstructuredWords } from '../schema/unstructured-words.ts';
import { type ApiError, fieldError, invalid } from '../api/status.ts';
import { isObject } from './merge.ts';

export interface RefusedPatch {
  readonly contentType: string | undefined;
  readonly struct: string | undefined;
  /** With its managed fields. */
  readonly old: unknown;
  readonly patch: unknown;
  /** What came of it. */
  readonly patched: unknown;
}

/**
 * @param why in encoding/json's words, or which fields are unknown
 * @param mismatch the value that does not fit, if that is why
 */
export function patchRefused(refused: RefusedPatch, why: string, mismatch: Mismatch | undefined): ApiError {
  const { contentType, struct, old, patch, patched } = refused;
  const isStrategic = contentType === 'application/strategic-merge-patch+json';
  const shown = isStrategic
    ? goText(consumed(patch, old))
    : jsonText(
        struct === undefined ? undefined : { kind: 'struct', name: struct },
        withEntries(patched, old),
        touchedBy(patch, old),
      );
  const because = isStrategic ? structuredWords(why, mismatch) : why;
  return invalid('', '', '', [fieldError.invalid('patch', shown, because)]);
}

function structuredWords(why: string, mismatch: Mismatch | undefined): string {
  if (mismatch !== undefined) return unstructuredWords(mismatch);
  return why.startsWith('illegal base64') ? `error decoding from json: ${why}` : why;
}

/** What merging leaves of a patch: directives go, and lists that were put in order with them. */
function consumed(patch: unknown, old: unknown): unknown {
  if (!isObject(patch)) return patch;
  const left: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(patch)) {
    if (key === '$retainKeys' || key.startsWith('$setElementOrder/')) continue;
    if (`$setElementOrder/${key}` in patch) continue;
    const before = isObject(old) ? old[key] : undefined;
    left[key] =
      before === undefined ? withoutNulls(value) : isObject(before) ? consumed(value, before) : value;
  }
  return left;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return (value as unknown[]).map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === null ? [] : [[key, withoutNulls(item)]])),
  );
}

/** Where the patching library has taken the object apart, and so writes keys in order; `given`: a value of the patch's own. */
type Touched = ReadonlyMap<string, Touched> | 'sorted' | 'given';

function touchedBy(patch: unknown, old: unknown): Touched {
  if (!Array.isArray(patch)) return touchedByMerge(patch, old);
  const root = new Map<string, Touched>();
  for (const { path } of patch as readonly { readonly path: string }[]) {
    let at = root;
    const parts = path.split('/').slice(1);
    parts.forEach((part, index) => {
      const next = at.get(part);
      if (index === parts.length - 1) at.set(part, 'given');
      else if (next instanceof Map) at = next as Map<string, Touched>;
      else {
        const made = new Map<string, Touched>();
        at.set(part, made);
        at = made;
      }
    });
  }
  return root;
}

function touchedByMerge(patch: unknown, old: unknown): Touched {
  if (!isObject(patch) || !isObject(old)) return 'sorted';
  return new Map(Object.entries(patch).map(([key, value]) => [key, touchedByMerge(value, old[key])]));
}

function jsonText(type: GoType | undefined, value: unknown, touched: Touched): string {
  return goJson(arranged(type, value, touched));
}

function arranged(type: GoType | undefined, value: unknown, touched: Touched | undefined): unknown {
  if (touched === 'given' || typeof value !== 'object' || value === null) return value;
  if (touched === undefined) return type === undefined ? value : orderedAs(type, value);
  if (type?.kind === 'pointer') return arranged(type.of, value, touched);
  const part = (key: string) => (touched === 'sorted' ? touched : touched.get(key));
  if (Array.isArray(value)) {
    const of = type?.kind === 'slice' ? type.of : undefined;
    return (value as unknown[]).map((item, at) => arranged(of, item, part(String(at))));
  }
  const fields = type?.kind === 'struct' ? goStruct(type.name).byJson : undefined;
  const object = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.keys(object)
      .sort()
      .map((key) => [
        key,
        arranged(type?.kind === 'map' ? type.of : fields?.get(key)?.type, object[key], part(key)),
      ]),
  );
}

const entryFields = ['manager', 'operation', 'apiVersion', 'time', 'fieldsType', 'fieldsV1', 'subresource'];

/** The server patches the object with its managed fields in it; they come last in its metadata. */
function withEntries(patched: unknown, old: unknown): unknown {
  const entries = isObject(old) && isObject(old['metadata']) ? old['metadata']['managedFields'] : undefined;
  if (!Array.isArray(entries) || !isObject(patched) || !isObject(patched['metadata'])) return patched;
  const ordered = (entries as Readonly<Record<string, unknown>>[]).map((entry) =>
    Object.fromEntries(entryFields.flatMap((key) => (entry[key] === undefined ? [] : [[key, entry[key]]]))),
  );
  return { ...patched, metadata: { ...patched['metadata'], managedFields: ordered } };
}
