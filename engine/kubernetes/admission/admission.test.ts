import { expect, test } from 'vitest';
import { Clock } from '../../clock/clock.ts';
import type { ApiResponse } from '../api/request.ts';
import { referenceCluster } from '../reference-cluster.ts';
import { FakeRuntime } from '../node/fake-runtime.ts';
import type { ResourceQuota } from '../objects/cluster.ts';
import type { Pod } from '../objects/pod.ts';

const clock = new Clock();
const { door } = referenceCluster(clock, (node) => new FakeRuntime(clock, '10.8.0', node.address));
clock.runUntil(5_000_000);

function post(resource: string, kind: string, name: string, rest: object): ApiResponse {
  return door.request({
    method: 'POST',
    path: `/api/v1/namespaces/default/${resource}`,
    body: { apiVersion: 'v1', kind, metadata: { name }, ...rest },
  }) as ApiResponse;
}

function pod(name: string, resources: object): ApiResponse {
  return post('pods', 'Pod', name, { spec: { containers: [{ name: 'c', image: 'nginx:1.27', resources }] } });
}

const message = ({ body }: ApiResponse): string => (body as { message?: string }).message ?? '';

test('a limit range fills in what a container does not say, and refuses what is beyond it', () => {
  const limits = [{ type: 'Container', max: { memory: '64Mi' }, defaultRequest: { memory: '16Mi' } }];
  post('limitranges', 'LimitRange', 'sizes', { spec: { limits } });
  const { spec, metadata, status } = pod('small', {}).body as Pod;
  expect(spec.containers[0]?.resources).toEqual({ limits: { memory: '64Mi' }, requests: { memory: '16Mi' } });
  expect(metadata.annotations?.['kubernetes.io/limit-ranger']).toBe(
    'LimitRanger plugin set: memory request for container c; memory limit for container c',
  );
  expect(status.qosClass).toBe('Burstable');
  expect(message(pod('big', { limits: { memory: '1Gi' } }))).toBe(
    'pods "big" is forbidden: maximum memory usage per Container is 64Mi, but limit is 1Gi',
  );
});

test('a quota counts what is there, refuses what would be too much, and lets go of what has gone', () => {
  post('resourcequotas', 'ResourceQuota', 'caps', {
    spec: { hard: { pods: '2', 'requests.memory': '40Mi' } },
  });
  const used = (): unknown =>
    (
      (door.request({ method: 'GET', path: '/api/v1/namespaces/default/resourcequotas/caps' }) as ApiResponse)
        .body as ResourceQuota
    ).status?.used;
  expect(used()).toEqual({ pods: '1', 'requests.memory': '16Mi' });
  expect(message(pod('hungry', { requests: { memory: '32Mi' } }))).toBe(
    'pods "hungry" is forbidden: exceeded quota: caps, requested: requests.memory=32Mi, used: requests.memory=16Mi, limited: requests.memory=40Mi',
  );
  expect(pod('second', {}).status).toBe(201);
  expect(message(pod('third', {}))).toContain('requested: pods=1,requests.memory=16Mi, used: pods=2');
  door.request({
    method: 'DELETE',
    path: '/api/v1/namespaces/default/pods/second',
    query: { gracePeriodSeconds: '0' },
  });
  expect(used()).toEqual({ pods: '1', 'requests.memory': '16Mi' });
});

test("a quota counts a vendor's resources by their requests, and claims by their storage class", () => {
  door.request({ method: 'DELETE', path: '/api/v1/namespaces/default/resourcequotas/caps' });
  const hard = {
    'requests.example.com/dongle': '3',
    'gold.storageclass.storage.k8s.io/requests.storage': '10Gi',
    'gold.storageclass.storage.k8s.io/persistentvolumeclaims': '1',
  };
  post('resourcequotas', 'ResourceQuota', 'vendor', { spec: { hard } });
  const dongle = { 'example.com/dongle': '2' };
  expect(pod('dongled', { requests: dongle, limits: dongle }).status).toBe(201);
  expect(message(pod('more', { requests: dongle, limits: dongle }))).toBe(
    'pods "more" is forbidden: exceeded quota: vendor, requested: requests.example.com/dongle=2, used: requests.example.com/dongle=2, limited: requests.example.com/dongle=3',
  );
  const claim = (name: string): ApiResponse =>
    post('persistentvolumeclaims', 'PersistentVolumeClaim', name, {
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'gold',
        resources: { requests: { storage: '2Gi' } },
      },
    });
  expect(claim('one').status).toBe(201);
  expect(message(claim('two'))).toContain(
    'requested: gold.storageclass.storage.k8s.io/persistentvolumeclaims=1, used: gold.storageclass.storage.k8s.io/persistentvolumeclaims=1',
  );
});
