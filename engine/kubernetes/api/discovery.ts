/**
 * Paths that are no resource's: version, health, discovery.
 */
import { toBase64 } from '../../net/base64/base64.ts';
import { sha256 } from '../../net/digest/sha256.ts';
import { openApiAnswer } from '../openapi/later-documents.ts';
import type { ApiRequest, ApiResponse } from './request.ts';
import { aggregated, wantsAggregated } from './aggregated-discovery.ts';
import { apiVersionOf, type Resource, resource, resources } from './resources.ts';
import { servedSubresources } from './served-subresources.ts';
import type { Store } from './store.ts';
import { verbsOf } from './verbs.ts';

const definitions = resource('customresourcedefinitions', 'apiextensions.k8s.io');

/** @param server its version, and the custom resources it holds */
export function discoveryAnswer(
  request: ApiRequest,
  { version, store }: { readonly version: string; readonly store: Store },
  custom: readonly Resource[],
): ApiResponse | undefined {
  if (request.method !== 'GET') return undefined;
  const answer = (body: unknown): ApiResponse => ({ kind: 'response', status: 200, body, warnings: [] });
  const openApi = openApiAnswer(request.path, () => store.list(definitions, undefined));
  if (openApi !== undefined) return answer(openApi);
  switch (request.path) {
    case '/healthz':
    case '/livez':
    case '/readyz':
    case '/healthz/ping':
    case '/livez/ping':
    case '/readyz/ping':
      return answer('ok');
    case '/version':
      return answer(versionInfo(version));
    case '/api':
      if (wantsAggregated(request)) return answer(aggregated(resources.filter(({ group }) => group === '')));
      return answer({
        kind: 'APIVersions',
        versions: ['v1'],
        serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '10.10.20.3:6443' }],
      });
    case '/apis':
      if (wantsAggregated(request))
        return answer(aggregated([...resources, ...custom].filter(({ group }) => group !== '')));
      return answer({ kind: 'APIGroupList', apiVersion: 'v1', groups: groups(custom) });
    default: {
      const group = groups(custom).find(({ name }) => request.path === `/apis/${name}`);
      if (group !== undefined) return answer({ kind: 'APIGroup', apiVersion: 'v1', ...group });
      const groupVersion = /^\/api\/(v1)$|^\/apis\/([^/]+\/[^/]+)$/.exec(request.path);
      const wanted = groupVersion?.[1] ?? groupVersion?.[2];
      const found = [...resources, ...custom].filter((one) => apiVersionOf(one) === wanted);
      return wanted === undefined || found.length === 0
        ? undefined
        : answer({
            kind: 'APIResourceList',
            ...(wanted === 'v1' ? {} : { apiVersion: 'v1' }),
            groupVersion: wanted,
            resources: found.flatMap(apiResources),
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

function apiResources(resource: Resource): readonly unknown[] {
  const { name, singular, namespaced, kind, listed, shortNames, categories } = resource;
  const whole = {
    name,
    singularName: singular,
    namespaced,
    kind,
    verbs: verbsOf(resource),
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
    ...(listed ? { storageVersionHash: storageVersionHash(resource.storedAs ?? resource) } : {}),
  };
  return [
    whole,
    ...servedSubresources(resource).map(({ name: of, verbs, ...served }) => ({
      name: `${name}/${of}`,
      singularName: '',
      namespaced,
      ...served,
      verbs,
    })),
  ];
}

/** By which a client sees that a kind is kept in another version (apiserver pkg/endpoints/discovery). */
function storageVersionHash({ group, version, kind }: Resource): string {
  return toBase64(sha256(`${group}/${version}/${kind}`).slice(0, 8));
}

interface Group {
  readonly name: string;
  readonly versions: readonly unknown[];
  readonly preferredVersion: unknown;
}

function groups(custom: readonly Resource[]): readonly Group[] {
  const names = new Map<string, Set<string>>();
  for (const { group, version } of [...resources, ...custom])
    if (group !== '') names.set(group, (names.get(group) ?? new Set<string>()).add(version));
  return [...names].map(([name, versions]) => {
    const listed = [...versions].map((version) => ({ groupVersion: `${name}/${version}`, version }));
    return { name, versions: listed, preferredVersion: listed[0] };
  });
}
