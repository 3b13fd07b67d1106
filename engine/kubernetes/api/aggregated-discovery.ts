/**
 * Discovery in one document, as clients since 1.26 ask for it: `/api` and `/apis` with all groups, versions, kinds and
 * subresources (apidiscovery.k8s.io/v2; k8s.io/apiserver pkg/endpoints/discovery/aggregated, and
 * ConvertGroupVersionIntoToDiscovery of pkg/endpoints/installer.go).
 *
 * Left out: v2beta1, which no server has any more; ETags.
 */
import type { ApiRequest } from './request.ts';
import type { Resource } from './resources.ts';
import { type ServedSubresource, servedSubresources } from './served-subresources.ts';
import { verbsOf } from './verbs.ts';

/** Any of the media types of the Accept header. */
export function wantsAggregated({ accept = '' }: ApiRequest): boolean {
  return accept.split(',').some((type) => {
    const parameters = new Set(type.split(';').map((one) => one.trim()));
    return ['g=apidiscovery.k8s.io', 'v=v2', 'as=APIGroupDiscoveryList'].every((one) => parameters.has(one));
  });
}

/** @param resources in the order of the groups, versions and kinds to be told */
export function aggregated(resources: readonly Resource[]): unknown {
  const groups = new Map<string, Map<string, Resource[]>>();
  for (const one of resources) {
    const versions = groups.get(one.group) ?? new Map<string, Resource[]>();
    groups.set(one.group, versions);
    versions.set(one.version, [...(versions.get(one.version) ?? []), one]);
  }
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: [...groups].map(([name, versions]) => ({
      metadata: name === '' ? {} : { name },
      versions: [...versions].map(([version, kinds]) => ({
        version,
        resources: kinds.map(resourceDiscovery),
        freshness: 'Current',
      })),
    })),
  };
}

function resourceDiscovery(resource: Resource): unknown {
  const { name, group, version, kind, namespaced, singular, shortNames, categories } = resource;
  const subresources = servedSubresources(resource);
  return {
    resource: name,
    responseKind: { group, version, kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs: verbsOf(resource),
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
    ...(subresources.length === 0
      ? {}
      : { subresources: subresources.map((one) => subresourceDiscovery(one, resource)) }),
  };
}

function subresourceDiscovery(
  { name, kind, verbs, group, version }: ServedSubresource,
  parent: Resource,
): unknown {
  return {
    subresource: name,
    responseKind: { group: group ?? parent.group, version: version ?? parent.version, kind },
    verbs,
  };
}
