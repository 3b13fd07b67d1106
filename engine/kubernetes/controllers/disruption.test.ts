import { expect, test } from 'vitest';
import { Clock, second } from '../../clock/clock.ts';
import type { Cluster } from '../cluster.ts';
import { FakeRuntime } from '../node/fake-runtime.ts';
import type { HorizontalPodAutoscaler, PodDisruptionBudget } from '../objects/cluster.ts';
import type { Event } from '../objects/config.ts';
import type { KubeList } from '../objects/meta.ts';
import { referenceCluster } from '../reference-cluster.ts';

function start(): { readonly clock: Clock; readonly cluster: Cluster } {
  const clock = new Clock();
  const cluster = referenceCluster(
    clock,
    (node) => new FakeRuntime(clock, node.podCidr.replace(/\.0\/24$/, ''), node.address),
  );
  cluster.settle();
  const template = {
    metadata: { labels: { app: 'web' } },
    spec: { containers: [{ name: 'nginx', image: 'nginx:1.27' }] },
  };
  send(cluster, 'POST', '/apis/apps/v1/namespaces/default/deployments', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { replicas: 4, selector: { matchLabels: { app: 'web' } }, template },
  });
  cluster.settle();
  return { clock, cluster };
}

function send(cluster: Cluster, method: 'GET' | 'POST', path: string, body?: object): unknown {
  const answer = cluster.door.request({ method, path, ...(body === undefined ? {} : { body }) });
  if (answer.kind !== 'response' || answer.status >= 300) throw new Error(JSON.stringify(answer));
  return answer.body;
}

const budgets = '/apis/policy/v1/namespaces/default/poddisruptionbudgets';

function budget(cluster: Cluster, spec: object): PodDisruptionBudget['status'] {
  send(cluster, 'POST', budgets, {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web' },
    spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
  });
  cluster.settle();
  return (send(cluster, 'GET', `${budgets}/web`) as PodDisruptionBudget).status;
}

test.each([
  [{ minAvailable: 3 }, { disruptionsAllowed: 1, desiredHealthy: 3 }],
  [{ minAvailable: '60%' }, { disruptionsAllowed: 1, desiredHealthy: 3 }],
  [{ maxUnavailable: '30%' }, { disruptionsAllowed: 2, desiredHealthy: 2 }],
  [{ maxUnavailable: 0 }, { disruptionsAllowed: 0, desiredHealthy: 4 }],
])('a budget of %o over four pods allows %o', (spec, status) => {
  const { cluster } = start();
  expect(budget(cluster, spec)).toMatchObject({ ...status, currentHealthy: 4, expectedPods: 4 });
});

test('an eviction beyond the budget is refused with 429', () => {
  const { cluster } = start();
  budget(cluster, { minAvailable: 4 });
  const pods = send(cluster, 'GET', '/api/v1/namespaces/default/pods') as KubeList;
  const name = pods.items[0]?.metadata.name ?? '';
  const answer = cluster.door.request({
    method: 'POST',
    path: `/api/v1/namespaces/default/pods/${name}/eviction`,
    body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } },
  });
  expect(answer).toMatchObject({ status: 429 });
});

test('an autoscaler without metrics keeps to its bounds and says what it cannot get', () => {
  const { clock, cluster } = start();
  const path = '/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers';
  send(cluster, 'POST', path, {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'web' },
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, maxReplicas: 2 },
  });
  clock.runUntil(clock.now + 40 * second);
  const { status } = send(cluster, 'GET', `${path}/web`) as HorizontalPodAutoscaler;
  expect(status).toMatchObject({ currentReplicas: 2, desiredReplicas: 2 });
  expect(status?.conditions?.map(({ type, reason }) => [type, reason])).toEqual([
    ['AbleToScale', 'SucceededGetScale'],
    ['ScalingActive', 'FailedGetResourceMetric'],
  ]);
  const events = send(cluster, 'GET', '/api/v1/namespaces/default/events') as KubeList<Event>;
  expect(
    events.items
      .filter(({ source }) => source.component === 'horizontal-pod-autoscaler')
      .map(({ message }) => message.slice(0, 60)),
  ).toEqual([
    'New size: 2; reason: Current number of replicas above Spec.M',
    'failed to get cpu utilization: unable to get metrics for res',
    'invalid metrics (1 invalid out of 1), first error is: failed',
  ]);
});
