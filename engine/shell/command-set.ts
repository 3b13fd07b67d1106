/**
 * The table in which a place finds its commands, as $PATH and the folders in it. Left out: folders whose order matters; a
 * name is one command.
 */
import type { Command, CommandTable } from './command.ts';

/** Commands by name, and by path where that is typed. */
export class CommandSet implements CommandTable {
  readonly #byName = new Map<string, Command>();

  constructor(commands: readonly Command[]) {
    for (const command of commands) {
      this.#byName.set(command.name, command);
      this.#byName.set(command.path, command);
    }
  }

  find(name: string): Command | undefined {
    return this.#byName.get(name);
  }

  /** Without paths, sorted. */
  names(): readonly string[] {
    return [...this.#byName.keys()].filter((name) => !name.includes('/')).sort();
  }
}
