import { expect, test } from 'vitest';
import { Clock, second } from '../../clock/clock.ts';
import type { Cluster } from '../cluster.ts';
import { referenceCluster } from '../reference-cluster.ts';
import { FakeRuntime } from '../node/fake-runtime.ts';
import type { CronJob, Job, StatefulSet } from '../objects/batch.ts';
import type { KubeList } from '../objects/meta.ts';
import type { Pod } from '../objects/pod.ts';

function start(exitCode = 0) {
  const clock = new Clock();
  const cluster = referenceCluster(
    clock,
    (node) =>
      new FakeRuntime(clock, node.podCidr.replace(/\.0\/24$/, ''), node.address, {
        ends: ({ container }) =>
          container.name === 'work'
            ? { after: second, exit: { status: exitCode, signal: undefined } }
            : undefined,
      }),
  );
  cluster.settle();
  return { clock, cluster };
}

function send(cluster: Cluster, method: 'GET' | 'POST' | 'PUT', path: string, body?: object): unknown {
  const answer = cluster.door.request({ method, path, ...(body === undefined ? {} : { body }) });
  if (answer.kind !== 'response' || answer.status >= 300) throw new Error(JSON.stringify(answer));
  return answer.body;
}

const podsPath = '/api/v1/namespaces/default/pods';
const names = (cluster: Cluster) =>
  (send(cluster, 'GET', podsPath) as KubeList<Pod>).items.map(({ metadata }) => metadata.name);
const work = { restartPolicy: 'Never', containers: [{ name: 'work', image: 'busybox:1.36' }] };
const jobsPath = '/apis/batch/v1/namespaces/default/jobs';

function job(spec: object): object {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'sum' },
    spec: { ...spec, template: { spec: work } },
  };
}

test('a Job runs so many pods at once until enough have succeeded', () => {
  const { cluster } = start();
  send(cluster, 'POST', jobsPath, job({ completions: 5, parallelism: 2, completionMode: 'Indexed' }));
  cluster.settle();
  const { status } = send(cluster, 'GET', `${jobsPath}/sum`) as Job;
  expect(status).toMatchObject({ succeeded: 5, completedIndexes: '0-4', ready: 0, terminating: 0 });
  expect(status.conditions?.map(({ type }) => type)).toEqual(['SuccessCriteriaMet', 'Complete']);
  expect(names(cluster)).toHaveLength(5);
});

test('a Job gives up after its backoff limit', () => {
  const { clock, cluster } = start(3);
  send(cluster, 'POST', jobsPath, job({ backoffLimit: 2 }));
  clock.runUntil(clock.now + 120 * second);
  const { status } = send(cluster, 'GET', `${jobsPath}/sum`) as Job;
  expect(status.failed).toBe(3);
  expect(status.conditions?.at(-1)).toMatchObject({ type: 'Failed', reason: 'BackoffLimitExceeded' });
});

test('a Job that may live so long after its end goes with its pods', () => {
  const { clock, cluster } = start();
  send(cluster, 'POST', jobsPath, job({ ttlSecondsAfterFinished: 20 }));
  clock.runUntil(clock.now + 60 * second);
  expect((send(cluster, 'GET', jobsPath) as KubeList).items).toEqual([]);
  expect(names(cluster)).toEqual([]);
});

test('a CronJob starts a Job each time and keeps the last three', () => {
  const { clock, cluster } = start();
  const path = '/apis/batch/v1/namespaces/default/cronjobs';
  send(cluster, 'POST', path, {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'tick' },
    spec: { schedule: '* * * * *', jobTemplate: { spec: { template: { spec: work } } } },
  });
  clock.runUntil(clock.now + 330 * second);
  const { status } = send(cluster, 'GET', `${path}/tick`) as CronJob;
  expect(status.lastScheduleTime).toMatch(/:00Z$/);
  expect((send(cluster, 'GET', jobsPath) as KubeList).items).toHaveLength(3);
});

const setsPath = '/apis/apps/v1/namespaces/default/statefulsets';

function set(replicas: number, image = 'nginx:1.27'): StatefulSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db' },
    spec: {
      serviceName: 'db',
      replicas,
      selector: { matchLabels: { app: 'db' } },
      template: { metadata: { labels: { app: 'db' } }, spec: { containers: [{ name: 'db', image }] } },
    },
  } as unknown as StatefulSet;
}

test('a StatefulSet makes its pods in order, takes the last away first, and updates from the last', () => {
  const { cluster } = start();
  send(cluster, 'POST', setsPath, set(3));
  cluster.settle();
  const pods = (send(cluster, 'GET', podsPath) as KubeList<Pod>).items;
  const ready = pods.map(
    ({ status }) => status.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime,
  );
  expect(pods.map(({ metadata }) => metadata.name)).toEqual(['db-0', 'db-1', 'db-2']);
  expect(ready).toEqual([...ready].sort());
  const before = (send(cluster, 'GET', `${setsPath}/db`) as StatefulSet).status;
  expect(before).toMatchObject({ readyReplicas: 3, currentReplicas: 3, updatedReplicas: 3 });
  send(cluster, 'PUT', `${setsPath}/db`, set(2, 'nginx:1.28'));
  cluster.settle();
  expect(names(cluster)).toEqual(['db-0', 'db-1']);
  const after = (send(cluster, 'GET', `${setsPath}/db`) as StatefulSet).status;
  expect(after.currentRevision).toBe(after.updateRevision);
  expect(after.currentRevision).not.toBe(before.currentRevision);
});
