/**
 * `--overrides`: a patch over the object that a generator made, which is then read as a typed client reads it: fields it
 * does not know are gone (k8s.io/kubectl pkg/cmd/util override_options.go).
 */
import { resourceOfKind } from '../../../kubernetes/api/resources.ts';
import type { JsonObject } from '../../../kubernetes/objects/meta.ts';
import {
  applyJsonPatch,
  applyMergePatch,
  isObject,
  type JsonPatchOperation,
} from '../../../kubernetes/patch/merge.ts';
import { applyStrategicPatch } from '../../../kubernetes/patch/strategic.ts';
import { decode } from '../../../kubernetes/schema/decode.ts';
import { textOf } from '../../../kubernetes/schema/text.ts';
import { Failure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';

/** @throws Failure in the libraries' words */
export function overridden(run: Invocation, object: JsonObject, struct: 'Pod' | 'Service'): JsonObject {
  const text = run.text('overrides');
  if (text === '') return object;
  const type = run.text('override-type', 'merge') || 'merge';
  const patched = patchedBy(type, struct, object, text);
  const [version, kind] = [textOf(patched['apiVersion']), textOf(patched['kind'])];
  const of = resourceOfKind(version, kind);
  if (of?.struct === undefined)
    throw new Failure(
      `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(version)} in scheme "pkg/runtime/scheme.go:111"`,
    );
  const decoded = decode(of.struct, patched);
  if (decoded.kind === 'failed') throw new Failure(decoded.message);
  return decoded.object;
}

function patchedBy(type: string, struct: string, object: JsonObject, text: string): JsonObject {
  const patch = parsed(text);
  switch (type) {
    case 'merge': {
      if (!isObject(patch) && !Array.isArray(patch)) throw new Failure('Invalid JSON Patch');
      const merged = applyMergePatch(object, patch);
      if (isObject(merged)) return merged;
      throw new Failure(
        'couldn\'t get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }',
      );
    }
    case 'strategic':
      if (!isObject(patch)) throw new Failure('invalid JSON document');
      return applyStrategicPatch(struct, object, patch);
    case 'json':
      if (patch === undefined) throw new Failure('unexpected end of JSON input');
      if (!Array.isArray(patch))
        throw new Failure('json: cannot unmarshal object into Go value of type jsonpatch.Patch');
      return byOperations(object, patch as readonly JsonPatchOperation[]);
    default:
      throw new Failure(`invalid override type: ${type}`);
  }
}

function byOperations(object: JsonObject, operations: readonly JsonPatchOperation[]): JsonObject {
  let result: unknown = object;
  for (const operation of operations)
    try {
      result = applyJsonPatch(result, [operation]);
    } catch (error) {
      const why = error instanceof Error ? error.message : '';
      throw new Failure(why === 'test failed' ? `testing value ${operation.path} failed: ${why}` : why);
    }
  return result as JsonObject;
}

/** @returns undefined when it is no JSON */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
