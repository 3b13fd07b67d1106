/**
 * What a process looks like in the columns of ps.
 */
import { second } from '../../clock/clock.ts';
import type { ShellProcess } from '../command.ts';

/** What a small program takes of memory, in KiB: nothing of it is modelled. */
export const memory = { virtual: 8548, resident: 4640 };

export function user({ credentials }: ShellProcess): string {
  return credentials.uid === 0 ? 'root' : String(credentials.uid);
}

export function terminalOf({ terminal }: ShellProcess): string {
  return terminal === undefined ? '?' : 'pts/0';
}

/** Sleeping or running; `l` with threads, `+` in the foreground. */
export function stateOf(one: ShellProcess, self: ShellProcess): string {
  const state = one === self ? 'R' : 'S';
  const threads = one.threads > 1 ? 'l' : '';
  return `${state}${threads}${one.terminal?.foreground === one.group ? '+' : ''}`;
}

/** The hour and minute it was started. */
export function startOf({ place, startedAt }: ShellProcess): string {
  const { epoch } = place.environment;
  return new Date(epoch + (startedAt / second) * 1000).toISOString().slice(11, 16);
}
