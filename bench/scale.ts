/**
 * Clusters larger than a reader's: five thousand pods behind a thousand services on a hundred nodes, ten thousand objects
 * through kubectl, a change that a hundred watchers are told of, and how time and memory grow with the pods.
 */
import { second } from '../engine/clock/clock.ts';
import { finish } from '../engine/clock/work.ts';
import type { ApiWatch } from '../engine/kubernetes/api/request.ts';
import { findScenario } from '../engine/lab/scenario/registry.ts';
import type { Stage } from '../engine/lab/stage/stage.ts';
import { ShellSession } from '../engine/shell/bash/session.ts';
import { median } from './median.ts';
import { clusterOf, deploy, post, serve, untilReady } from './our-cluster.ts';
import type { Row } from './row.ts';

/** Pods, nodes, services. */
const large = { services: 1000, replicas: 5, workers: 100 };
const objects = 10_000;
const watchers = 100;
const changes = 1000;
const steps = [250, 500, 1000, 2000, 4000];

export function scaleRows(): readonly Row[] {
  return [...largeCluster(), listing(), watching()];
}

function largeCluster(): readonly Row[] {
  const { services, replicas, workers } = large;
  const before = heap();
  const stage = clusterOf(workers);
  const start = performance.now();
  for (let number = 0; number < services; number++) {
    deploy(stage, `app-${number}`, replicas);
    serve(stage, `app-${number}`);
  }
  untilReady(stage, services * replicas);
  const value = performance.now() - start;
  const what = `${services * replicas} pods on ${workers} nodes behind ${services} services`;
  const memory = (heap() - before) / 2 ** 20;
  keep(stage);
  return [
    { what: `${what} ready`, value, unit: 'ms', budget: 1500 },
    { what: `memory of them`, value: memory, unit: 'MB', budget: 400 },
  ];
}

/** `kubectl get` as a person types it, table and all. */
function listing(): Row {
  const scenario = findScenario('reference');
  if (scenario === undefined) throw new Error('there is no reference cluster');
  const stage = finish(scenario.building());
  for (let number = 0; number < objects; number++)
    post(stage, '/api/v1/namespaces/default/configmaps', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `settings-${number}` },
      data: { number: String(number) },
    });
  const standing = stage.stand('workstation');
  if (standing === undefined) throw new Error('there is no workstation');
  const { processes, namespace, files, executables, environment } = standing;
  const session = new ShellSession({
    machine: { processes },
    place: namespace,
    files,
    commands: executables,
    environment,
    style: 'command',
  });
  let text = '';
  session.onOutput((more) => (text += more));
  const run = (): number => {
    text = '';
    const start = performance.now();
    session.run('kubectl get configmaps');
    session.clock.runWhile(() => !session.idle, session.clock.now + 60 * second);
    const time = performance.now() - start;
    // With the header and the namespace's own certificate.
    if (text.split('\n').length !== objects + 3) throw new Error(text.slice(0, 1000));
    return time;
  };
  return {
    what: `kubectl get of ${objects} objects`,
    value: median([run(), run(), run()]),
    unit: 'ms',
    budget: 300,
  };
}

/** What one watcher costs a change, all of it: told, and taken. */
function watching(): Row {
  const time = (count: number): number => {
    const stage = clusterOf();
    const path = '/api/v1/namespaces/default/configmaps';
    const watches = Array.from({ length: count }, () => watch(stage, path));
    let told = 0;
    const start = performance.now();
    for (let number = 0; number < changes; number++) {
      const metadata = { name: `settings-${number}` };
      post(stage, path, { apiVersion: 'v1', kind: 'ConfigMap', metadata });
      for (const each of watches) told += each.take().length;
    }
    const spent = performance.now() - start;
    // And the one object that was there.
    if (told !== count * (changes + 1)) throw new Error(`${told} changes were told`);
    return spent;
  };
  time(0);
  const without = median([time(0), time(0), time(0)]);
  const value = ((median([time(watchers), time(watchers), time(watchers)]) - without) * 1000) / changes;
  return { what: `a change told to ${watchers} watchers`, value, unit: 'µs' };
}

function watch({ api }: Stage, path: string): ApiWatch {
  const answer = api?.request({ method: 'GET', path, query: { watch: 'true' }, user: 'system:bench' });
  if (answer?.kind !== 'watch') throw new Error('no watch');
  return answer;
}

/** Time of a pod as their number grows: a bar that keeps its length is linear growth. */
export function growth(): readonly string[] {
  const times = steps.map((pods) => {
    const runs = [0, 1, 2].map(() => {
      const stage = clusterOf(Math.ceil(pods / 100));
      globalThis.gc?.();
      const start = performance.now();
      deploy(stage, 'web', pods);
      serve(stage, 'web');
      untilReady(stage, pods);
      return performance.now() - start;
    });
    return { pods, time: median(runs) };
  });
  const most = Math.max(...times.map(({ pods, time }) => time / pods));
  return times.map(({ pods, time }) => {
    const each = time / pods;
    const bar = '█'.repeat(Math.round((40 * each) / most));
    return `${String(pods).padStart(6)} pods ${time.toFixed(0).padStart(6)} ms ${(each * 1000).toFixed(0).padStart(5)} µs each ${bar}`;
  });
}

function heap(): number {
  if (globalThis.gc === undefined) throw new Error('run with --expose-gc');
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

/** It is still there when its memory is measured. */
function keep(stage: Stage): void {
  if (stage.map().pods.length === 0) throw new Error('the cluster was collected');
}
