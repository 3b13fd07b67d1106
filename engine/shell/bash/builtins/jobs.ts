/**
 * Job control: jobs, fg, bg, wait, kill, disown. Nothing stops (Ctrl-Z is not modelled), so `bg` has nothing to do.
 */
import { findSignal, type Signal, signalNames, signalNumber } from '../../../linux/process/signal.ts';
import type { Running } from '../../../linux/process/wait.ts';
import type { ShellProcess } from '../../command.ts';
import { type Builtin, invalidOption, letters } from '../builtin.ts';
import { type Job, jobExit } from '../jobs.ts';
import { waitForeground } from '../pipeline.ts';
import { reportJobs } from '../report-jobs.ts';
import type { Shell } from '../shell.ts';

type Own = Builtin<Shell>;

function* jobs(shell: Shell, words: readonly string[]): Running<number> {
  const parsed = letters(words, 'lpnrs');
  if ('unknown' in parsed)
    return invalidOption(
      shell,
      'jobs',
      parsed.unknown,
      'jobs [-lnprs] [jobspec ...] or jobs -x command [args]',
    );
  let status = 0;
  const wanted: Job[] =
    parsed.operands.length === 0
      ? [...(shell.jobs.list().length === 0 ? shell.jobs.inherited : shell.jobs.list())]
      : [];
  for (const text of parsed.operands) {
    const job = shell.jobs.find(text);
    if (job === undefined) {
      shell.complain(`jobs: ${text}: no such job`);
      status = 1;
    } else wanted.push(job);
  }
  const lines = wanted.map((job) =>
    parsed.options.has('p')
      ? `${job.processes[0]?.pid ?? 0}`
      : shell.jobs.describe(job, parsed.options.has('l') ? 'long' : 'plain'),
  );
  for (const job of wanted) if (jobExit(job) !== undefined) shell.jobs.remove(job);
  yield* shell.print(lines.map((line) => `${line}\n`).join(''));
  return status;
}

function* fg(shell: Shell, words: readonly string[]): Running<number> {
  const name = shell.running;
  if (!shell.interactive) {
    shell.complain(`${name}: no job control`);
    return 1;
  }
  const text = words[0] ?? '%+';
  const job = shell.jobs.find(/^\d+$/.test(text) ? `%${text}` : text);
  if (job === undefined) {
    shell.complain(`${name}: ${words[0] ?? 'current'}: no such job`);
    return 1;
  }
  if (name === 'bg') {
    shell.complain(`bg: job ${job.number} already in background`);
    return 0;
  }
  yield* shell.print(`${job.text}\n`);
  shell.jobs.remove(job);
  const statuses = yield* waitForeground(shell, job.processes, () => job.text);
  return statuses.at(-1) ?? 0;
}

function* waitBuiltin(shell: Shell, words: readonly string[]): Running<number> {
  const parsed = letters(words, 'fnp');
  if ('unknown' in parsed)
    return invalidOption(shell, 'wait', parsed.unknown, 'wait [-fn] [-p var] [id ...]');
  const { operands } = parsed;
  if (parsed.options.has('n') && operands.length === 0) return yield* waitAny(shell);
  if (operands.length === 0) {
    for (const job of [...shell.jobs.list()]) {
      const status = yield* until(shell, job);
      if (status > 128 && jobExit(job) === undefined) return status;
      reportJobs(shell);
      shell.jobs.remove(job);
    }
    return 0;
  }
  let status = 0;
  for (const text of operands) {
    const job = shell.jobs.find(text);
    if (job !== undefined) {
      status = yield* until(shell, job, text.startsWith('%') ? undefined : Number(text));
      reportJobs(shell);
      if (jobExit(job) !== undefined) shell.jobs.remove(job);
      continue;
    }
    const known = shell.jobs.statuses.get(Number(text));
    if (known !== undefined) status = known;
    else {
      const words = text.startsWith('%')
        ? `${text}: no such job`
        : /^\d+$/.test(text)
          ? `pid ${text} is not a child of this shell`
          : `\`${text}': not a pid or valid job spec`;
      shell.complain(`wait: ${words}`);
      status = /^[%\d]/.test(text) ? 127 : 1;
    }
  }
  return status;
}

function* until(shell: Shell, job: Job, pid?: number): Running<number> {
  const process = job.processes.find((one) => one.pid === pid) ?? job.processes.at(-1);
  while (process !== undefined && process.exit === undefined) {
    yield { on: [process.ended] };
    if (shell.signalled) {
      const trapped = shell.traps.size > 0;
      yield* shell.seeSignals();
      if (trapped) return 130;
    }
  }
  return process?.exit?.status ?? 0;
}

function* waitAny(shell: Shell): Running<number> {
  const running = (): ShellProcess[] => shell.jobs.list().flatMap((job) => job.processes);
  if (running().length === 0) return 127;
  for (;;) {
    const job = shell.jobs.list().find((one) => jobExit(one) !== undefined);
    if (job !== undefined) {
      reportJobs(shell);
      shell.jobs.remove(job);
      return jobExit(job)?.status ?? 0;
    }
    yield { on: running().map((process) => process.ended) };
    yield* shell.seeSignals();
  }
}

const killUsage =
  'kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n';

function* kill(shell: Shell, words: readonly string[]): Running<number> {
  let signal: Signal | 'none' = 'SIGTERM';
  let operands = words;
  const [first = '', second = ''] = words;
  if (first === '-l' || first === '-L') return yield* listSignals(shell, words.slice(1));
  if (/^-./.test(first) && first !== '--') {
    const separate = first === '-s' || first === '-n';
    const text = separate ? second : first.slice(1);
    operands = words.slice(separate ? 2 : 1);
    const found = text === '0' ? 'none' : findSignal(text);
    if (found === undefined) {
      shell.complain(
        /^(SIG)?(STOP|CONT|TSTP|TTIN|TTOU|CHLD|SEGV|ABRT)$/i.test(text)
          ? `not simulated: kill -${text}`
          : `kill: ${text}: invalid signal specification`,
      );
      return 1;
    }
    signal = found;
  }
  if (operands[0] === '--') operands = operands.slice(1);
  if (operands.length === 0) {
    shell.output(2)?.write(killUsage);
    return 2;
  }
  let status = 1;
  for (const text of operands) if (killOne(shell, text, signal)) status = 0;
  yield* shell.tick();
  return status;
}

function killOne(shell: Shell, text: string, signal: Signal | 'none'): boolean {
  if (text.startsWith('%')) {
    const job = shell.jobs.find(text);
    if (job === undefined) {
      shell.complain(`kill: ${text}: no such job`);
      return false;
    }
    if (signal !== 'none') for (const process of job.processes) process.kill(signal);
    return true;
  }
  if (!/^-?\d+$/.test(text)) {
    shell.complain(`kill: ${text}: arguments must be process or job IDs`);
    return false;
  }
  const pid = Number(text);
  const { table } = shell.process;
  const targets =
    pid > 0
      ? [table.get(pid)]
      : table.list().filter((process) => process.group.id === (pid === 0 ? shell.group.id : -pid));
  const found = targets.filter((process) => process !== undefined);
  if (found.length === 0) {
    shell.complain(`kill: (${text}) - No such process`);
    return false;
  }
  if (signal !== 'none') for (const process of found) process.kill(signal);
  return true;
}

function* listSignals(shell: Shell, words: readonly string[]): Running<number> {
  if (words.length === 0)
    return yield* shell.print(
      signalNames.map((name) => `${signalNumber[name].toString().padStart(2)}) ${name}\n`).join(''),
    );
  let status = 0;
  for (const word of words) {
    const signal = findSignal(
      /^\d+$/.test(word) && Number(word) > 128 ? (Number(word) - 128).toString() : word,
    );
    if (signal === undefined) {
      shell.complain(`kill: ${word}: invalid signal specification`);
      status = 1;
    } else yield* shell.print(/^\d+$/.test(word) ? `${signal.slice(3)}\n` : `${signalNumber[signal]}\n`);
  }
  return status;
}

const disown: Own = function* (shell, words) {
  yield* [];
  const job = shell.jobs.find(words[0] ?? '%+');
  if (job !== undefined) shell.jobs.remove(job);
  return job === undefined ? 1 : 0;
};

export const jobControl: readonly (readonly [string, Own])[] = [
  ['jobs', jobs],
  ['fg', fg],
  ['bg', fg],
  ['wait', waitBuiltin],
  ['kill', kill],
  ['disown', disown],
];
