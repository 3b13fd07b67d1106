/**
 * Paths that are no resource's: version, health, discovery.
 */
import type { ApiRequest, ApiResponse } from './request.ts';
import { apiVersionOf, type Resource, resources } from './resources.ts';

export function discoveryAnswer(request: ApiRequest, version: string): ApiResponse | undefined {
  if (request.method !== 'GET') return undefined;
  const answer = (body: unknown): ApiResponse => ({ kind: 'response', status: 200, body, warnings: [] });
  switch (request.path) {
    case '/healthz':
    case '/livez':
    case '/readyz':
      return answer('ok');
    case '/version':
      return answer(versionInfo(version));
    case '/api':
      return answer({
        kind: 'APIVersions',
        versions: ['v1'],
        serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '10.10.20.3:6443' }],
      });
    case '/apis':
      return answer({ kind: 'APIGroupList', apiVersion: 'v1', groups: groups() });
    default: {
      const groupVersion = /^\/api\/(v1)$|^\/apis\/([^/]+\/[^/]+)$/.exec(request.path);
      const wanted = groupVersion?.[1] ?? groupVersion?.[2];
      const found = resources.filter((one) => apiVersionOf(one) === wanted);
      return wanted === undefined || found.length === 0
        ? undefined
        : answer({
            kind: 'APIResourceList',
            ...(wanted === 'v1' ? {} : { apiVersion: 'v1' }),
            groupVersion: wanted,
            resources: found.map(apiResource),
          });
    }
  }
}

export function versionInfo(version: string): Readonly<Record<string, string>> {
  const [, major = '1', minor = ''] = /^v(\d+)\.(\d+)/.exec(version) ?? [];
  return {
    major,
    minor,
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
    gitVersion: version,
    gitCommit: '0f29094e5b73085e3802ecc1298ecae13866bfe6',
    gitTreeState: 'clean',
    buildDate: '2026-07-22T18:10:35Z',
    goVersion: 'go1.26.5',
    compiler: 'gc',
    platform: 'linux/amd64',
  };
}

export const listVerbs = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
] as const;

function apiResource(resource: Resource): unknown {
  return {
    name: resource.name,
    singularName: resource.singular,
    namespaced: resource.namespaced,
    kind: resource.kind,
    verbs: resource.listed ? listVerbs : ['create'],
    ...(resource.shortNames.length === 0 ? {} : { shortNames: resource.shortNames }),
    ...(resource.categories.length === 0 ? {} : { categories: resource.categories }),
  };
}

function groups(): readonly unknown[] {
  const names = new Map<string, Set<string>>();
  for (const { group, version } of resources)
    if (group !== '') names.set(group, (names.get(group) ?? new Set<string>()).add(version));
  return [...names].map(([name, versions]) => {
    const listed = [...versions].map((version) => ({ groupVersion: `${name}/${version}`, version }));
    return { name, versions: listed, preferredVersion: listed[0] };
  });
}
