/**
 * kubectl exec: a command in a container, its streams ours, its exit status ours (k8s.io/kubectl pkg/cmd/exec).
 */
import type { Running } from '../../../linux/process/wait.ts';
import { devNull, Sink } from '../../../linux/process/stream.ts';
import { Failure, PlainFailure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { containerFor } from './containers.ts';
import { attachablePod, exitCode, startedCommand, untilEnded } from './remote-command.ts';

export function* exec(run: Invocation): Running<number> {
  const { dash } = run.line;
  const before = dash === undefined ? run.words.slice(0, 1) : run.words.slice(0, dash);
  const command = run.words.slice(before.length);
  const [target] = before;
  if (target === undefined && !run.has('filename'))
    throw new Failure('pod, type/name or --filename must be specified');
  if (run.has('filename')) throw new Failure('not simulated: kubectl exec --filename');
  if (dash === undefined && command.length > 0)
    throw new Failure(
      `exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\nSee 'kubectl exec -h' for help and examples`,
    );
  if (command.length === 0) throw new Failure('you must specify at least one command for the container');
  const pod = attachablePod(run, target ?? '');
  if (pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed')
    throw new Failure(
      `cannot exec into a container in a completed pod; current phase is ${pod.status.phase}`,
    );
  const container = containerFor(run, pod, run.value('container'), run.is('quiet'));
  const tty = run.is('tty');
  const { stdin, stdout, stderr } = run.process;
  if (tty && stdin.terminal === undefined)
    run.complain('Unable to use a TTY - input is not a terminal or the right kind of file\n');
  const size = tty ? stdout.terminal : undefined;
  // The command's streams end with it; ours stay open.
  const result = run.services.exec(
    { namespace: pod.metadata.namespace ?? '', pod: pod.metadata.name, container },
    command,
    {
      stdin: run.is('stdin') ? stdin : devNull,
      stdout: new Sink((text) => void stdout.write(text), size),
      stderr: new Sink((text) => void (tty ? stdout : stderr).write(text), size),
    },
  );
  const running = startedCommand(result, 'exec');
  if (!(yield* untilEnded(run, running, tty)) || running.exit === undefined) return 130;
  const code = exitCode(running.exit);
  if (code !== 0) throw new PlainFailure(`command terminated with exit code ${code}`, code);
  return 0;
}
