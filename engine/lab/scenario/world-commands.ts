/**
 * A cluster's commands with all their code, for whoever has it all from the beginning: the command line, tests, the build of the
 * book. A page takes `shell-later.ts`.
 */
import '../../kubernetes/api/whole-code.ts';
import '../../kubernetes/openapi/openapi.ts';
import '../../kubernetes/proxy/nftables/whole-code.ts';
import { everyModule } from '../../linux/module/every.ts';
import { busybox, busyboxApplets } from '../../shell/busybox/busybox.ts';
import { allCommands } from '../../shell/commands.ts';
import { crictl } from '../../shell/crictl/crictl.ts';
import { kubectl } from '../../shell/kubectl/kubectl.ts';
import { completersOf } from '../world/completers.ts';
import { commandSource } from './command-source.ts';

export const worldCommands = commandSource({
  commands: allCommands,
  applets: [...busyboxApplets, busybox],
  kubectl: (cluster) => kubectl(cluster.door, cluster),
  crictl,
  completers: completersOf,
  modules: everyModule,
});
