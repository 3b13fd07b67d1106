import { expect, it } from 'vitest';
import { Clock, millisecond, second } from '../../clock/clock.ts';
import { FakeRuntime } from '../node/fake-runtime.ts';
import { referenceCluster } from '../reference-cluster.ts';

const template = {
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] },
};

it.each([20 * millisecond, 200 * millisecond, 5 * second])(
  'leaves what an owner lets go of, %d µs after it was made',
  (age) => {
    const clock = new Clock();
    const { door } = referenceCluster(clock, ({ address }) => new FakeRuntime(clock, '10.8.0', address));
    const deployments = '/apis/apps/v1/namespaces/default/deployments';
    clock.runUntil(10 * second);
    door.request({
      method: 'POST',
      path: deployments,
      body: {
        metadata: { name: 'web' },
        spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, template },
      },
    });
    clock.runUntil(clock.now + age);
    door.request({ method: 'DELETE', path: `${deployments}/web`, body: { propagationPolicy: 'Orphan' } });
    clock.runUntil(clock.now + 10 * second);
    const left = (path: string): number => {
      const answer = door.request({ method: 'GET', path });
      return answer.kind === 'response' ? (answer.body as { items: readonly unknown[] }).items.length : -1;
    };
    expect(left(deployments)).toBe(0);
    expect(left('/apis/apps/v1/namespaces/default/replicasets')).toBe(1);
    expect(left('/api/v1/namespaces/default/pods')).toBe(2);
  },
);
