import { expect, test } from 'vitest';
import { Clock, second } from '../clock/clock.ts';
import type { ApiResponse } from './api/request.ts';
import type { Cluster } from './cluster.ts';
import { referenceCluster } from './reference-cluster.ts';
import { FakeRuntime } from './node/fake-runtime.ts';
import type { KubeList } from './objects/meta.ts';
import type { Pod } from './objects/pod.ts';
import type { EndpointSlice } from './objects/service.ts';
import type { Deployment } from './objects/workload.ts';

function start(): { readonly clock: Clock; readonly cluster: Cluster } {
  const clock = new Clock();
  const cluster = referenceCluster(
    clock,
    (node) => new FakeRuntime(clock, node.podCidr.split('.').slice(0, 3).join('.'), node.address),
  );
  cluster.settle();
  return { clock, cluster };
}

function get(cluster: Cluster, path: string): unknown {
  return (cluster.door.request({ method: 'GET', path }) as ApiResponse).body;
}

function post(cluster: Cluster, path: string, body: unknown): ApiResponse {
  return cluster.door.request({
    method: 'POST',
    path,
    body,
    query: { fieldValidation: 'Strict' },
  }) as ApiResponse;
}

const web = (replicas: number): unknown => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'nginx', image: 'nginx:1.27', ports: [{ containerPort: 80 }] }] },
    },
  },
});

test('the reference cluster settles with its system pods running and CoreDNS on the workers', () => {
  const { cluster } = start();
  const { items } = get(cluster, '/api/v1/pods') as KubeList<Pod>;
  expect(items.map(({ metadata, status }) => `${metadata.namespace ?? ''} ${status.phase ?? ''}`)).toEqual([
    'kube-flannel Running',
    'kube-flannel Running',
    'kube-flannel Running',
    'kube-system Running',
    'kube-system Running',
    'kube-system Running',
    'kube-system Running',
    'kube-system Running',
  ]);
  const dns = items.filter(({ metadata }) => metadata.labels?.['k8s-app'] === 'kube-dns');
  expect(dns.map(({ status }) => status.podIP).sort()).toEqual(['10.8.0.2', '10.8.1.2']);
  expect(dns[0]?.metadata.name.replace(/-[^-]*$/, '')).toBe('coredns-6496f5b56d');
});

test('a deployment and a service become pods, endpoints and slices', () => {
  const { cluster } = start();
  expect(post(cluster, '/apis/apps/v1/namespaces/default/deployments', web(3)).status).toBe(201);
  post(cluster, '/api/v1/namespaces/default/services', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
  });
  cluster.settle();
  const deployment = get(cluster, '/apis/apps/v1/namespaces/default/deployments/web') as Deployment;
  expect(deployment.status).toMatchObject({ readyReplicas: 3, updatedReplicas: 3, availableReplicas: 3 });
  const { items } = get(
    cluster,
    '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices',
  ) as KubeList<EndpointSlice>;
  const slice = items.find(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === 'web');
  expect(slice?.endpoints).toHaveLength(3);
});

test('a deleted deployment takes its ReplicaSet and pods with it', () => {
  const { cluster } = start();
  post(cluster, '/apis/apps/v1/namespaces/default/deployments', web(2));
  cluster.settle();
  cluster.door.request({ method: 'DELETE', path: '/apis/apps/v1/namespaces/default/deployments/web' });
  cluster.settle();
  expect((get(cluster, '/api/v1/namespaces/default/pods') as KubeList).items).toEqual([]);
  expect((get(cluster, '/apis/apps/v1/namespaces/default/replicasets') as KubeList).items).toEqual([]);
});

test('an unknown image fails to pull and backs off, told one look of the kubelet later', () => {
  const { clock, cluster } = start();
  post(cluster, '/api/v1/namespaces/default/pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: { containers: [{ name: 'app', image: 'nosuch:1' }] },
  });
  const reason = () => {
    const pod = get(cluster, '/api/v1/namespaces/default/pods/p') as Pod;
    return pod.status.containerStatuses?.[0]?.state.waiting?.reason;
  };
  clock.runUntil(clock.now + 5 * second);
  expect(reason()).toBe('ErrImagePull');
  clock.runUntil(clock.now + 14 * second);
  expect(reason()).toBe('ImagePullBackOff');
});

test('a thousand pods become ready', () => {
  const { cluster } = start();
  const nodes = ['k8s-w1', 'k8s-w2'];
  for (const name of nodes) {
    const node = get(cluster, `/api/v1/nodes/${name}`) as { status: { allocatable: object } };
    const status = { ...node.status, allocatable: { ...node.status.allocatable, pods: '600' } };
    cluster.door.request({ method: 'PUT', path: `/api/v1/nodes/${name}/status`, body: { ...node, status } });
  }
  post(cluster, '/apis/apps/v1/namespaces/default/deployments', web(1000));
  cluster.settle();
  const deployment = get(cluster, '/apis/apps/v1/namespaces/default/deployments/web') as Deployment;
  expect(deployment.status.readyReplicas).toBe(1000);
});
