/**
 * What a DELETE answers: the object while it has to wait for its end, else a Status that names what is gone; for a
 * collection the list of what it held (k8s.io/apiserver pkg/endpoints/handlers/delete.go).
 */
import type { KubeObject } from '../objects/meta.ts';
import type { ApiRequest } from './request.ts';
import { apiVersionOf, type Resource } from './resources.ts';
import type { ApiServer } from './server.ts';

export function deletedOne(
  server: ApiServer,
  request: ApiRequest,
  resource: Resource,
  object: KubeObject,
): unknown {
  const waiting = server.deleteObject(resource, object, request);
  if (waiting !== undefined) return waiting;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: {
      name: object.metadata.name,
      ...(resource.group === '' ? {} : { group: resource.group }),
      kind: resource.name,
      uid: object.metadata.uid,
    },
  };
}

export function deletedCollection(
  server: ApiServer,
  request: ApiRequest,
  resource: Resource,
  items: readonly KubeObject[],
): unknown {
  for (const object of items) server.deleteObject(resource, object, request);
  return { kind: `${resource.kind}List`, apiVersion: apiVersionOf(resource), metadata: {}, items };
}
