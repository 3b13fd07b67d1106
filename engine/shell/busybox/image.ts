/**
 * What lies in a busybox image, by the list that `busybox` prints of itself (BusyBox 1.35.0). It needs no applet's code.
 * Left out: what an image puts beside busybox.
 */
import type { Command } from '../command.ts';
import { unmodelled } from '../unmodelled/unmodelled.ts';
import { rewordedApplets } from './reworded.ts';
import { about } from './usage.ts';

/** Every applet of the list that `busybox` prints. */
export const listed = new Set(
  (/Currently defined functions:\n([\s\S]*)$/.exec(about)?.[1] ?? '')
    .split(/[\s,]+/)
    .filter((name) => name !== ''),
);

/**
 * What a busybox image has under their names: its own applets, of the others on its list the shell's commands, and of the
 * rest that they are not simulated.
 * @param own busybox and its applets
 */
export function busyboxImage(shell: readonly Command[], own: readonly Command[]): readonly Command[] {
  const modelled = [...shell.filter(({ name }) => listed.has(name)), ...rewordedApplets(shell), ...own];
  return [...modelled, ...unmodelled([...listed], modelled)];
}
