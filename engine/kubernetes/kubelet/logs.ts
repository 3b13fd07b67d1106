/**
 * Which container's log is meant, and what is said when there is none (pkg/kubelet validateContainerLogStatus).
 */
import { WaitQueue } from '../../linux/process/wait.ts';
import type { ContainerLog } from '../node/runtime.ts';
import type { Pod } from '../objects/pod.ts';

export type LogTarget =
  { readonly kind: 'container'; readonly id: string } | { readonly kind: 'failed'; readonly message: string };

export function logTarget(pod: Pod, container: string, previous: boolean): LogTarget {
  const { containerStatuses = [], initContainerStatuses = [], ephemeralContainerStatuses = [] } = pod.status;
  const status = [...initContainerStatuses, ...containerStatuses, ...ephemeralContainerStatuses].find(
    ({ name }) => name === container,
  );
  const where = `container "${container}" in pod "${pod.metadata.name}"`;
  if (status === undefined) return failed(`${where} is not available`);
  const { state, lastState, containerID } = status;
  const last = lastState.terminated?.containerID;
  const ended = state.terminated?.containerID;
  if (previous) return last === undefined ? failed(`previous terminated ${where} not found`) : target(last);
  if (state.running !== undefined && containerID !== undefined) return target(containerID);
  if (ended !== undefined) return target(ended);
  if (last !== undefined) return target(last);
  const reason = state.waiting?.reason;
  switch (reason) {
    case undefined:
      return failed(`${where} is waiting to start - no logs yet`);
    case 'ErrImagePull':
      return failed(`${where} is waiting to start: image can't be pulled`);
    case 'ImagePullBackOff':
      return failed(`${where} is waiting to start: trying and failing to pull image`);
    default:
      return failed(`${where} is waiting to start: ${reason}`);
  }
}

function failed(message: string): LogTarget {
  return { kind: 'failed', message };
}

function target(containerId: string): LogTarget {
  return { kind: 'container', id: containerId.replace('containerd://', '') };
}

/** What comes instead of the log of a container that is no longer on the node. */
export function forgottenLog(id: string): ContainerLog {
  const text = `unable to retrieve container logs for containerd://${id}`;
  return { lines: [{ at: 0, stream: 'stdout', text, unended: true }], changed: new WaitQueue() };
}
