/**
 * crictl exec and logs: a command in a container, and what its first process has written.
 */
import type { RunningContainer } from '../../kubernetes/node/containerd/container.ts';
import { devNull, Sink } from '../../linux/process/stream.ts';
import type { Running } from '../../linux/process/wait.ts';
import { notSimulated } from '../iproute2/stop.ts';
import type { Invocation } from './crictl.ts';
import { fatal, notFound, numberOf } from './fatal.ts';

export function* exec(run: Invocation): Running<number> {
  const { process, operands, options, runtime } = run;
  if (options.has('timeout')) throw notSimulated('crictl exec --timeout');
  const [id, ...command] = operands;
  if (id === undefined || command.length === 0) throw fatal(process, 'ID cannot be empty');
  const container = containerOf(run, id, 'execing command in container');
  const hasTerminal = options.has('tty');
  const { stdin, stdout, stderr } = process;
  const size = hasTerminal ? stdout.terminal : undefined;
  const result = runtime.exec(container.start.id, command, {
    stdin: options.has('interactive') ? stdin : devNull,
    stdout: new Sink((text) => void stdout.write(text), size),
    stderr: new Sink((text) => void (hasTerminal ? stdout : stderr).write(text), size),
  });
  if (result.kind === 'failed')
    throw fatal(
      process,
      `execing command in container: Internal error occurred: error executing command in container: ${result.message}`,
    );
  const running = result.command;
  process.handle('SIGINT');
  while (running.exit === undefined) {
    const reason = yield { on: [running.ended] };
    if (reason === 'signal' && process.takeSignal('SIGINT')) running.kill('SIGINT');
  }
  const { status } = running.exit;
  if (status !== 0)
    throw fatal(process, `execing command in container: command terminated with exit code ${status}`);
  return 0;
}

export function* logs(run: Invocation): Running<number> {
  const { process, operands, options } = run;
  for (const name of ['since', 'previous', 'limit-bytes'])
    if (options.has(name)) throw notSimulated(`crictl logs --${name}`);
  const [id] = operands;
  if (id === undefined) throw fatal(process, 'ID cannot be empty');
  const {
    streams: { log },
    process: main,
  } = containerOf(run, id, 'get container status');
  const tail = numberOf(run, 'tail', -1);
  let next = tail < 0 ? 0 : Math.max(0, log.lines.length - tail);
  for (;;) {
    for (; next < log.lines.length; next++) {
      const line = log.lines[next];
      if (line === undefined) break;
      const time = new Date(process.place.environment.epoch + Math.floor(line.at / 1000)).toISOString();
      const lead = options.has('timestamps') ? `${time.replace('Z', '000000Z')} ` : '';
      process[line.stream].write(`${lead}${line.text}\n`);
    }
    if (!options.has('follow') || main.exit !== undefined) return 0;
    yield { on: [log.changed] };
  }
}

function containerOf(run: Invocation, id: string, doing: string): RunningContainer {
  const found = run.runtime.containers.find(({ start }) => start.id.startsWith(id));
  if (found === undefined) throw fatal(run.process, `${doing}: ${notFound('container', id)}`);
  return found;
}
