/**
 * A PATCH request's body applied to the object it is about (k8s.io/apiserver pkg/endpoints/handlers/patch.go).
 */
import type { KubeObject } from '../objects/meta.ts';
import { applyJsonPatch, applyMergePatch, isObject, type JsonPatchOperation } from '../patch/merge.ts';
import { laterApi } from './later-code.ts';
import type { ApiRequest } from './request.ts';
import type { Resource } from './resources.ts';
import { ApiError, badRequest } from './status.ts';

/** @throws ApiError */
export function patched(request: ApiRequest, resource: Resource, old: KubeObject): unknown {
  const { body, contentType = 'application/merge-patch+json' } = request;
  switch (contentType) {
    case 'application/merge-patch+json':
      return applyMergePatch(old, body);
    case 'application/strategic-merge-patch+json':
      if (!isObject(body)) throw badRequest('invalid patch: expected an object');
      return laterApi().applyStrategicPatch(resource.struct, old, body);
    case 'application/json-patch+json':
      if (!Array.isArray(body)) throw badRequest('json patches must be arrays');
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
