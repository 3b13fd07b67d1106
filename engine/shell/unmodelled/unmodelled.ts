/**
 * Programs that lie on the real machine and not here: `systemctl` on a node is no typing mistake. They say so instead of
 * the shell's `command not found`, which would be untrue.
 */
import type { Command } from '../command.ts';

/**
 * @param names those of /usr/sbin with `sbin/` before them
 * @param modelled commands that answer for themselves
 */
export function unmodelled(names: readonly string[], modelled: readonly Command[]): readonly Command[] {
  const known = new Set(modelled.map(({ name }) => name));
  return names.map(absent).filter(({ name }) => !known.has(name));
}

/** How the shell calls a program of such a list. */
export function programName(place: string): string {
  return place.replace('sbin/', '');
}

function absent(place: string): Command {
  const name = programName(place);
  return {
    name,
    path: name === place ? `/usr/bin/${name}` : `/usr/sbin/${name}`,
    *program(process) {
      process.complain(`not simulated: ${name}\n`);
      return 1;
    },
  };
}
