/**
 * The annotation in which `kubectl apply` keeps what it applied last.
 */
import type { JsonObject, KubeObject } from '../objects/meta.ts';
import { goJson } from '../schema/go-json.ts';
import { isObject } from './merge.ts';

export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

/** Keys in alphabetical order at every level, as Go writes maps. */
export function sortedJson(value: unknown): string {
  return goJson(sorted(value));
}

export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return (value as unknown[]).map(sorted);
  if (!isObject(value)) return value;
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) if (value[key] !== undefined) result[key] = sorted(value[key]);
  return result;
}

export function hasLastApplied({ metadata }: KubeObject): boolean {
  return metadata.annotations?.[lastAppliedAnnotation] !== undefined;
}

/** The text for an object: without the annotation itself, with an `annotations` field in any case. */
export function lastApplied(object: JsonObject): string {
  return `${sortedJson(withoutLastApplied(object))}\n`;
}

/** As it is compared when nothing is to be remembered. */
export function withoutLastApplied(object: JsonObject): JsonObject {
  const metadata = (object['metadata'] ?? {}) as JsonObject;
  const { [lastAppliedAnnotation]: _old, ...annotations } = (metadata['annotations'] ?? {}) as JsonObject;
  return { ...object, metadata: { ...metadata, annotations } };
}

export function withLastApplied(object: JsonObject): JsonObject {
  const metadata = (object['metadata'] ?? {}) as JsonObject;
  const annotations = (metadata['annotations'] ?? {}) as JsonObject;
  return {
    ...object,
    metadata: { ...metadata, annotations: { ...annotations, [lastAppliedAnnotation]: lastApplied(object) } },
  };
}
