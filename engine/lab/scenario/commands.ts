/**
 * What can be executed at a place of a laboratory: bash and the commands it finds.
 */
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { Program } from '../../linux/process/process.ts';
import type { Commands } from '../replay/session.ts';
import type { Place } from '../laboratory/laboratory.ts';

/** Until the shell is there. */
const bash: Program<NetworkNamespace> = function* (process) {
  process.complain(`not simulated yet: bash -c '${process.arguments[2] ?? ''}'\n`);
  yield { on: [], until: process.clock.now };
  return 1;
};

export function commandsAt(_place: Place): Commands {
  return { bash, executables: { find: () => undefined, names: () => [] } };
}
