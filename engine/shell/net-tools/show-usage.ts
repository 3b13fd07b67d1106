/**
 * How a tool of net-tools shows its usage (`usage()` and lib/util-ank.c's print_aflist): on standard output where it was asked
 * for, on standard error where it is a complaint. What may be chosen from is always said on standard error.
 */
import type { ShellProcess } from '../command.ts';

/** @returns `status` */
export function showUsage(process: ShellProcess, usage: string, status = 0): number {
  let choosing = false;
  for (const line of usage.split(/(?<=\n)/)) {
    choosing &&= line.startsWith('    ');
    if (choosing || status !== 0) process.complain(line);
    else process.print(line);
    choosing ||= line.startsWith('  List of possible');
  }
  return status;
}
