/**
 * Lifecycle hooks: a command, a request, a connection or a pause before or after a container's work
 * (pkg/kubelet/lifecycle handlers.go).
 *
 * Left out: headers and HTTPS of requests.
 */
import { second } from '../../clock/clock.ts';
import { devNull, Sink } from '../../linux/process/stream.ts';
import type { LifecycleHandler, Pod } from '../objects/pod.ts';
import type { ContainerRecord } from './container-record.ts';
import type { KubeletNode } from './node-services.ts';

/** A hook has no limit of its own: its container's end is one. */
const patience = 3600;

/**
 * Runs a container's postStart hook, if it has one: until it is done, the container counts as being created.
 * @param done is told whether it succeeded, unless the container ended before
 */
export function runPostStart(
  node: KubeletNode,
  pod: Pod,
  record: ContainerRecord,
  done: (succeeded: boolean) => void,
): void {
  const { id, spec, state, fieldPath } = record;
  const hook = spec.lifecycle?.postStart;
  if (hook === undefined) {
    done(true);
    return;
  }
  record.started = false;
  record.ready = false;
  record.state = { waiting: { reason: 'ContainerCreating' } };
  record.postStarting = true;
  runHook(node, pod, record, hook, (succeeded) => {
    if (record.id !== id || record.state.terminated !== undefined) return;
    record.postStarting = false;
    record.state = state;
    if (!succeeded) {
      node.recorder.warning(pod, 'FailedPostStartHook', 'PostStartHook failed', fieldPath);
      node.recorder.normal(pod, 'Killing', 'FailedPostStartHook', fieldPath);
    }
    done(succeeded);
  });
}

/** @param done is told whether it succeeded, once */
export function runHook(
  { clock, runtime }: KubeletNode,
  pod: Pod,
  record: ContainerRecord,
  hook: LifecycleHandler,
  done: (succeeded: boolean) => void,
): void {
  const { id, spec } = record;
  if (hook.sleep !== undefined) {
    clock.after(hook.sleep.seconds * second, () => {
      done(true);
    });
    return;
  }
  if (id === undefined) {
    done(false);
    return;
  }
  if (hook.exec !== undefined) {
    const nowhere = (): Sink => new Sink(() => undefined);
    const io = { stdin: devNull, stdout: nowhere(), stderr: nowhere() };
    const result = runtime.exec(id, hook.exec.command ?? [], io);
    if (result.kind === 'failed') {
      done(false);
      return;
    }
    const { command } = result;
    const onEnd = (): void => {
      if (command.exit === undefined) return;
      command.ended.delete(onEnd);
      done(command.exit.status === 0);
    };
    command.ended.add(onEnd);
    onEnd();
    return;
  }
  const { httpGet, tcpSocket } = hook;
  const request = {
    ...(httpGet === undefined ? {} : { httpGet }),
    ...(tcpSocket === undefined ? {} : { tcpSocket }),
    timeoutSeconds: patience,
  };
  runtime.probe(pod, spec, id, request, ({ success, message }) => {
    // Whatever the answer says, the request was made.
    done(success || message.startsWith('HTTP probe failed'));
  });
}
