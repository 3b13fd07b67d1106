/**
 * A container's log as the API server passes it on from the kubelet: plain text, whole or, with `follow`, until the
 * container has ended (k8s.io/kubernetes pkg/registry/core/pod/rest/log.go, k8s.io/cri-client pkg/logs).
 */
import type { ServerResponse } from 'node:http';
import type { ApiDoor, ApiRequest, ApiWatch } from '../../engine/kubernetes/api/request.ts';
import type { LogLine } from '../../engine/kubernetes/node/runtime.ts';
import type { ContainerStatus, Pod } from '../../engine/kubernetes/objects/pod.ts';
import type { KubectlServices } from '../../engine/shell/kubectl/services.ts';
import { BadRequest } from './read-request.ts';
import { logContainer, servedPod } from './pod-request.ts';

export interface LogStream {
  readonly api: ApiDoor;
  readonly streams: KubectlServices;
  /** Virtual microseconds now. */
  readonly now: () => number;
}

const logPath = /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)\/log$/;

export function asksForLog({ method, path }: ApiRequest): boolean {
  return method === 'GET' && logPath.test(path);
}

/** @throws BadRequest before anything is written */
export function streamLog(serving: LogStream, request: ApiRequest, response: ServerResponse): void {
  const [, namespace = '', name = ''] = logPath.exec(request.path) ?? [];
  const { query = {} } = request;
  const pod = servedPod(serving.api, request.client, namespace, name);
  const container = logContainer(pod, query['container'] ?? '');
  const previous = query['previous'] === 'true';
  const found = serving.streams.logs({ namespace, pod: name, container, previous });
  if (found.kind === 'failed') throw new BadRequest(400, 'BadRequest', found.message);
  const { log } = found;
  const written = textOf(serving, query);
  response.writeHead(200, { 'Cache-Control': 'no-cache, private', 'Content-Type': 'text/plain' });
  response.flushHeaders();
  response.write(written(chosen(log.lines, query, serving)));
  let next = log.lines.length;
  if (query['follow'] !== 'true') {
    response.end();
    return;
  }
  const id = statusOf(pod, container)?.containerID;
  const pods = watchOf(serving, namespace, name);
  const send = (): void => {
    response.write(written(log.lines.slice(next)));
    next = log.lines.length;
    const last = pods.take().at(-1);
    if (last !== undefined && (last.type === 'DELETED' || hasEnded(last.object as Pod, container, id)))
      response.end();
  };
  for (const changed of [log.changed, pods.changed]) changed.add(send);
  response.on('close', () => {
    for (const changed of [log.changed, pods.changed]) changed.delete(send);
    pods.stop();
  });
  send();
}

function watchOf({ api }: LogStream, namespace: string, name: string): ApiWatch {
  const query = { watch: 'true', fieldSelector: `metadata.name=${name}` };
  const watch = api.request({ method: 'GET', path: `/api/v1/namespaces/${namespace}/pods`, query });
  if (watch.kind !== 'watch') throw new BadRequest(500, 'InternalError', 'pods cannot be watched');
  return watch;
}

type Query = Readonly<Record<string, string>>;

function chosen(lines: readonly LogLine[], query: Query, { now, streams }: LogStream): readonly LogLine[] {
  const { sinceSeconds, sinceTime, tailLines } = query;
  const from =
    sinceSeconds === undefined
      ? sinceTime === undefined
        ? -Infinity
        : now() - (streams.now() - Date.parse(sinceTime)) * 1000
      : now() - Number(sinceSeconds) * 1_000_000;
  const recent = lines.filter(({ at }) => at >= from);
  return tailLines === undefined ? recent : recent.slice(Math.max(0, recent.length - Number(tailLines)));
}

function textOf({ now, streams }: LogStream, query: Query): (lines: readonly LogLine[]) => string {
  const timestamps = query['timestamps'] === 'true';
  const epoch = streams.now() * 1000 - now();
  const time = (at: number): string =>
    `${new Date((epoch + at) / 1000).toISOString().replace('Z', `${String(at % 1000).padStart(3, '0')}000Z`)} `;
  let left = query['limitBytes'] === undefined ? Infinity : Number(query['limitBytes']);
  return (lines) => {
    const whole = lines
      .map(({ at, text, unended }) => `${timestamps ? time(at) : ''}${text}${unended === true ? '' : '\n'}`)
      .join('');
    const text = left === Infinity ? whole : Buffer.from(whole).subarray(0, left).toString();
    left -= Buffer.byteLength(text);
    return text;
  };
}

/** It no longer runs, or another one runs in its place. */
function hasEnded(pod: Pod, container: string, id: string | undefined): boolean {
  const status = statusOf(pod, container);
  return status?.state.running === undefined || status.containerID !== id;
}

function statusOf({ status }: Pod, container: string): ContainerStatus | undefined {
  const { containerStatuses = [], initContainerStatuses = [] } = status;
  return [...containerStatuses, ...initContainerStatuses].find(({ name }) => name === container);
}
