/**
 * A PATCH request's body applied to the object it is about (k8s.io/apiserver pkg/endpoints/handlers/patch.go).
 */
import type { KubeObject } from '../objects/meta.ts';
import { applyJsonPatch, applyMergePatch, isObject, type JsonPatchOperation } from '../patch/merge.ts';
import type { Mismatch } from '../schema/decode.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { decodeBody } from './decode-body.ts';
import { NoMergeKey } from '../patch/merge-keys.ts';
import { laterApi } from './later-code.ts';
import type { Ownership } from './ownership.ts';
import type { ApiRequest } from './request.ts';
import { apiVersionOf, type Resource } from './resources.ts';
import { ApiError, badRequest, notSimulated } from './status.ts';

/**
 * What a PATCH makes of an object, as an object of its kind.
 * @throws ApiError
 */
export function decodePatched(
  request: ApiRequest,
  resource: Resource,
  strategy: Pick<Strategy, 'decode' | 'defaults'>,
  warnings: string[],
  { old, ownership }: { readonly old: KubeObject; readonly ownership: Ownership },
): KubeObject {
  const body = patched(request, resource, ownership.seenBy(request, old));
  const refuse = (why: string, mismatch?: Mismatch): ApiError => {
    const refused = {
      contentType: request.contentType,
      struct: resource.struct,
      old: ownership.shown(old),
      patch: request.body,
      patched: body,
    };
    try {
      return laterApi().patchRefused(refused, why, mismatch);
    } catch (error) {
      // Deeper than a program's stack; Go's goes 10,000 levels down.
      if (error instanceof RangeError) return notSimulated('a patch that is nested as deep as this');
      throw error;
    }
  };
  const typed = { kind: resource.kind, apiVersion: apiVersionOf(resource) };
  // A JSON patch may have taken everything away.
  const given: Readonly<Partial<Record<keyof typeof typed, unknown>>> = isObject(body) ? body : {};
  const isStrategic = request.contentType === 'application/strategic-merge-patch+json';
  if (!isStrategic)
    for (const field of ['apiVersion', 'kind'] as const)
      if (given[field] !== undefined && typeof given[field] !== 'string')
        throw refuse(
          `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonType(given[field])} into Go struct field .${field} of type string`,
        );
  const { apiVersion, kind = typed.kind } = given as Partial<typeof typed>;
  if (!isStrategic && apiVersion !== undefined && apiVersion !== typed.apiVersion)
    throw refuse(
      `no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/runtime/scheme.go:111"`,
    );
  // A strategic patch is merged into what has its type already.
  const whole = isStrategic ? { ...given, ...typed } : body;
  return decodeBody({ ...request, body: whole }, resource, strategy, warnings, refuse);
}

/** @throws ApiError */
export function patched(request: ApiRequest, resource: Resource, old: KubeObject): unknown {
  const { contentType = 'application/merge-patch+json' } = request;
  // Go reads null as a map, or a list, without anything in it.
  const nothing = contentType === 'application/json-patch+json' ? [] : {};
  const body = request.body === null ? nothing : request.body;
  switch (contentType) {
    case 'application/merge-patch+json':
      if (!isObject(body)) throw badRequest(`error decoding patch: ${notA('map[string]interface {}', body)}`);
      return applyMergePatch(old, body);
    case 'application/strategic-merge-patch+json':
      if (!isObject(body)) throw badRequest(notA('map[string]interface {}', body));
      try {
        return laterApi().applyStrategicPatch(resource.struct, old, body);
      } catch (error) {
        throw error instanceof NoMergeKey ? new ApiError(500, '', error.message) : error;
      }
    case 'application/json-patch+json':
      if (!Array.isArray(body))
        throw badRequest(`error decoding patch: ${notA('[]handlers.jsonPatchOp', body)}`);
      for (const operation of body as unknown[])
        if (!isObject(operation))
          throw badRequest(`error decoding patch: ${notA('handlers.jsonPatchOp', operation)}`);
      try {
        return applyJsonPatch(old, body as readonly JsonPatchOperation[]);
      } catch {
        throw new ApiError(422, 'Invalid', 'the server rejected our request due to an error in our request');
      }
    default:
      throw new ApiError(
        415,
        'UnsupportedMediaType',
        `the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml`,
      );
  }
}

/** In encoding/json's words. */
function notA(type: string, value: unknown): string {
  if (value === undefined) return 'unexpected end of JSON input';
  return `json: cannot unmarshal ${jsonType(value)} into Go value of type ${type}`;
}

function jsonType(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
}
