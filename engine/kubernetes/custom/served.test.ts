import { beforeEach, expect, it } from 'vitest';
import { Clock, second } from '../../clock/clock.ts';
import type { ApiRequest } from '../api/request.ts';
import type { Cluster } from '../cluster.ts';
import { FakeRuntime } from '../node/fake-runtime.ts';
import { referenceCluster } from '../reference-cluster.ts';

const clock = new Clock();
let cluster: Cluster;
const ask = (request: ApiRequest): { readonly status: number; readonly body: unknown } => {
  const answer = cluster.door.request(request);
  return answer.kind === 'response' ? answer : { status: 0, body: undefined };
};
const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const links = '/apis/example.com/v1/namespaces/default/links';

const definition = (mtu: object): object => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'links.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'links', singular: 'link', kind: 'Link', listKind: 'LinkList' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: { spec: { type: 'object', properties: { mtu } } },
          },
        },
      },
    ],
  },
});

beforeEach(() => {
  cluster = referenceCluster(clock, ({ address }) => new FakeRuntime(clock, '10.8.0', address));
  ask({ method: 'POST', path: definitions, body: definition({ type: 'integer' }) });
  clock.runUntil(clock.now + 5 * second);
});

const link = { apiVersion: 'example.com/v1', kind: 'Link', metadata: { name: 'a' }, spec: {} };

it('fills in, as an object is read, the defaults that its kind has got since', () => {
  expect(ask({ method: 'POST', path: links, body: link }).status).toBe(201);
  const changed = definition({ type: 'integer', default: 1450 });
  ask({ method: 'PUT', path: `${definitions}/links.example.com`, body: changed });
  clock.runUntil(clock.now + 5 * second);
  expect(ask({ method: 'GET', path: `${links}/a` }).body).toMatchObject({ spec: { mtu: 1450 } });
  expect(ask({ method: 'GET', path: links }).body).toMatchObject({ items: [{ spec: { mtu: 1450 } }] });
});

it('does not apply what the schema does not know', () => {
  const answer = ask({
    method: 'PATCH',
    path: `${links}/a`,
    contentType: 'application/apply-patch+yaml',
    query: { fieldManager: 'me' },
    body: { ...link, colour: 'red' },
  });
  expect(answer.status).toBe(500);
  expect(answer.body).toMatchObject({
    message:
      'failed to create typed patch object (a; example.com/v1, Kind=Link): .colour: field not declared in schema',
  });
});

it('does not show as a table what is only created', () => {
  const answer = ask({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
    body: { spec: { nonResourceAttributes: { path: '/', verb: 'get' } } },
  });
  expect(answer).toMatchObject({ status: 406, body: { reason: 'NotAcceptable' } });
});
