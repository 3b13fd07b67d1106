/**
 * What can be executed at a place of a laboratory: bash and every command of the shell. Nodes and pods of the recordings
 * share one file system of programs.
 */
import { bash } from '../../shell/bash/bash.ts';
import { CommandSet } from '../../shell/command-set.ts';
import { allCommands } from '../../shell/commands.ts';
import type { Commands } from '../replay/session.ts';

/** Not installed where the recordings were made. */
const missing = new Set(['brctl']);

const executables = new CommandSet(allCommands.filter(({ name }) => !missing.has(name)));

export function commandsAt(): Commands {
  return { bash, executables };
}
