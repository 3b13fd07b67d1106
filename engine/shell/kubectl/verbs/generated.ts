/**
 * What the generators (`kubectl create KIND`, `kubectl run`) do with the object they made: its namespace, and with
 * --save-config the annotation, in which a typed object is written as its Go struct.
 */
import { goJson } from '../../../kubernetes/schema/go-json.ts';
import type { Resource } from '../../../kubernetes/api/resources.ts';
import type { JsonObject, KubeObject } from '../../../kubernetes/objects/meta.ts';
import { lastAppliedAnnotation } from '../../../kubernetes/patch/last-applied.ts';
import type { Invocation } from '../invocation.ts';
import { typed } from '../printers/output.ts';
import type { DryRun } from './dry-run.ts';

/** The object as it is sent, or printed instead. */
export function generated(run: Invocation, of: Resource, object: JsonObject, mode: DryRun): JsonObject {
  const explicit = of.namespaced && run.namespaceIsExplicit ? inNamespace(object, run.namespace) : object;
  const annotated = run.is('save-config') ? withSavedConfig(explicit) : explicit;
  return of.namespaced && mode !== 'client' ? inNamespace(annotated, run.namespace) : annotated;
}

function inNamespace(object: JsonObject, namespace: string): JsonObject {
  return { ...object, metadata: { ...(object['metadata'] as JsonObject), namespace } };
}

function withSavedConfig(object: JsonObject): JsonObject {
  const metadata = object['metadata'] as JsonObject;
  const text = goJson(typed(object as unknown as KubeObject));
  const annotations = {
    ...(metadata['annotations'] as JsonObject | undefined),
    [lastAppliedAnnotation]: `${text}\n`,
  };
  return { ...object, metadata: { ...metadata, annotations } };
}
