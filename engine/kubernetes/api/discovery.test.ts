import { expect, it } from 'vitest';
import { Clock } from '../../clock/clock.ts';
import { FakeRuntime } from '../node/fake-runtime.ts';
import { referenceCluster } from '../reference-cluster.ts';

const clock = new Clock();
const { door } = referenceCluster(clock, ({ address }) => new FakeRuntime(clock, '10.8.0', address));
const get = (path: string, accept?: string): unknown => {
  const answer = door.request({ method: 'GET', path, ...(accept === undefined ? {} : { accept }) });
  return answer.kind === 'response' ? answer.body : undefined;
};
const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';

it('tells all groups, kinds and subresources in one document to who asks for it', () => {
  const document = get('/apis', aggregated) as {
    readonly items: readonly {
      readonly metadata: { readonly name: string };
      readonly versions: readonly {
        readonly version: string;
        readonly resources: readonly { readonly resource: string }[];
      }[];
    }[];
  };
  expect(document).toMatchObject({ kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2' });
  const apps = document.items.find(({ metadata }) => metadata.name === 'apps');
  expect(apps?.versions[0]?.resources.find(({ resource }) => resource === 'deployments')).toEqual({
    resource: 'deployments',
    responseKind: { group: 'apps', version: 'v1', kind: 'Deployment' },
    scope: 'Namespaced',
    singularResource: 'deployment',
    verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
    shortNames: ['deploy'],
    categories: ['all'],
    subresources: [
      {
        subresource: 'scale',
        responseKind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
        verbs: ['get', 'patch', 'update'],
      },
      {
        subresource: 'status',
        responseKind: { group: 'apps', version: 'v1', kind: 'Deployment' },
        verbs: ['get', 'patch', 'update'],
      },
    ],
  });
  expect(get('/api', aggregated)).toMatchObject({ items: [{ metadata: {}, versions: [{ version: 'v1' }] }] });
});

it('keeps the old form for who does not', () => {
  expect(get('/api', 'application/json')).toMatchObject({ kind: 'APIVersions' });
  expect(get('/apis')).toMatchObject({ kind: 'APIGroupList' });
});

it('knows a group by its name', () => {
  expect(get('/apis/apps')).toEqual({
    kind: 'APIGroup',
    apiVersion: 'v1',
    name: 'apps',
    versions: [{ groupVersion: 'apps/v1', version: 'v1' }],
    preferredVersion: { groupVersion: 'apps/v1', version: 'v1' },
  });
});

it('lists the subresources of a kind behind it, with the kind that is sent there', () => {
  const { resources } = get('/api/v1') as {
    readonly resources: readonly { readonly name: string; readonly kind: string }[];
  };
  expect(resources.find(({ name }) => name === 'pods/eviction')).toEqual({
    name: 'pods/eviction',
    singularName: '',
    namespaced: true,
    group: 'policy',
    version: 'v1',
    kind: 'Eviction',
    verbs: ['create'],
  });
});
