/**
 * What exec and attach do alike: which pod is meant, and the time until the other side has ended (k8s.io/kubectl
 * pkg/polymorphichelpers attachablepodforobject.go, k8s.io/client-go tools/remotecommand).
 */
import { resource, resourcePath } from '../../../kubernetes/api/resources.ts';
import type { ExecResult, Refused, RunningCommand } from '../../../kubernetes/node/runtime.ts';
import type { Pod } from '../../../kubernetes/objects/pod.ts';
import { type Exit, signalNumber } from '../../../linux/process/process.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { Failure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { findType } from '../resource-names.ts';
import { podFor } from './containers.ts';

const pods = resource('pods');

/** @param text `web-1`, `pod/web-1`, `deploy/web`, `svc/web` @throws StatusFailure for what is not there */
export function attachablePod(run: Invocation, text: string): Pod {
  const [type, name] = text.includes('/') ? text.split('/') : [pods.name, text];
  const of = findType(type ?? pods.name);
  const found = run.request({ method: 'GET', path: resourcePath(of, run.namespace, name) });
  return of.name === pods.name ? (found as Pod) : podFor(run, text);
}

/** @throws Failure for what did not start, in the words that come back from the node */
export function startedCommand(result: ExecResult | Refused, asked: 'exec' | 'attach'): RunningCommand {
  if (result.kind === 'refused') throw new Failure(`unable to upgrade connection: ${result.message}`);
  if (result.kind === 'failed') {
    const doing = asked === 'exec' ? 'executing command in' : 'attaching to';
    throw new Failure(
      `Internal error occurred: Internal error occurred: error ${doing} container: ${result.message}`,
    );
  }
  return result.command;
}

/** As a shell counts: a signal is 128 and its number. */
export function exitCode({ status, signal }: Exit): number {
  return signal === undefined ? status : 128 + signalNumber[signal];
}

/** @param tty Ctrl-C is for the command @returns whether it ended by itself */
export function* untilEnded(run: Invocation, running: RunningCommand, tty: boolean): Running<boolean> {
  run.process.handle('SIGINT');
  while (running.exit === undefined) {
    const reason = yield { on: [running.ended] };
    if (reason === 'signal' && run.process.takeSignal('SIGINT')) {
      running.kill('SIGINT');
      if (!tty) return false;
    }
  }
  return true;
}
