/**
 * Starting a container again after it ended: at once the first time, then after waits that double up to five minutes
 * (pkg/kubelet/kuberuntime doBackOff, CrashLoopBackOff). The kubelet looks again somewhat later than when the wait is over.
 */
import { second, type Time } from '../../clock/clock.ts';
import type { Pod } from '../objects/pod.ts';
import type { ContainerRecord } from './container-record.ts';
import type { KubeletNode } from './node-services.ts';

/** By how much a wait is longer than it has to be, as it is on the recorded cluster. */
const jitter = 1.3;

export interface RestartHost {
  readonly pod: Pod;
  later(record: ContainerRecord, delay: Time, action: () => void): void;
  changed(): void;
  /** Start it once more. */
  again(record: ContainerRecord): void;
}

type RestartPolicy = NonNullable<Pod['spec']['restartPolicy']>;

/** Whether a container that ended so is started again. @param policy the pod's */
export function isRestarted({ role }: ContainerRecord, exitCode: number, policy: RestartPolicy): boolean {
  if (role === 'sidecar' || role === 'ephemeral') return role === 'sidecar';
  if (role === 'init') return exitCode !== 0 && policy !== 'Never';
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);
}

/** Nothing of a pod will run again but for its sidecars. */
export function isOver(
  policy: RestartPolicy,
  init: readonly ContainerRecord[],
  main: readonly ContainerRecord[],
): boolean {
  const over = (record: ContainerRecord): boolean => {
    const { terminated } = record.state;
    return terminated !== undefined && !isRestarted(record, terminated.exitCode, policy);
  };
  return main.every(over) || init.some((one) => one.state.terminated?.exitCode !== 0 && over(one));
}

/** Not started, and nothing says when it will be. */
export function isIdle(record: ContainerRecord): boolean {
  return record.state.waiting !== undefined && record.timers.size === 0 && !record.postStarting;
}

/** Its sandbox is made anew: it will be started again, init containers too. */
export function waitAnew(record: ContainerRecord, isInitialized: boolean, now: Time): void {
  record.stopTimers();
  if (record.state.terminated !== undefined) record.lastState = record.state;
  if (record.id !== undefined) record.restartCount++;
  if (record.restarts.delay === 0) record.restarts.fail(now);
  record.started = false;
  record.ready = false;
  record.state = { waiting: { reason: isInitialized ? 'PodInitializing' : 'ContainerCreating' } };
}

export function restartLater(node: KubeletNode, host: RestartHost, record: ContainerRecord): void {
  const { clock, recorder } = node;
  const again = (): void => {
    record.restartCount++;
    host.again(record);
  };
  const wait = record.restarts.delay;
  if (wait === 0) {
    record.restarts.fail(clock.now);
    host.later(record, second, again);
    return;
  }
  const ended = clock.now;
  host.later(record, second, () => {
    const { name, namespace, uid } = host.pod.metadata;
    const owner = `pod=${name}_${namespace ?? ''}(${uid})`;
    const told = `Back-off restarting failed container ${record.spec.name} in pod ${owner.slice(4)}`;
    recorder.warning(host.pod, 'BackOff', told, record.fieldPath);
    const seconds = Math.round(wait / second);
    const text = seconds >= 60 ? `${Math.floor(seconds / 60)}m${seconds % 60}s` : `${seconds}s`;
    const message = `back-off ${text} restarting failed container=${record.spec.name} ${owner}`;
    // What ended as soon as it was started is looked at twice at once; else it is seen when it starts again.
    if (record.role === 'main' && ended - record.startedAt < second) {
      record.lastState = record.state.terminated === undefined ? record.lastState : record.state;
      record.state = { waiting: { reason: 'CrashLoopBackOff', message } };
      host.changed();
    }
    host.later(record, ended + jitter * wait - clock.now, () => {
      record.restarts.fail(clock.now);
      again();
    });
  });
}
