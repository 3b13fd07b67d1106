/**
 * Pipelines, subshells, background commands and command substitution: what runs in processes of its own. Each is a
 * copy of the shell in an engine process; pipes join them; the last command's status counts (or `pipefail`'s).
 */
import type {
  AndOr,
  CommandNode,
  CompoundList,
  ParsedScript,
  Pipeline,
  PipelineNode,
  Statement,
  Subshell,
  Time,
} from 'unbash';
import { Descriptor } from '../../linux/process/descriptor.ts';
import { ProcessGroup } from '../../linux/process/group.ts';
import { readAll } from '../../linux/process/process.ts';
import { signalWords } from '../../linux/process/signal.ts';
import { devNull, Pipe } from '../../linux/process/stream.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { ShellProcess } from '../command.ts';
import { AbandonJump, ExitJump, InterruptJump, LoopJump, ReturnJump } from './jump.ts';
import { reportJobs } from './report-jobs.ts';
import type { Shell } from './shell.ts';
import { formatTimes } from './times.ts';

type Node = AndOr | PipelineNode | CompoundList;
type Run = (shell: Shell, node: Node) => Running<number>;

/** Start a copy of the shell as a process. `descriptors` are the child's own from now on. */
export function startSubshell(
  shell: Shell,
  child: Shell,
  body: (child: Shell) => Running<number>,
  group: ProcessGroup | undefined,
): ShellProcess {
  const stream = (number: number): Descriptor =>
    child.descriptors.get(number)?.duplicate() ?? Descriptor.both({ input: devNull, output: devNull });
  return shell.process.table.start({
    program: function* (process) {
      child.start(process);
      try {
        return yield* untilEnd(child, body);
      } finally {
        child.closeDescriptors();
      }
    },
    arguments: shell.process.arguments,
    place: shell.process.place,
    files: shell.process.files,
    stdin: stream(0),
    stdout: stream(1),
    stderr: stream(2),
    environment: shell.process.environment,
    directory: shell.directory,
    parent: shell.process,
    ...(group === undefined ? {} : { group }),
  });
}

/** Run to the end, wherever the end comes from, with the EXIT trap. */
export function* untilEnd(shell: Shell, body: (shell: Shell) => Running<number>): Running<number> {
  let status: number;
  try {
    status = yield* body(shell);
  } catch (jump) {
    status = endStatus(shell, jump);
  }
  const trap = shell.traps.get('EXIT');
  if (trap === undefined || trap === '') return status;
  shell.traps.delete('EXIT');
  shell.status = status;
  try {
    yield* shell.interpreter.runText(shell, trap, undefined);
  } catch (jump) {
    return endStatus(shell, jump);
  }
  return status;
}

function endStatus(shell: Shell, jump: unknown): number {
  if (jump instanceof ExitJump || jump instanceof AbandonJump || jump instanceof ReturnJump)
    return jump.status;
  if (jump instanceof LoopJump) return 0;
  if (jump instanceof InterruptJump) {
    // As bash does: end by the signal itself, so that whoever waits can see it.
    shell.process.restore('SIGINT');
    shell.process.kill('SIGINT');
    return 130;
  }
  throw jump;
}

export function* runPipeline(shell: Shell, node: Pipeline, run: Run): Running<number> {
  const timed = node.prefixes.find((prefix): prefix is Time => prefix.type === 'Time');
  const negated = node.prefixes.filter((prefix) => prefix.type === 'Negation').length % 2 === 1;
  const start = shell.process.clock.now;
  const [only] = node.commands;
  let status = 0;
  if (node.commands.length === 1 && only !== undefined) status = yield* run(shell, only);
  else if (node.commands.length > 1) {
    const processes = startPipeline(shell, node, run, undefined);
    const statuses = yield* waitForeground(shell, processes, () => shell.source.slice(node.pos, node.end));
    setPipeStatus(shell, statuses);
    status = statuses.at(-1) ?? 0;
    if (shell.options.has('pipefail')) status = statuses.filter((one) => one !== 0).at(-1) ?? 0;
  }
  if (timed !== undefined)
    shell.output(2)?.write(formatTimes(shell, shell.process.clock.now - start, timed.posix !== undefined));
  return negated ? Number(status === 0) : status;
}

/** @param input the first command's standard input when it is not the shell's */
function startPipeline(
  shell: Shell,
  node: Pipeline,
  run: Run,
  input: Descriptor | undefined,
): ShellProcess[] {
  const processes: ShellProcess[] = [];
  const group = shell.interactive ? new ProcessGroup() : undefined;
  let from = input;
  for (const [index, command] of node.commands.entries()) {
    const child = shell.fork();
    const last = index === node.commands.length - 1;
    const pipe = last ? undefined : new Pipe();
    if (from !== undefined) replace(child, 0, from);
    if (pipe !== undefined) {
      replace(child, 1, Descriptor.output(pipe.writeEnd));
      if (node.operators[index] === '|&')
        replace(child, 2, child.descriptors.get(1)?.duplicate() ?? Descriptor.output(devNull));
    }
    processes.push(startSubshell(shell, child, (own) => runAsLast(own, command, run), group));
    from = pipe === undefined ? undefined : Descriptor.input(pipe.readEnd);
  }
  return processes;
}

/** A process that only runs this command may become it (see simple.ts). */
function* runAsLast(shell: Shell, command: CommandNode | Node, run: Run): Running<number> {
  shell.mayExecute = command.type === 'Command';
  return yield* run(shell, command);
}

function replace(shell: Shell, number: number, descriptor: Descriptor): void {
  shell.descriptors.get(number)?.close();
  shell.descriptors.set(number, descriptor);
}

export function setPipeStatus(shell: Shell, statuses: readonly number[]): void {
  const variable = shell.variables.obtain('PIPESTATUS');
  variable.value = undefined;
  variable.indexed = new Map(statuses.map((status, index) => [index, status.toString()]));
}

export function* runSubshell(shell: Shell, node: Subshell, run: Run): Running<number> {
  const child = shell.fork();
  const group = shell.interactive ? new ProcessGroup() : undefined;
  const process = startSubshell(shell, child, (own) => run(own, node.body), group);
  const statuses = yield* waitForeground(shell, [process], () => shell.source.slice(node.pos, node.end));
  return statuses[0] ?? 0;
}

export function runBackground(shell: Shell, statement: Statement, run: Run): void {
  const text = shell.source.slice(statement.pos, statement.command.end).trim();
  const node = statement.command;
  const group = shell.interactive ? new ProcessGroup() : undefined;
  const child = shell.fork();
  // Only an interactive shell's terminal would stop a job that reads from it; nothing is stopped here.
  replace(child, 0, Descriptor.input(devNull));
  const process = startSubshell(shell, child, (own) => runAsLast(own, node, run), group);
  if (!shell.interactive) process.ignore('SIGINT');
  const job = shell.jobs.add([process], text);
  shell.lastBackground = process.pid;
  if (shell.interactive) shell.output(2)?.write(`[${job.number}] ${process.pid}\n`);
}

/** Wait for a foreground job; give it the terminal meanwhile. @returns the statuses, in order */
export function* waitForeground(
  shell: Shell,
  processes: readonly ShellProcess[],
  text: () => string,
): Running<number[]> {
  const { terminal } = shell.process;
  const own = shell.process.group;
  const group = processes[0]?.group;
  const takes = terminal !== undefined && shell.interactive && group !== undefined;
  if (takes) terminal.foreground = group;
  let interrupted = false;
  try {
    while (processes.some((process) => process.exit === undefined)) {
      yield { on: processes.filter((process) => process.exit === undefined).map((process) => process.ended) };
      if (shell.takeInterrupt()) interrupted = true;
    }
  } finally {
    if (takes) terminal.foreground = own;
  }
  const signal = processes.at(-1)?.exit?.signal;
  if (signal === 'SIGINT' && shell.interactive) {
    shell.output(2)?.write('\n');
    shell.status = 130;
    throw new AbandonJump(130);
  }
  if (interrupted && processes.some((process) => process.exit?.signal === 'SIGINT'))
    throw new InterruptJump();
  if (signal !== undefined && signal !== 'SIGINT' && signal !== 'SIGPIPE')
    report(shell, processes, signal, text());
  reportJobs(shell);
  yield* shell.seeSignals();
  return processes.map((process) => process.exit?.status ?? 0);
}

function report(
  shell: Shell,
  processes: readonly ShellProcess[],
  signal: keyof typeof signalWords,
  text: string,
): void {
  if (shell.interactive || shell.subshell > 0 || signal === 'SIGTERM')
    shell.output(2)?.write(`${signalWords[signal]}\n`);
  else
    shell.complain(
      `${(processes.at(-1)?.pid ?? 0).toString().padStart(5)} ${signalWords[signal].padEnd(24)}${text}`,
    );
}

/** $( … ): the output without its closing newlines. */
export function* capture(
  shell: Shell,
  script: ParsedScript,
  source: string,
  run: Interpret,
  how: 'trimmed' | 'whole',
): Running<string> {
  const pipe = new Pipe();
  const child = shell.fork();
  child.source = source;
  child.subshellOfSubstitution++;
  replace(child, 1, Descriptor.output(pipe.writeEnd));
  if (!shell.options.has('errexit') || !shell.shopt.has('inherit_errexit')) child.options.delete('errexit');
  const process = startSubshell(shell, child, (own) => run(own, script, source), undefined);
  const input = pipe.readEnd;
  let text = '';
  for (;;) {
    text += yield* readAll(input);
    shell.collectSignals();
    if (process.exit !== undefined) break;
    yield { on: [process.ended, input.readable] };
  }
  input.close();
  shell.substitutionStatus = process.exit.status;
  shell.status = process.exit.status;
  if (shell.takeInterrupt() || process.exit.signal === 'SIGINT') throw new InterruptJump();
  return how === 'whole' ? text : text.replace(/\n+$/, '');
}

type Interpret = (shell: Shell, script: ParsedScript, source: string) => Running<number>;
