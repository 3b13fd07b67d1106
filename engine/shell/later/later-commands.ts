/**
 * Commands by name whose code comes when it is first executed. One table for all that is fetched: code is the same for every
 * world of a page.
 */
import { laterProgram } from '../../linux/process/later-program.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { Command } from '../command.ts';
import { appletNames, commandNames } from './command-names.ts';

export class LaterCommands {
  /** Each answers for its name from the beginning. */
  readonly commands: readonly Command[];
  /** Of a busybox image: busybox and its own applets. */
  readonly applets: readonly Command[];
  readonly #commands = new Map<string, Command>();
  readonly #applets = new Map<string, Command>();

  constructor() {
    this.commands = Object.entries(commandNames).flatMap(([code, names]) =>
      placeholders(code, names, this.#commands),
    );
    this.applets = placeholders('busybox', appletNames, this.#applets);
  }

  /** From now on these run. */
  bring(commands: readonly Command[], applets: readonly Command[] = []): void {
    for (const command of commands) this.#commands.set(command.name, command);
    for (const applet of applets) this.#applets.set(applet.name, applet);
  }
}

function placeholders(
  code: string,
  names: Readonly<Record<string, string>>,
  there: ReadonlyMap<string, Command>,
): readonly Command[] {
  return Object.entries(names).flatMap(([folder, words]) =>
    words.split(' ').map((name) => ({
      name,
      path: `${folder}/${name}`,
      program: laterProgram<NetworkNamespace>(code, () => there.get(name)?.program),
    })),
  );
}
