/**
 * The laboratory of the recordings, built on our kernels: machines, pod network, pods, rules, files, servers.
 */
import { millisecond } from '../../clock/clock.ts';
import { everyModule } from '../../linux/module/every.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { Program } from '../../linux/process/process.ts';
import { applySteps } from '../configure/apply.ts';
import { Laboratory } from '../laboratory/laboratory.ts';
import { labServer } from '../programs/lab-server.ts';
import { pods } from './cluster.ts';
import { filesOf } from './files.ts';
import { labServers } from './servers.ts';
import type { LabSetting } from './setting.ts';
import { labSteps } from './steps.ts';

/** The servers of the recordings were Python programs that gave themselves a name. */
const commandLine = ['/root/.pyenv/versions/3.11.7/bin/python3', 'goldens2.py'];

/** The machine on which they were made. */
const kernelRelease = '6.18.44-fc-v595';

/** The first process of a pod. */
const pause: Program<NetworkNamespace> = function* () {
  for (;;) yield { on: [] };
};

/** When the recordings were made: 23 November 2026, 00:00 UTC. */
const epoch = Date.UTC(2026, 10, 23);

export function buildLaboratory(setting: LabSetting, seed = `lab/${setting.mode}`): Laboratory {
  const laboratory = new Laboratory(seed, epoch, everyModule);
  applySteps(laboratory, labSteps(setting));
  for (const place of laboratory.places.values()) {
    place.machine.kernelRelease = kernelRelease;
    place.machine.isNested = true;
    for (const [path, text] of filesOf(place.name)) place.files.set(path, text);
  }
  for (const { name } of pods) laboratory.serve(laboratory.place(name), 'pause', pause, commandLine);
  for (const server of labServers(setting.services))
    laboratory.serve(laboratory.place(server.place), server.process, labServer(server), commandLine);
  laboratory.pass(10 * millisecond);
  return laboratory;
}
