/**
 * unshare(1) of util-linux 2.38: runs a command in a network namespace of its own. See README.md.
 */
import { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import { isCapable } from '../../linux/process/process.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { Command, ShellProcess } from '../command.ts';
import { enter } from '../ip/netns/enter.ts';
import { notSimulated, statusOfRunning, Stop } from '../iproute2/stop.ts';
import { getopt } from '../options/getopt.ts';
import { longOptions, usage } from './usage.ts';

export const unshare: Command = {
  name: 'unshare',
  path: '/usr/bin/unshare',
  program: (process) => statusOfRunning(process, run(process)),
};

function* run(process: ShellProcess): Running<number> {
  const { items, operands } = getopt(
    process.arguments.slice(1),
    '+fhVm::u::i::n::p::C::T::U::rcR:w:S:G:',
    longOptions,
  );
  let net = false;
  for (const item of items) {
    if (item.kind === 'error')
      throw new Stop(1, `unshare: ${item.message}\nTry 'unshare --help' for more information.\n`);
    if (item.name === 'h') {
      process.print(usage);
      return 0;
    }
    if (item.name === 'V') {
      process.print('unshare from util-linux 2.38.1\n');
      return 0;
    }
    if (item.name === 'n' && item.value === undefined) net = true;
    else if (item.name !== 'f')
      throw notSimulated(`unshare ${item.name.length === 1 ? `-${item.name}` : `--${item.name}`}`);
  }
  if (net) {
    if (!isCapable(process.credentials, 'sys_admin'))
      throw new Stop(1, 'unshare: unshare failed: Operation not permitted\n');
    const { machine } = process.place;
    // It has no name: it is there as long as somebody stands in it.
    enter(process, new NetworkNamespace(machine, `unshare-${String(process.pid)}`));
  }
  const command = operands.length > 0 ? operands : [process.environment.get('SHELL') ?? 'sh'];
  const [word = ''] = command;
  const found = process.executables.find(word);
  if (found === undefined)
    throw new Stop(127, `unshare: failed to execute ${word}: No such file or directory\n`);
  return yield* process.execute(found.program, command);
}
