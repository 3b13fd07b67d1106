/**
 * Jobs: pipelines started in the background, as `jobs`, `fg`, `wait %n` and the prompt's messages know them.
 *
 * Left out: stopped jobs (Ctrl-Z).
 */
import type { Exit } from '../../linux/process/process.ts';
import { signalWords } from '../../linux/process/signal.ts';
import type { ShellProcess } from '../command.ts';

export interface Job {
  readonly number: number;
  readonly processes: readonly ShellProcess[];
  readonly text: string;
}

export class JobTable {
  readonly #jobs = new Map<number, Job>();
  /** A subshell can name its parent's jobs (`kill $(jobs -p)`) but not wait for them. */
  inherited: readonly Job[] = [];
  /** How processes ended that nobody has waited for, by pid. */
  readonly statuses = new Map<number, number>();

  add(processes: readonly ShellProcess[], text: string): Job {
    const number = Math.max(0, ...this.#jobs.keys()) + 1;
    const job = { number, processes, text };
    this.#jobs.set(number, job);
    return job;
  }

  list(): readonly Job[] {
    return [...this.#jobs.values()];
  }

  remove(job: Job): void {
    const last = job.processes.at(-1);
    if (last?.exit !== undefined) this.statuses.set(last.pid, last.exit.status);
    this.#jobs.delete(job.number);
  }

  /** `%1`, `%+`, `%-`, `%%`, `%name`, `%?text`, or a pid. */
  find(text: string): Job | undefined {
    const jobs = this.list();
    if (!text.startsWith('%'))
      return jobs.find((job) => job.processes.some((process) => process.pid === Number(text)));
    const name = text.slice(1);
    if (name === '' || name === '%' || name === '+') return jobs.at(-1);
    if (name === '-') return jobs.at(-2) ?? jobs.at(-1);
    if (/^\d+$/.test(name)) return this.#jobs.get(Number(name));
    if (name.startsWith('?')) return jobs.find((job) => job.text.includes(name.slice(1)));
    return jobs.find((job) => job.text.startsWith(name));
  }

  /** The line `jobs` prints, without its newline. */
  describe(job: Job, how: 'plain' | 'long' = 'plain'): string {
    const jobs = this.list();
    const mark = job === jobs.at(-1) ? '+' : job === jobs.at(-2) ? '-' : ' ';
    const pid = how === 'long' ? `${job.processes[0]?.pid ?? 0} ` : '';
    const exit = jobExit(job);
    const text = exit === undefined ? `${job.text} &` : job.text;
    return `[${job.number}]${mark}  ${pid}${(exit === undefined ? 'Running' : exitWords(exit)).padEnd(24)}${text}`;
  }
}

export function jobExit(job: Job): Exit | undefined {
  if (job.processes.some((process) => process.exit === undefined)) return undefined;
  return job.processes.at(-1)?.exit;
}

function exitWords(exit: Exit): string {
  if (exit.signal !== undefined) return signalWords[exit.signal];
  return exit.status === 0 ? 'Done' : `Exit ${exit.status}`;
}
