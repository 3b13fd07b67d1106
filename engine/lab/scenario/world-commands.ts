/**
 * The commands of a cluster's world: every command of the shell, and kubectl with the cluster's door.
 */
import type { Cluster } from '../../kubernetes/cluster.ts';
import { everyModule } from '../../linux/module/every.ts';
import { busyboxImage } from '../../shell/busybox/busybox.ts';
import { allCommands, CommandSet } from '../../shell/commands.ts';
import { crictl } from '../../shell/crictl/crictl.ts';
import { kubectl } from '../../shell/kubectl/kubectl.ts';
import { openConsole } from '../world/console.ts';
import { essentialPrograms, serverPrograms } from '../../shell/unmodelled/debian.ts';
import { netshootPrograms } from '../../shell/unmodelled/netshoot.ts';
import { unmodelled } from '../../shell/unmodelled/unmodelled.ts';
import type { CommandSource } from '../reference/cluster-stage.ts';

const debian = [...essentialPrograms, ...serverPrograms];

/** Debian's smallest system, and what the image of nginx adds to it. */
const ofNginx = new Set([...essentialPrograms.map((path) => path.replace('sbin/', '')), 'sh', 'awk', 'curl']);

export const worldCommands: CommandSource = {
  commands: (cluster: Cluster) =>
    new CommandSet([
      ...allCommands,
      { name: 'kubectl', path: '/usr/local/bin/kubectl', program: kubectl(cluster.door, cluster) },
      ...unmodelled(debian, allCommands),
    ]),
  nodeCommands: (runtime) => new CommandSet([crictl(runtime)]),
  images: {
    busybox: new CommandSet(busyboxImage(allCommands)),
    debian: new CommandSet([
      ...allCommands.filter(({ name }) => ofNginx.has(name)),
      ...unmodelled(essentialPrograms, allCommands),
    ]),
    netshoot: new CommandSet([...allCommands, ...unmodelled(netshootPrograms, allCommands)]),
  },
  openConsole,
  modules: everyModule,
};
