/**
 * What of the metadata is written with a status (pkg/registry, the status strategies' PrepareForUpdate).
 */
import { beforeAll, expect, it } from 'vitest';
import { Clock } from '../../clock/clock.ts';
import { FakeRuntime } from '../node/fake-runtime.ts';
import { referenceCluster } from '../reference-cluster.ts';
import type { KubeObject } from '../objects/meta.ts';
import type { ApiDoor, ApiRequest } from './request.ts';

let door: ApiDoor;

beforeAll(() => {
  const clock = new Clock();
  const cluster = referenceCluster(clock, ({ address }) => new FakeRuntime(clock, '10.8.0', address));
  cluster.settle();
  ({ door } = cluster);
});

function ask(request: ApiRequest): KubeObject & { status?: { loadBalancer?: unknown } } {
  const answer = door.request(request);
  if (answer.kind !== 'response') throw new Error('a watch');
  return answer.body as KubeObject;
}

function patchStatus(path: string, body: unknown, query = {}): ReturnType<typeof ask> {
  return ask({
    method: 'PATCH',
    path: `${path}/status`,
    contentType: 'application/merge-patch+json',
    body,
    query,
  });
}

const service = '/api/v1/namespaces/kube-system/services/kube-dns';
const deployment = '/apis/apps/v1/namespaces/kube-system/deployments/coredns';
const metadata = { labels: { mine: 'x' }, annotations: { mine: 'y' } };

it('writes labels and annotations with a status, of a Deployment only annotations', () => {
  expect(patchStatus(service, { metadata }).metadata).toMatchObject(metadata);
  const { labels, annotations } = patchStatus(deployment, { metadata }).metadata;
  expect(labels).not.toHaveProperty('mine');
  expect(annotations).toHaveProperty('mine', 'y');
  expect(ask({ method: 'GET', path: deployment }).metadata.annotations).toHaveProperty('mine', 'y');
});

it('shows what a dry run would write, and writes nothing', () => {
  const before = ask({ method: 'GET', path: service });
  const status = { loadBalancer: { ingress: [{ ip: '10.10.10.9' }] } };
  expect(patchStatus(service, { status }, { dryRun: 'All' }).status?.loadBalancer).toMatchObject({
    ingress: [{ ip: '10.10.10.9' }],
  });
  expect(ask({ method: 'GET', path: service })).toEqual(before);
});
