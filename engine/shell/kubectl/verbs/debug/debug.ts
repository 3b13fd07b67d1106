/**
 * kubectl debug: an ephemeral container in a pod, a copy of a pod, a pod on a node, and a session with it (k8s.io/kubectl
 * pkg/cmd/debug).
 *
 * Left out: --filename; --target and shared process namespaces are kept in the object, but every container sees its own
 * processes only.
 */
import type { WatchEvent } from '../../../../kubernetes/api/request.ts';
import { resource, resourcePath } from '../../../../kubernetes/api/resources.ts';
import type { JsonObject, KubeObject } from '../../../../kubernetes/objects/meta.ts';
import type { ContainerStatus, Pod } from '../../../../kubernetes/objects/pod.ts';
import { threeWayPatch } from '../../../../kubernetes/patch/three-way.ts';
import type { Running } from '../../../../linux/process/wait.ts';
import { Failure, PlainFailure } from '../../failure.ts';
import type { Invocation } from '../../invocation.ts';
import { readOne } from '../../read.ts';
import { selections } from '../../resource-names.ts';
import { attachTo } from '../attach.ts';
import { type DebugOptions, debugOptions } from './options.ts';
import { copyOf, type Debugged, podOnNode, withEphemeralContainer } from './pods.ts';

const pods = resource('pods');

export function* debug(run: Invocation): Running<number> {
  const options = yield* debugOptions(run);
  if (run.has('filename')) throw new Failure('not simulated: kubectl debug --filename');
  for (const target of options.targets) {
    const [chosen] = target.includes('/')
      ? selections([target], run.resources)
      : [{ resource: pods, name: target }];
    if (chosen?.name === undefined) continue;
    const { resource: of, name } = chosen;
    const object = readOne(run, of, run.namespace, name) as KubeObject;
    const { pod, container } = debugged(run, options, object);
    if (options.attach && container !== '') {
      const status = yield* session(run, pod, container);
      if (status !== 0) return status;
    }
  }
  return 0;
}

function debugged(run: Invocation, options: DebugOptions, object: KubeObject): Debugged {
  if (object.kind === 'Node') return created(run, podOnNode(run, options, object));
  if (object.kind !== 'Pod') {
    const { apiVersion, kind } = object;
    const version = apiVersion.includes('/') ? apiVersion : `/${apiVersion}`;
    throw new Failure(`${JSON.stringify(`${version}, Kind=${kind}`)} not supported by debug`);
  }
  const pod = object as Pod;
  if (options.copyTo === '') return extended(run, pod, withEphemeralContainer(run, options, pod));
  const copy = copyOf(run, options, pod);
  warnOfUser(run, copy);
  const made = created(run, copy);
  if (run.is('replace'))
    run.request({ method: 'DELETE', path: podPath(pod), body: { gracePeriodSeconds: 0 } });
  return made;
}

function podPath({ metadata: { namespace, name } }: Pod): string {
  return resourcePath(pods, namespace, name);
}

function extended(run: Invocation, before: Pod, now: Debugged): Debugged {
  warnOfUser(run, now);
  const [one, other] = [before, now.pod].map((each) => each as unknown as JsonObject);
  const body = threeWayPatch('Pod', one ?? {}, other ?? {}, one ?? {});
  const pod = run.request({
    method: 'PATCH',
    path: `${podPath(before)}/ephemeralcontainers`,
    contentType: 'application/strategic-merge-patch+json',
    query: { fieldManager: 'kubectl' },
    body,
  }) as Pod;
  return { ...now, pod };
}

function created(run: Invocation, { pod, container }: Debugged): Debugged {
  const namespace = pod.metadata.namespace ?? run.namespace;
  const made = run.request({
    method: 'POST',
    path: resourcePath(pods, namespace),
    query: { fieldManager: 'kubectl' },
    body: { ...pod, metadata: { ...pod.metadata, namespace } },
  }) as Pod;
  return { pod: made, container };
}

interface Rights {
  readonly runAsUser?: number;
  readonly privileged?: boolean;
  readonly capabilities?: { readonly add?: readonly string[] };
}

/** Capabilities are of no use to a user that is not root. */
function warnOfUser(run: Invocation, { pod: { spec }, container }: Debugged): void {
  const all = [...spec.containers, ...(spec.ephemeralContainers ?? [])];
  const own = all.findLast(({ name }) => name === container)?.securityContext as Rights | undefined;
  const { runAsUser = 0 } = (spec.securityContext ?? {}) as Rights;
  if (runAsUser === 0 || own === undefined || own.runAsUser === 0) return;
  if (own.privileged === true || (own.capabilities?.add ?? []).length > 0)
    run.complain(
      'Warning: Non-root user is configured for the entire target Pod, and some capabilities granted by debug profile may not work. Please consider using "--custom" with a custom profile that specifies "securityContext.runAsUser: 0".\n',
    );
}

/** Waits for the container, then is attached to it; one that has ended shows its log. */
function* session(run: Invocation, given: Pod, container: string): Running<number> {
  const pod = yield* untilStarted(run, given, container);
  const log = (): number => {
    const { namespace = '', name } = pod.metadata;
    const result = run.services.logs({ namespace, pod: name, container, previous: false });
    if (result.kind === 'failed') throw new PlainFailure(`Error from server (BadRequest): ${result.message}`);
    for (const { text, unended } of result.log.lines) run.print(`${text}${unended === true ? '' : '\n'}`);
    return 0;
  };
  if (statusOf(pod, container)?.state.terminated !== undefined) return log();
  try {
    return yield* attachTo(run, pod, container);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    run.complain(
      `warning: couldn't attach to pod/${pod.metadata.name}, falling back to streaming logs: ${error.message}\n`,
    );
    return log();
  }
}

function statusOf({ status }: Pod, container: string): ContainerStatus | undefined {
  const { containerStatuses = [], initContainerStatuses = [], ephemeralContainerStatuses = [] } = status;
  return [...initContainerStatuses, ...containerStatuses, ...ephemeralContainerStatuses].find(
    ({ name }) => name === container,
  );
}

function* untilStarted(run: Invocation, given: Pod, container: string): Running<Pod> {
  const { namespace, name, resourceVersion } = given.metadata;
  const watch = run.watch({
    method: 'GET',
    path: resourcePath(pods, namespace),
    query: { watch: 'true', fieldSelector: `metadata.name=${name}`, resourceVersion },
  });
  let pod = given;
  const pending: WatchEvent[] = [];
  try {
    for (;;) {
      const { running, terminated, waiting } = statusOf(pod, container)?.state ?? {};
      if (running !== undefined || terminated !== undefined) return pod;
      if (waiting?.message !== undefined && !run.is('quiet'))
        run.warn(`container ${container}: ${waiting.message}`);
      pending.push(...watch.take());
      let next = pending.shift();
      while (next === undefined) {
        yield { on: [watch.changed] };
        pending.push(...watch.take());
        next = pending.shift();
      }
      if (next.type === 'DELETED') throw new PlainFailure('Error from server (NotFound): pods "" not found');
      pod = next.object as unknown as Pod;
    }
  } finally {
    watch.stop();
  }
}
