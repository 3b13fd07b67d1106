/**
 * What a kubelet knows of one container of a pod, across its restarts.
 */
import type { Time, Timer } from '../../clock/clock.ts';
import { type Exit, signalNumber } from '../../linux/process/process.ts';
import type { Timestamp } from '../objects/meta.ts';
import type { Container, ContainerState, ContainerStatus } from '../objects/pod.ts';
import { Backoff } from './backoff.ts';

export class ContainerRecord {
  readonly spec: Container;
  /** Sidecars are init containers that stay. */
  readonly role: 'init' | 'sidecar' | 'main' | 'ephemeral';
  id: string | undefined;
  /** The container before this one, kept for its log until another one has ended. */
  previousId: string | undefined;
  /** Its process runs, but the hook after its start is not done. */
  postStarting = false;
  state: ContainerState = { waiting: { reason: 'ContainerCreating' } };
  lastState: ContainerState = {};
  restartCount = 0;
  started = false;
  ready = false;
  image: string;
  imageId = '';
  startedAt: Time = 0;
  readonly restarts = new Backoff();
  readonly pulls = new Backoff();
  /** What is scheduled for this container: a pull, a restart, probes. */
  readonly timers = new Set<Timer>();
  /** Why it is to be killed, while it is. */
  killing = false;

  constructor(spec: Container, role: ContainerRecord['role']) {
    this.spec = spec;
    this.role = role;
    this.image = spec.image;
  }

  /** Where it is in the pod, as events name it. */
  get fieldPath(): string {
    return `spec.${listOf[this.role]}{${this.spec.name}}`;
  }

  get running(): boolean {
    return this.state.running !== undefined;
  }

  stopTimers(): void {
    for (const timer of this.timers) timer.cancel();
    this.timers.clear();
  }

  status(): ContainerStatus {
    const mounts = (this.spec.volumeMounts ?? []).map(({ name, mountPath, readOnly }) => ({
      mountPath,
      name,
      ...(readOnly === true ? { readOnly: true, recursiveReadOnly: 'Disabled' } : {}),
    }));
    const { resources } = this.spec;
    const isStarted = this.id !== undefined;
    return {
      name: this.spec.name,
      image: this.image,
      imageID: this.imageId,
      ...(this.id === undefined ? {} : { containerID: `containerd://${this.id}` }),
      ready: this.ready && this.role !== 'ephemeral',
      ...(this.role === 'ephemeral' ? {} : { started: this.started }),
      restartCount: this.restartCount,
      state: this.state,
      lastState: this.lastState,
      ...(isStarted && resources?.requests !== undefined ? { allocatedResources: resources.requests } : {}),
      ...(isStarted ? { resources: resources ?? {} } : {}),
      ...(this.running ? { user } : {}),
      ...(mounts.length === 0 ? {} : { volumeMounts: mounts }),
    };
  }
}

/** Where a pod's spec has the containers of each role. */
const listOf = {
  init: 'initContainers',
  sidecar: 'initContainers',
  main: 'containers',
  ephemeral: 'ephemeralContainers',
};

const user = { linux: { gid: 0, supplementalGroups: [0], uid: 0 } };

type Terminated = NonNullable<ContainerState['terminated']>;

/** How a container's first process ended. */
export function terminatedBy(exit: Exit, { id, state }: ContainerRecord, now: Timestamp): Terminated {
  const exitCode = exit.signal === undefined ? exit.status : 128 + signalNumber[exit.signal];
  return {
    exitCode,
    reason: exitCode === 0 ? 'Completed' : 'Error',
    startedAt: state.running?.startedAt ?? now,
    finishedAt: now,
    containerID: `containerd://${id ?? ''}`,
  };
}

/** The runtime could not start it. @param why runc's words */
export function notStarted(
  why: string,
  { id }: ContainerRecord,
  now: Timestamp,
): Terminated & { readonly message: string } {
  return {
    exitCode: 128,
    reason: 'StartError',
    message: `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ${why}`,
    startedAt: '1970-01-01T00:00:00Z',
    finishedAt: now,
    containerID: `containerd://${id ?? ''}`,
  };
}
