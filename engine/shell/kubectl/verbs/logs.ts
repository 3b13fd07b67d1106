/**
 * kubectl logs: what containers wrote, once or followed (k8s.io/kubectl pkg/cmd/logs).
 *
 * Left out: --insecure-skip-tls-verify-backend, --limit-bytes.
 */
import { resource, resourcePath } from '../../../kubernetes/api/resources.ts';
import type { ContainerLog, LogLine } from '../../../kubernetes/node/runtime.ts';
import type { KubeList } from '../../../kubernetes/objects/meta.ts';
import type { Pod } from '../../../kubernetes/objects/pod.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { parseDuration } from '../command/flag.ts';
import { Failure, PlainFailure, StatusFailure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { findType } from '../resource-names.ts';
import { allContainers, containerFor, podsBehind } from './containers.ts';

interface Source {
  readonly pod: Pod;
  readonly container: string;
  readonly log: ContainerLog;
  next: number;
}

export function* logs(run: Invocation): Running<number> {
  const [target, container] = run.words;
  if ((target === undefined && !run.has('selector')) || run.words.length > 2)
    throw new PlainFailure(
      "error: expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command\nSee 'kubectl logs -h' for help and examples",
    );
  if (target !== undefined && run.has('selector'))
    throw new Failure('only a selector (-l) or a POD name is allowed');
  if (run.has('since') && run.has('since-time'))
    throw new Failure('at most one of `sinceTime` or `sinceSeconds` may be specified');
  const wanted = container ?? run.value('container');
  if (run.number('tail', -1) < -1) throw new Failure('--tail must be greater than or equal to -1');
  const sources: Source[] = [];
  for (const pod of podsOf(run, target)) {
    const names = run.is('all-containers')
      ? allContainers(pod).map(({ name }) => name)
      : [containerFor(run, pod, wanted, false)];
    for (const name of names) sources.push(open(run, pod, name));
  }
  if (sources.length === 0 && run.has('selector')) {
    run.complain(`No resources found in ${run.namespace} namespace.\n`);
    return 0;
  }
  const tail = run.has('tail') ? run.number('tail', -1) : run.has('selector') ? 10 : -1;
  for (const source of sources) {
    const { lines } = source.log;
    const first = tail < 0 ? 0 : Math.max(0, lines.length - tail);
    show(run, source, sinceFilter(run, lines.slice(first)));
    source.next = lines.length;
  }
  if (!run.is('follow')) return 0;
  return yield* follow(run, sources);
}

/** Until every container has ended, as their pods tell. */
function* follow(run: Invocation, sources: readonly Source[]): Running<number> {
  const pods = run.watch({
    method: 'GET',
    path: resourcePath(resource('pods'), run.namespace),
    query: { watch: 'true', resourceVersion: '1' },
  });
  try {
    for (;;) {
      let open = false;
      for (const source of sources) {
        const { lines } = source.log;
        show(run, source, lines.slice(source.next));
        source.next = lines.length;
        if (isRunning(run, source)) open = true;
      }
      if (!open) return 0;
      yield { on: [pods.changed, ...sources.map(({ log }) => log.changed)] };
      pods.take();
    }
  } finally {
    pods.stop();
  }
}

function isRunning(run: Invocation, { pod, container }: Source): boolean {
  try {
    const now = run.request({
      method: 'GET',
      path: resourcePath(resource('pods'), pod.metadata.namespace, pod.metadata.name),
    }) as Pod;
    const {
      containerStatuses = [],
      initContainerStatuses = [],
      ephemeralContainerStatuses = [],
    } = now.status;
    const all = [...containerStatuses, ...initContainerStatuses, ...ephemeralContainerStatuses];
    return all.some(({ name, state }) => name === container && state.terminated === undefined);
  } catch {
    return false;
  }
}

function podsOf(run: Invocation, target: string | undefined): readonly Pod[] {
  const pods = resource('pods');
  if (target === undefined)
    return (
      run.request({
        method: 'GET',
        path: resourcePath(pods, run.namespace),
        query: { labelSelector: run.text('selector') },
      }) as KubeList<Pod>
    ).items;
  const [type, name] = target.includes('/') ? target.split('/') : ['pods', target];
  const of = findType(type ?? 'pods');
  if (of.name !== 'pods') {
    const found = podsBehind(run, of, name ?? '', 'get the logs from');
    if (run.is('all-pods')) return found;
    const [first] = found;
    if (first !== undefined && found.length > 1)
      run.complain(`Found ${found.length} pods, using pod/${first.metadata.name}\n`);
    return first === undefined ? [] : [first];
  }
  try {
    return [run.request({ method: 'GET', path: resourcePath(pods, run.namespace, name) }) as Pod];
  } catch (error) {
    if (error instanceof StatusFailure && error.status.reason === 'NotFound')
      throw new Failure(`error from server (NotFound): ${error.message} in namespace "${run.namespace}"`);
    throw error;
  }
}

function open(run: Invocation, pod: Pod, container: string): Source {
  const result = run.services.logs({
    namespace: pod.metadata.namespace ?? '',
    pod: pod.metadata.name,
    container,
    previous: run.is('previous'),
  });
  if (result.kind === 'failed') throw new PlainFailure(`Error from server (BadRequest): ${result.message}`);
  return { pod, container, log: result.log, next: 0 };
}

function sinceFilter(run: Invocation, lines: readonly LogLine[]): readonly LogLine[] {
  const since = run.value('since');
  if (since === undefined) return lines;
  const from = run.process.clock.now - (parseDuration(since) ?? 0) * 1000;
  return lines.filter(({ at }) => at >= from);
}

function show(run: Invocation, { pod, container }: Source, lines: readonly LogLine[]): void {
  const prefix = run.is('prefix') ? `[pod/${pod.metadata.name}/${container}] ` : '';
  const now = run.services.now() * 1000;
  const text = lines.map(({ at, text: line, unended }) => {
    const time = run.is('timestamps')
      ? `${new Date((now - run.process.clock.now + at) / 1000).toISOString().replace('Z', `${String(at % 1000).padStart(3, '0')}000Z`)} `
      : '';
    return `${prefix}${time}${line}${unended === true ? '' : '\n'}`;
  });
  run.print(text.join(''));
}
