/**
 * The containers of a pod as its worker knows them: those it begins with, and the ephemeral ones that are added while it
 * runs (pkg/kubelet/kuberuntime computePodActions).
 */
import type { PodSpec } from '../objects/pod.ts';
import { ContainerRecord } from './container-record.ts';
import { isIdle, isOver } from './restarts.ts';

export class PodContainers {
  readonly init: readonly ContainerRecord[];
  readonly main: readonly ContainerRecord[];
  /** Started once, whatever the others do; nothing waits for them. */
  readonly ephemeral: ContainerRecord[] = [];

  constructor(spec: PodSpec) {
    this.init = (spec.initContainers ?? []).map(
      (one) => new ContainerRecord(one, one.restartPolicy === 'Always' ? 'sidecar' : 'init'),
    );
    this.main = spec.containers.map((one) => new ContainerRecord(one, 'main'));
    if (this.init.length > 0)
      for (const record of [...this.main, ...this.init.slice(1)])
        record.state = { waiting: { reason: 'PodInitializing' } };
    this.add(spec);
  }

  /** Ephemeral containers that the spec has now. */
  add({ ephemeralContainers = [] }: PodSpec): void {
    for (const spec of ephemeralContainers)
      if (this.ephemeral.every((known) => known.spec.name !== spec.name))
        this.ephemeral.push(new ContainerRecord(spec, 'ephemeral'));
  }

  get all(): readonly ContainerRecord[] {
    return [...this.init, ...this.main, ...this.ephemeral];
  }

  get anyRunning(): boolean {
    return this.all.some(({ running }) => running);
  }

  /** Nothing of it will run again: its sidecars may go. */
  isOver({ restartPolicy = 'Always' }: PodSpec): boolean {
    return isOver(restartPolicy, this.init, this.main);
  }

  /** What is to be started now: ephemeral ones, the init containers in order, then all others. */
  next(): readonly ContainerRecord[] {
    const ephemeral = this.ephemeral.filter(isIdle);
    const first = this.init.find((record) =>
      record.role === 'sidecar' ? !record.started : record.state.terminated?.exitCode !== 0,
    );
    return [...ephemeral, ...(first === undefined ? this.main : [first]).filter(isIdle)];
  }
}
