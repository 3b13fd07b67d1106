/**
 * A world with a shell whose commands come when they are first executed. With this module come bash and what only those need
 * who look around on a machine: it is imported when a reader opens a terminal.
 */
import { openingWithShellLater } from '../../engine/lab/scenario/shell-later.ts';
import type { OpenWorld } from './engine.ts';
import { bringRest } from './shell-code.ts';

/** @throws what the network says */
export async function loadForTerminal(): Promise<OpenWorld> {
  const [{ everyModule }] = await Promise.all([
    import('../../engine/lab/scenario/kernel-modules.ts'),
    // Whoever types may make any kind of object: its controllers are there from the beginning.
    import('../../engine/lab/scenario/whole-api.ts'),
  ]);
  void bringRest();
  return ({ file, scenario }, actions) => {
    if (file === undefined) throw new RangeError(`this page does not say what the cluster ${scenario} is`);
    return openingWithShellLater(file, everyModule, actions);
  };
}
