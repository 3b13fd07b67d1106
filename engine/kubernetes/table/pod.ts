/**
 * The row of a pod: ready containers, the one word that says how it is doing, restarts (printPod).
 */
import type { Pod } from '../objects/pod.ts';
import type { Timestamp } from '../objects/meta.ts';
import { columns, type TableKind } from './columns.ts';
import { since } from './duration.ts';

export interface PodSummary {
  readonly ready: number;
  readonly total: number;
  readonly reason: string;
  readonly restarts: number;
  readonly lastRestart: Timestamp | undefined;
}

export function summarizePod(pod: Pod): PodSummary {
  const status = pod.status;
  let reason: string = status.reason ?? status.phase ?? '';
  if (
    status.conditions?.some((one) => one.type === 'PodScheduled' && one.reason === 'SchedulingGated') === true
  )
    reason = 'SchedulingGated';
  const sidecars = new Set(
    (pod.spec.initContainers ?? []).filter((one) => one.restartPolicy === 'Always').map(({ name }) => name),
  );
  const total = pod.spec.containers.length + sidecars.size;
  let ready = 0;
  let restarts = 0;
  let sidecarRestarts = 0;
  let lastRestart: Timestamp | undefined;
  let sidecarLast: Timestamp | undefined;
  let initializing = false;
  for (const [index, one] of (status.initContainerStatuses ?? []).entries()) {
    restarts += one.restartCount;
    const finished = one.lastState.terminated?.finishedAt;
    lastRestart = later(lastRestart, finished);
    const sidecar = sidecars.has(one.name);
    if (sidecar) {
      sidecarRestarts += one.restartCount;
      sidecarLast = later(sidecarLast, finished);
    }
    const { terminated, waiting } = one.state;
    if (terminated?.exitCode === 0) continue;
    if (sidecar && one.started === true) {
      if (one.ready) ready++;
      continue;
    }
    initializing = true;
    if (terminated !== undefined)
      reason =
        terminated.reason !== undefined
          ? `Init:${terminated.reason}`
          : terminated.signal !== undefined
            ? `Init:Signal:${terminated.signal}`
            : `Init:ExitCode:${terminated.exitCode}`;
    else if (waiting?.reason !== undefined && waiting.reason !== 'PodInitializing')
      reason = `Init:${waiting.reason}`;
    else reason = `Init:${index}/${pod.spec.initContainers?.length ?? 0}`;
    break;
  }
  const initialized =
    status.conditions?.some((one) => one.type === 'Initialized' && one.status === 'True') === true;
  if (!initializing || initialized) {
    restarts = sidecarRestarts;
    lastRestart = sidecarLast;
    let running = false;
    let errorReason = '';
    for (const one of [...(status.containerStatuses ?? [])].reverse()) {
      restarts += one.restartCount;
      lastRestart = later(lastRestart, one.lastState.terminated?.finishedAt);
      const { waiting, terminated } = one.state;
      if (waiting?.reason !== undefined) reason = waiting.reason;
      else if (terminated !== undefined) {
        reason =
          terminated.reason ??
          (terminated.signal === undefined
            ? `ExitCode:${terminated.exitCode}`
            : `Signal:${terminated.signal}`);
        if (terminated.exitCode !== 0) errorReason = reason;
      } else if (one.ready && one.state.running !== undefined) {
        running = true;
        ready++;
      }
    }
    if (reason === 'Completed') {
      const isReady =
        status.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') === true;
      if (running && isReady) reason = 'Running';
      else if (errorReason !== '') reason = errorReason;
      else if (running) reason = 'NotReady';
    }
  }
  if (pod.metadata.deletionTimestamp !== undefined)
    if (status.reason === 'NodeLost') reason = 'Unknown';
    else if (status.phase !== 'Succeeded' && status.phase !== 'Failed') reason = 'Terminating';
  return { ready, total, reason, restarts, lastRestart };
}

function later(one: Timestamp | undefined, other: Timestamp | undefined): Timestamp | undefined {
  return one === undefined || (other !== undefined && other > one) ? other : one;
}

const pod: TableKind<Pod> = {
  columns: columns(
    'Name',
    'Ready',
    'Status',
    'Restarts',
    'Age',
    '+IP',
    '+Node',
    '+Nominated Node',
    '+Readiness Gates',
  ),
  cells(object, now) {
    const { ready, total, reason, restarts, lastRestart } = summarizePod(object);
    const gates = object.spec.readinessGates ?? [];
    const open = gates.filter(({ conditionType }) =>
      object.status.conditions?.some((one) => one.type === conditionType && one.status === 'True'),
    ).length;
    return [
      object.metadata.name,
      `${ready}/${total}`,
      reason,
      restarts > 0 && lastRestart !== undefined
        ? `${restarts} (${since(lastRestart, now)} ago)`
        : String(restarts),
      since(object.metadata.creationTimestamp, now),
      object.status.podIPs?.[0]?.ip ?? '<none>',
      object.spec.nodeName ?? '<none>',
      object.status.nominatedNodeName ?? '<none>',
      gates.length === 0 ? '<none>' : `${open}/${gates.length}`,
    ];
  },
};

export const podColumns = { Pod: pod };
