/**
 * What an interactive shell says of jobs that ended: before a prompt, and as soon as it has waited for anything
 * (notify_and_cleanup of bash's jobs.c).
 */
import { jobExit } from './jobs.ts';
import type { Shell } from './shell.ts';

/** Told once; a shell that is not interactive says nothing. */
export function reportJobs(shell: Shell): void {
  if (!shell.interactive) return;
  for (const job of [...shell.jobs.list()]) {
    if (jobExit(job) === undefined) continue;
    shell.output(2)?.write(`${shell.jobs.describe(job)}\n`);
    shell.jobs.remove(job);
  }
}
