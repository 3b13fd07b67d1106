/**
 * The commands of a cluster's world: every command of the shell, and kubectl with the cluster's door.
 */
import type { Cluster } from '../../kubernetes/cluster.ts';
import { busyboxImage } from '../../shell/busybox/busybox.ts';
import { allCommands, CommandSet } from '../../shell/commands.ts';
import { crictl } from '../../shell/crictl/crictl.ts';
import { kubectl } from '../../shell/kubectl/kubectl.ts';
import { openConsole } from '../world/console.ts';
import type { CommandSource } from '../reference/cluster-stage.ts';

export const worldCommands: CommandSource = {
  commands: (cluster: Cluster) =>
    new CommandSet([
      ...allCommands,
      { name: 'kubectl', path: '/usr/local/bin/kubectl', program: kubectl(cluster.door, cluster) },
    ]),
  nodeCommands: (runtime) => new CommandSet([crictl(runtime)]),
  busybox: new CommandSet(busyboxImage(allCommands)),
  openConsole,
};
