/**
 * The door's keeper: what somebody from outside asks is asked of RBAC first (k8s.io/apiserver pkg/endpoints/filters
 * authorization.go), by code that comes with the first such request. The cluster's own components and the simulation's
 * figures are not asked.
 */
import { laterApi } from './later-code.ts';
import type { Target } from './path.ts';
import type { ApiRequest, ApiResponse } from './request.ts';
import type { Resource } from './resources.ts';
import type { Store } from './store.ts';

/** @throws ApiError Forbidden */
export function authorize(store: Store, request: ApiRequest, target: Target | undefined): void {
  if (request.client !== undefined) laterApi().authorization.authorize(store, request, target);
}

/** The answer to an object that asks something; undefined for all others. */
export function reviewAnswer(store: Store, request: ApiRequest, resource: Resource): ApiResponse | undefined {
  return resource.kind.endsWith('Review')
    ? laterApi().authorization.reviewAnswer(store, request, resource)
    : undefined;
}
