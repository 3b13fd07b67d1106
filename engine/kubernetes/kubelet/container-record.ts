/**
 * What a kubelet knows of one container of a pod, across its restarts.
 */
import type { Time, Timer } from '../../clock/clock.ts';
import type { Container, ContainerState, ContainerStatus } from '../objects/pod.ts';
import { Backoff } from './backoff.ts';

export class ContainerRecord {
  readonly spec: Container;
  /** Sidecars are init containers that stay. */
  readonly role: 'init' | 'sidecar' | 'main';
  id: string | undefined;
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
      ready: this.ready,
      started: this.started,
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

const user = { linux: { gid: 0, supplementalGroups: [0], uid: 0 } };
