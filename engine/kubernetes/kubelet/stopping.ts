/**
 * Stopping containers: the hook first, then the signal, then SIGKILL when the grace has passed; sidecars only when those
 * they serve have ended, the last first (pkg/kubelet/kuberuntime killContainer, termination order).
 */
import { type Time, second } from '../../clock/clock.ts';
import type { ContainerRecord } from './container-record.ts';
import { runHook } from './hooks.ts';
import type { KubeletNode } from './node-services.ts';
import type { Pod } from '../objects/pod.ts';

/** Nobody gets less, so that what ends by itself may. */
const least = 2 * second;

export interface StopHost {
  readonly pod: Pod;
}

export class Stopping {
  readonly #node: KubeletNode;
  readonly #host: StopHost;
  /** Sidecars whose turn has not come. */
  readonly #waiting: (() => void)[] = [];
  /** Those that run before a sidecar's turn comes. */
  readonly #running = new Set<ContainerRecord>();

  constructor(node: KubeletNode, host: StopHost) {
    this.#node = node;
    this.#host = host;
  }

  /** End all that run, in order; what is scheduled for the others is not done any more. @param grace seconds */
  all(records: readonly ContainerRecord[], grace: number): void {
    for (const record of records) if (!record.running) record.stopTimers();
    const running = records.filter((record) => record.running);
    for (const record of running) {
      this.#node.recorder.normal(
        this.#host.pod,
        'Killing',
        `Stopping container ${record.spec.name}`,
        record.fieldPath,
      );
      if (record.role !== 'sidecar') this.#running.add(record);
    }
    const sidecars = running.filter(({ role }) => role === 'sidecar');
    for (const record of running.filter(({ role }) => role !== 'sidecar')) this.one(record, grace);
    const { clock } = this.#node;
    const until = clock.now + grace * second;
    for (const record of sidecars) {
      const stop = (): void => {
        this.#signal(record, Math.max(0, until - clock.now));
      };
      this.#waiting.push(stop);
      clock.after(grace * second, () => {
        if (record.running) stop();
      });
    }
    this.#next();
  }

  /** A container ended: perhaps it is a sidecar's turn. */
  ended(record: ContainerRecord): void {
    this.#running.delete(record);
    this.#next();
  }

  /** End one. @param grace seconds; 0 kills */
  one(record: ContainerRecord, grace: number): void {
    const { id, spec } = record;
    if (id === undefined || !record.running || record.killing) return;
    record.killing = true;
    const { clock } = this.#node;
    const until = clock.now + grace * second;
    const hook = spec.lifecycle?.preStop;
    if (hook === undefined || grace === 0) {
      this.#signal(record, grace * second);
      return;
    }
    let signalled = false;
    const signal = (): void => {
      if (signalled || record.id !== id) return;
      signalled = true;
      timer.cancel();
      this.#signal(record, until - clock.now);
    };
    const timer = clock.after(grace * second, signal);
    runHook(this.#node, this.#host.pod, record, hook, (succeeded) => {
      if (!succeeded && record.running)
        this.#node.recorder.warning(
          this.#host.pod,
          'FailedPreStopHook',
          'PreStopHook failed',
          record.fieldPath,
        );
      signal();
    });
  }

  #next(): void {
    if (this.#running.size > 0) return;
    this.#waiting.pop()?.();
  }

  #signal(record: ContainerRecord, grace: Time): void {
    const { id } = record;
    if (id === undefined || !record.running) return;
    record.killing = true;
    const { clock, runtime } = this.#node;
    runtime.signal(id, 'SIGTERM');
    clock.after(Math.max(grace, least), () => {
      if (record.id === id && record.running) runtime.signal(id, 'SIGKILL');
    });
  }
}
