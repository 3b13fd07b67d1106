/**
 * The commands of a cluster's world: every command of the shell, and kubectl with the cluster's door. Whose code they are, all of it at
 * once or fetched when first executed, is said by who asks.
 */
import type { Cluster } from '../../kubernetes/cluster.ts';
import type { Containerd } from '../../kubernetes/node/containerd/containerd.ts';
import type { KernelModule } from '../../linux/module/kernel-module.ts';
import { busyboxImage } from '../../shell/busybox/image.ts';
import { rewordedApplets } from '../../shell/busybox/reworded.ts';
import type { Command, ShellProgram } from '../../shell/command.ts';
import { CommandSet } from '../../shell/command-set.ts';
import { nano, vi, vim } from '../../shell/editor/editor.ts';
import { essentialPrograms, serverPrograms } from '../../shell/unmodelled/debian.ts';
import { netshootPrograms } from '../../shell/unmodelled/netshoot.ts';
import { programName, unmodelled } from '../../shell/unmodelled/unmodelled.ts';
import { evaluating } from '../exercise/evaluate.ts';
import type { CommandSource } from '../reference/cluster-stage.ts';
import { type Completers, consolesWith } from '../world/console.ts';

export interface ShellCode {
  /** Bash and all others. */
  readonly commands: readonly Command[];
  /** Of a busybox image: busybox and its own applets. */
  readonly applets: readonly Command[];
  readonly kubectl: (cluster: Cluster) => ShellProgram;
  readonly crictl: (runtime: Containerd) => Command;
  readonly completers: Completers;
  /** What its kernels have for those who look around. */
  readonly modules: readonly KernelModule[];
}

const editors = [vi, vim, nano];

const debian = [...essentialPrograms, ...serverPrograms];

/** Debian's smallest system, and what the image of nginx adds to it. */
const ofNginx = new Set([...essentialPrograms.map(programName), 'sh', 'awk', 'curl']);

export function commandSource({
  commands,
  applets,
  kubectl,
  crictl,
  completers,
  modules,
}: ShellCode): CommandSource {
  return {
    commands: (cluster) =>
      new CommandSet([
        ...commands,
        ...editors,
        { name: 'kubectl', path: '/usr/local/bin/kubectl', program: kubectl(cluster) },
        ...unmodelled(debian, [...commands, ...editors]),
      ]),
    nodeCommands: (runtime) => new CommandSet([crictl(runtime)]),
    images: {
      busybox: new CommandSet(busyboxImage(commands, applets)),
      debian: new CommandSet([
        ...commands.filter(({ name }) => ofNginx.has(name)),
        ...unmodelled(essentialPrograms, commands),
      ]),
      // Alpine: what is not installed besides is busybox's.
      netshoot: new CommandSet([
        ...commands,
        ...rewordedApplets(commands),
        vi,
        vim,
        ...unmodelled(netshootPrograms, [...commands, ...editors]),
      ]),
    },
    openConsole: consolesWith(completers),
    evaluate: evaluating,
    modules,
  };
}
