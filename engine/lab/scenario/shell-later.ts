/**
 * A cluster's commands whose code comes when it is first executed: bash is there, all else is a name. What is fetched serves
 * every world from then on (`bring`). A world whose clock stands because something is absent says what by an `AbsentCode`.
 */
import type { Work } from '../../clock/work.ts';
import { laterProgram } from '../../linux/process/later-program.ts';
import type { KernelModule } from '../../linux/module/kernel-module.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import { bashCommands } from '../../shell/bash/bash.ts';
import type { CompletionTable } from '../../shell/bash/completion.ts';
import type { Command } from '../../shell/command.ts';
import type { crictl } from '../../shell/crictl/crictl.ts';
import type { kubectl } from '../../shell/kubectl/kubectl.ts';
import { LaterCommands } from '../../shell/later/later-commands.ts';
import { clusterScenario } from '../reference/cluster-stage.ts';
import type { Action } from '../world/action.ts';
import type { Completers } from '../world/console.ts';
import { openingWorld } from '../world/open-world.ts';
import type { World } from '../world/world-api.ts';
import { commandSource } from './command-source.ts';
import type { ScenarioFile } from './scenario-data.ts';

/** Some of the shell's code. */
export interface Brought {
  readonly commands?: readonly Command[];
  readonly applets?: readonly Command[];
  readonly kubectl?: typeof kubectl;
  readonly crictl?: typeof crictl;
  readonly completers?: Completers;
}

const later = new LaterCommands();
let there: Brought = {};

export function bring(brought: Brought): void {
  later.bring(brought.commands ?? [], brought.applets);
  there = { ...there, ...brought };
}

/** Tab knows no words of commands before their code is there. */
const completers: Completers = (stage, standing) => {
  let own: CompletionTable | undefined;
  return {
    find: (command) => {
      own ??= there.completers?.(stage, standing);
      return own?.find(command);
    },
  };
};

/** @param modules what its kernels have for those who look around */
export function* openingWithShellLater(
  file: ScenarioFile,
  modules: readonly KernelModule[],
  actions: readonly Action[],
): Work<World> {
  const source = commandSource({
    commands: [...bashCommands, ...later.commands],
    applets: later.applets,
    kubectl: (cluster) =>
      laterProgram<NetworkNamespace>('kubectl', () => there.kubectl?.(cluster.door, cluster)),
    crictl: (runtime) => ({
      name: 'crictl',
      path: '/usr/local/bin/crictl',
      program: laterProgram<NetworkNamespace>('crictl', () => there.crictl?.(runtime).program),
    }),
    completers,
    modules,
  });
  return yield* openingWorld(clusterScenario(file, source), actions);
}
