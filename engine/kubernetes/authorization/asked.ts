/**
 * The door's keeper: what somebody from outside asks is asked of RBAC first (k8s.io/apiserver pkg/endpoints/filters
 * authorization.go). The cluster's own components and the simulation's figures are not asked.
 */
import { administrator, pathRefusal, refusal, resourceAttributes } from './attributes.ts';
import { allowsPath, allowsResource } from './rbac.ts';
import { reviewed } from './reviews.ts';
import { decodeBody } from '../api/decode-body.ts';
import type { Target } from '../api/path.ts';
import type { ApiRequest, ApiResponse } from '../api/request.ts';
import type { Resource } from '../api/resources.ts';
import { ApiError } from '../api/status.ts';
import type { Store } from '../api/store.ts';

/** @throws ApiError Forbidden */
export function authorize(store: Store, request: ApiRequest, target: Target | undefined): void {
  const { client } = request;
  if (client === undefined) return;
  if (target === undefined) {
    const asked = {
      verb: request.method === 'GET' ? 'get' : request.method.toLowerCase(),
      path: request.path,
    };
    if (!allowsPath(store, client, asked))
      throw new ApiError(403, 'Forbidden', pathRefusal(client, asked), {});
    return;
  }
  const asked = resourceAttributes(request, target);
  if (allowsResource(store, client, asked)) return;
  const { name, group } = asked;
  throw new ApiError(403, 'Forbidden', refusal(client, asked), {
    ...(name === '' ? {} : { name }),
    ...(group === '' ? {} : { group }),
    kind: target.resource.name,
  });
}

/** The answer to an object that asks something; undefined for all others. */
export function reviewAnswer(store: Store, request: ApiRequest, resource: Resource): ApiResponse | undefined {
  const warnings: string[] = [];
  const review = decodeBody(request, resource, {}, warnings);
  const body = reviewed(store, resource, review, request.client ?? administrator);
  return body === undefined ? undefined : { kind: 'response', status: 201, body, warnings };
}
