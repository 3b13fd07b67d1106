import { beforeEach, describe, expect, test } from 'vitest';
import { Clock, second } from '../../../clock/clock.ts';
import { FakeRuntime } from '../../../kubernetes/node/fake-runtime.ts';
import { referenceCluster } from '../../../kubernetes/reference-cluster.ts';
import type { Cluster } from '../../../kubernetes/cluster.ts';
import { FileTree } from '../../../linux/file/file-tree.ts';
import { ProcessTable } from '../../../linux/process/process.ts';
import { Sink, TextInput } from '../../../linux/process/stream.ts';
import { kubectl } from '../kubectl.ts';

let clock: Clock;
let cluster: Cluster;

beforeEach(() => {
  clock = new Clock();
  cluster = referenceCluster(
    clock,
    ({ podCidr, address }) =>
      new FakeRuntime(clock, podCidr.split('.').slice(0, 3).join('.'), address, { logs: () => [] }),
  );
  cluster.settle();
});

/** @param objects given on standard input */
function run(
  command: string,
  ...objects: readonly object[]
): { exit: number; stdout: string; stderr: string } {
  const output = { stdout: '', stderr: '' };
  const process = new ProcessTable<undefined>(clock).start({
    program: kubectl(cluster.door, cluster),
    arguments: command.split(' '),
    place: undefined,
    files: new FileTree(),
    directory: '/root',
    stdin: new TextInput(objects.map((object) => JSON.stringify(object)).join('\n---\n')),
    stdout: new Sink((text) => (output.stdout += text)),
    stderr: new Sink((text) => (output.stderr += text)),
  });
  clock.runWhile(() => process.exit === undefined, clock.now + 300 * second);
  return { exit: process.exit?.status ?? -1, ...output };
}

const settings = (name: string, app: string): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, labels: { app } },
});

describe('kubectl apply --prune', () => {
  test('deletes what was applied once and is given no more', () => {
    run('kubectl apply -f -', settings('one', 'web'), settings('two', 'web'));
    const { stdout } = run('kubectl apply -f - --prune -l app=web', settings('two', 'web'));
    expect(stdout).toBe('configmap/two unchanged\nconfigmap/one pruned\n');
    expect(run('kubectl get configmap one').exit).toBe(1);
  });

  test('leaves alone what was created otherwise, what the selector does not find and kinds that are not on the list', () => {
    run('kubectl create -f -', settings('made', 'web'));
    run('kubectl apply -f -', settings('other', 'api'), settings('own', 'web'));
    const command = 'kubectl apply -f - --prune -l app=web --prune-allowlist=core/v1/Secret';
    expect(run(command, settings('two', 'web')).stdout).toBe('configmap/two created\n');
    const pruned = run('kubectl apply -f - --prune -l app=web', settings('two', 'web'));
    expect(pruned.stdout).toBe('configmap/two unchanged\nconfigmap/own pruned\n');
  });

  test('deletes nothing as a dry run', () => {
    run('kubectl apply -f -', settings('one', 'web'));
    const { stdout } = run('kubectl apply -f - --prune -l app=web --dry-run=server', settings('two', 'web'));
    expect(stdout).toBe('configmap/two created (server dry run)\nconfigmap/one pruned (server dry run)\n');
    expect(run('kubectl get configmap one').exit).toBe(0);
  });
});

describe('kubectl apply --force', () => {
  const service = (clusterIP: string): object => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { clusterIP, ports: [{ port: 80 }] },
  });

  test('deletes and makes anew what cannot be changed', () => {
    run('kubectl apply -f -', service('10.96.44.10'));
    expect(run('kubectl apply -f -', service('10.96.44.11')).exit).toBe(1);
    expect(run('kubectl apply -f - --force', service('10.96.44.11')).stdout).toBe('service/web configured\n');
    expect(run('kubectl get service web -o jsonpath={.spec.clusterIP}').stdout).toBe('10.96.44.11');
  });

  test('puts back what was there when the new one is refused', () => {
    run('kubectl apply -f -', service('10.96.44.10'));
    expect(run('kubectl apply -f - --force', service('10.96.0.10')).exit).toBe(1);
    expect(run('kubectl get service web -o jsonpath={.spec.clusterIP}').stdout).toBe('10.96.44.10');
  });
});
