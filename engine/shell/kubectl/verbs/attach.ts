/**
 * kubectl attach: the streams of a container's first process, from now on (k8s.io/kubectl pkg/cmd/attach).
 */
import { devNull, Sink } from '../../../linux/process/stream.ts';
import type { Running } from '../../../linux/process/wait.ts';
import type { Pod } from '../../../kubernetes/objects/pod.ts';
import { parseDuration } from '../command/flag.ts';
import { Failure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { allContainers, containerFor } from './containers.ts';
import { attachablePod, startedCommand, untilEnded } from './remote-command.ts';

const recorded =
  'All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\n' +
  "If you don't see a command prompt, try pressing enter.\n";

export function* attach(run: Invocation): Running<number> {
  const { words } = run;
  if (words.length === 0) throw new Failure('at least 1 argument is required for attach');
  if (words.length > 2)
    throw new Failure(
      `expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${String(words.length)}: [${words.join(' ')}]`,
    );
  if ((parseDuration(run.text('pod-running-timeout', '1m')) ?? 0) <= 0)
    throw new Failure('--pod-running-timeout must be higher than zero');
  const pod = attachablePod(run, words.join('/'));
  const { phase } = pod.status;
  if (phase === 'Succeeded' || phase === 'Failed')
    throw new Failure(`cannot attach a container in a completed pod; current phase is ${phase}`);
  return yield* attachTo(run, pod, containerOf(run, pod));
}

function containerOf(run: Invocation, pod: Pod): string {
  try {
    return containerFor(run, pod, run.value('container'), run.is('quiet'));
  } catch (error) {
    throw error instanceof Failure ? new Failure(`cannot attach to the container: ${error.message}`) : error;
  }
}

/** @param run with the flags stdin, tty and quiet @throws Failure when there is no attaching */
export function* attachTo(run: Invocation, pod: Pod, container: string): Running<number> {
  const { stdin, stdout, stderr } = run.process;
  const hasTerminal = allContainers(pod).find(({ name }) => name === container)?.tty === true;
  if (run.is('tty') && !hasTerminal && !run.is('quiet'))
    run.complain(`error: Unable to use a TTY - container ${container} did not allocate one\n`);
  const raw = hasTerminal && run.is('stdin') && stdin.terminal !== undefined;
  if (hasTerminal && run.is('stdin') && !raw)
    run.complain('Unable to use a TTY - input is not a terminal or the right kind of file\n');
  if (!run.is('quiet')) run.complain(recorded);
  const namespace = pod.metadata.namespace ?? '';
  const result = run.services.attach(
    { namespace, pod: pod.metadata.name, container },
    {
      stdin: run.is('stdin') ? stdin : devNull,
      stdout: new Sink((text) => void stdout.write(text)),
      stderr: new Sink((text) => void stderr.write(text)),
    },
  );
  const running = startedCommand(result, 'attach');
  try {
    if (!(yield* untilEnded(run, running, raw))) return 130;
  } finally {
    running.kill('SIGHUP');
  }
  if (raw && !run.is('quiet'))
    run.print(
      `Session ended, resume using 'kubectl attach ${pod.metadata.name} -c ${container} -n ${namespace} -i -t' command\n`,
    );
  return 0;
}
