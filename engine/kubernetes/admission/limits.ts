/**
 * The plugins that hold a namespace to its LimitRanges and ResourceQuotas (limit-ranger.ts, resource-quota.ts). Most
 * clusters have none of either and each write asks, so their code comes with the rest of the API: what decodes such an
 * object comes with it too, so where there is one the code is there.
 */
import { laterApi } from '../api/later-code.ts';
import { resource, type Resource } from '../api/resources.ts';
import type { Store } from '../api/store.ts';
import type { KubeObject } from '../objects/meta.ts';
import type { Pod } from '../objects/pod.ts';

const limitRanges = resource('limitranges');
const quotas = resource('resourcequotas');

/** A new pod with the defaults of its namespace's LimitRanges. */
export function withDefaultLimits(pod: Pod, store: Store): Pod {
  return store.isEmpty(limitRanges) ? pod : laterApi().limits.withDefaultLimits(pod, store);
}

/** @param old undefined for a new object @throws ApiError Forbidden */
export function checkLimits(
  of: Resource,
  object: KubeObject,
  old: KubeObject | undefined,
  store: Store,
): void {
  if (old === undefined && !store.isEmpty(limitRanges)) laterApi().limits.checkLimits(of, object, store);
  if (!store.isEmpty(quotas)) laterApi().limits.checkQuotas(of, object, old, store);
}

/** After a write: the quotas of its namespace are told what is used now. @param put keeps a quota's next state */
export function countQuotas(
  path: string,
  store: Store,
  put: (of: Resource, quota: KubeObject) => void,
): void {
  if (store.isEmpty(quotas)) return;
  const [, namespace] = /\/namespaces\/([^/]+)\//.exec(path) ?? [];
  if (namespace !== undefined) laterApi().limits.countQuotas(namespace, store, put);
}
