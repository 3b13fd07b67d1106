import { beforeEach, describe, expect, test } from 'vitest';
import { Clock, second } from '../../clock/clock.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { referenceCluster } from '../../kubernetes/reference-cluster.ts';
import { FakeRuntime } from '../../kubernetes/node/fake-runtime.ts';
import { FileTree } from '../../linux/file/file-tree.ts';
import { type Process, ProcessTable } from '../../linux/process/process.ts';
import { Sink, TextInput } from '../../linux/process/stream.ts';
import { kubectl } from './kubectl.ts';

let clock: Clock;
let cluster: Cluster;
let files: FileTree;

beforeEach(() => {
  clock = new Clock();
  cluster = referenceCluster(
    clock,
    ({ podCidr, address }) =>
      new FakeRuntime(clock, podCidr.split('.').slice(0, 3).join('.'), address, {
        logs: ({ container }) => [`${container.name} speaks`],
      }),
  );
  cluster.settle();
  files = new FileTree();
});

interface Run {
  readonly process: Process<undefined>;
  stdout: string;
  stderr: string;
}

function start(command: string, stdin = ''): Run {
  const table = new ProcessTable<undefined>(clock);
  const output = { stdout: '', stderr: '' };
  const process = table.start({
    program: kubectl(cluster.door, cluster),
    arguments: command.split(' '),
    place: undefined,
    files,
    directory: '/root',
    stdin: new TextInput(stdin),
    stdout: new Sink((text) => (output.stdout += text)),
    stderr: new Sink((text) => (output.stderr += text)),
  });
  return Object.assign(output, { process });
}

function run(
  command: string,
  stdin = '',
): { readonly exit: number; readonly stdout: string; readonly stderr: string } {
  const started = start(command, stdin);
  clock.runWhile(() => started.process.exit === undefined, clock.now + 300 * second);
  return { exit: started.process.exit?.status ?? -1, stdout: started.stdout, stderr: started.stderr };
}

const pod = (name: string): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] },
  });

describe('kubectl', () => {
  test('creates, shows and deletes what a file says', () => {
    files.set('/root/pod.json', pod('web'));
    expect(run('kubectl apply -f pod.json')).toEqual({ exit: 0, stdout: 'pod/web created\n', stderr: '' });
    expect(run('kubectl apply -f pod.json').stdout).toBe('pod/web unchanged\n');
    cluster.settle();
    expect(run('kubectl get pods --no-headers').stdout).toMatch(/^web {3}1\/1 {3}Running {3}0 {5}\d+s\n$/);
    expect(run('kubectl delete -f pod.json').stdout).toBe('pod "web" deleted from default namespace\n');
    expect(run('kubectl get pods').stderr).toBe('No resources found in default namespace.\n');
  });

  test('an object made again of what get printed of it is a new one', () => {
    run('kubectl create -f -', pod('web'));
    for (const verb of ['create', 'apply']) {
      const { stdout } = run('kubectl get pod web -o yaml');
      run('kubectl delete pod web');
      expect(run(`kubectl ${verb} -f -`, stdout)).toEqual({
        exit: 0,
        stdout: 'pod/web created\n',
        stderr: '',
      });
    }
  });

  test('a watch shows a pod come up and ends with Ctrl-C', () => {
    const watching = start('kubectl get pods -w');
    clock.runUntil(clock.now + second);
    run('kubectl apply -f -', pod('web'));
    clock.runUntil(clock.now + 5 * second);
    expect(watching.process.exit).toBeUndefined();
    watching.process.kill('SIGINT');
    clock.runUntil(clock.now + second);
    expect(watching.process.exit?.signal).toBe('SIGINT');
    const states = watching.stdout
      .trim()
      .split('\n')
      .map((line) => line.split(/ +/)[2]);
    expect(states).toEqual(['STATUS', 'Pending', 'Pending', 'ContainerCreating', 'Running']);
  });

  test('a followed log ends with its container', () => {
    run('kubectl apply -f -', pod('web'));
    cluster.settle();
    const following = start('kubectl logs -f web');
    clock.runUntil(clock.now + second);
    expect(following.stdout).toBe('web speaks\n');
    expect(following.process.exit).toBeUndefined();
    run('kubectl delete pod web');
    clock.runUntil(clock.now + second);
    expect(following.process.exit?.status).toBe(0);
  });

  test('what the real one has and this one has not is said, with status 1', () => {
    expect(run('kubectl proxy')).toEqual({ exit: 1, stdout: '', stderr: 'not simulated: kubectl proxy\n' });
    expect(run('kubectl create -f pod.yaml --edit').stderr).toBe(
      'error: not simulated: kubectl create --edit\n',
    );
  });

  test('a typing error gets a suggestion', () => {
    expect(run('kubectl gte pods').stderr).toBe(
      'error: unknown command "gte" for "kubectl"\n\nDid you mean this?\n\tget\n',
    );
  });

  test('objects the API cannot read change nothing and name the field', () => {
    const { exit, stderr } = run('kubectl create -f -', pod('web').replace('"image"', '"imagee"'));
    expect(exit).toBe(1);
    expect(stderr).toContain('strict decoding error: unknown field "spec.containers[0].imagee"');
    expect(run('kubectl get pod web').exit).toBe(1);
  });
});
