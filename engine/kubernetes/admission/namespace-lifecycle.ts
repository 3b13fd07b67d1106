/**
 * The NamespaceLifecycle admission plugin: nothing new comes into a namespace that is not there or is going away
 * (k8s.io/apiserver pkg/admission/plugin/namespace/lifecycle).
 */
import type { KubeObject } from '../objects/meta.ts';
import { type ApiRequest, isComponent } from '../api/request.ts';
import { resource, type Resource } from '../api/resources.ts';
import { forbidden, notFound } from '../api/status.ts';
import type { Store } from '../api/store.ts';

const namespaces = resource('namespaces');

/** @throws ApiError NotFound, Forbidden */
export function checkNamespace(of: Resource, object: KubeObject, request: ApiRequest, store: Store): void {
  const namespace = object.metadata.namespace ?? '';
  const found = store.get(namespaces, '', namespace);
  if (found === undefined) throw notFound(namespaces, namespace);
  if (found.metadata.deletionTimestamp !== undefined && !(isComponent(request) && of.kind === 'Event'))
    throw forbidden(
      of,
      object.metadata.name,
      `unable to create new content in namespace ${namespace} because it is being terminated`,
      [
        {
          reason: 'NamespaceTerminating',
          message: `namespace ${namespace} is being terminated`,
          field: 'metadata.namespace',
        },
      ],
    );
}
