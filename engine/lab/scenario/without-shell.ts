/**
 * A cluster's world for a page on which no terminal is open yet: everything but the shell and what is only for those who
 * look around on a machine. It is the same world: opened again with the shell, it goes on where it was.
 *
 * A world that asks for a command, in a container or for its beginning, cannot be without: that is found out by opening it.
 */
import type { Work } from '../../clock/work.ts';
import type { Executables } from '../../linux/process/process.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import { clusterScenario, type CommandSource } from '../reference/cluster-stage.ts';
import { type Action, needsShell } from '../world/action.ts';
import { openingWorld } from '../world/open-world.ts';
import type { World } from '../world/world-api.ts';
import type { ScenarioFile } from './scenario-data.ts';

class ShellNeeded extends Error {}

function ask(): never {
  throw new ShellNeeded('a command is asked for, and the shell is not there yet');
}

const toCome: Executables<NetworkNamespace> = { find: ask, names: ask };

const withoutShell: CommandSource = {
  commands: () => toCome,
  nodeCommands: () => toCome,
  images: { busybox: toCome, debian: toCome, netshoot: toCome },
  openConsole: undefined,
  evaluate: undefined,
  modules: [],
};

/** @returns undefined when it cannot be without a shell */
export function* openingWithoutShell(
  file: ScenarioFile,
  actions: readonly Action[],
): Work<World | undefined> {
  if (file.setup.length > 0 || actions.some(needsShell)) return undefined;
  try {
    return yield* openingWorld(clusterScenario(file, withoutShell), actions);
  } catch (error) {
    if (error instanceof ShellNeeded) return undefined;
    throw error;
  }
}
