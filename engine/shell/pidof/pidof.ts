/**
 * pidof(8) of sysvinit-utils 3.06: the identifiers of the processes of a program, the newest first. See README.md.
 */
import type { Command, ShellProcess } from '../command.ts';
import { getopt } from '../options/getopt.ts';

const usage = `pidof usage: [options] <program-name>

 -c           Return PIDs with the same root directory
 -d <sep>     Use the provided character as output separator
 -h           Display this help text
 -n           Avoid using stat system function on network shares
 -o <pid>     Omit results with a given PID
 -q           Quiet mode. Do not display output
 -s           Only return one PID
 -x           Return PIDs of shells running scripts with a matching name
 -z           List zombie and I/O waiting processes. May cause pidof to hang.

`;

export const pidof: Command = {
  name: 'pidof',
  path: '/usr/bin/pidof',

  *program(process) {
    const { items, operands } = getopt(process.arguments.slice(1), 'hco:d:sxzqn', []);
    const given = new Map<string, string>();
    const omitted = new Set<number>();
    for (const item of items) {
      if (item.kind === 'error') {
        // Its complaint goes to the system's log.
        return 1;
      }
      if (item.name === 'h') {
        process.print(usage);
        return 0;
      }
      given.set(item.name, item.value ?? '');
      if (item.name === 'o')
        for (const word of (item.value ?? '').split(/[,;: ]/))
          omitted.add(word === '%PPID' ? (process.parent?.pid ?? 0) : Number(word));
    }
    const told = operands.flatMap((name) => {
      const found = process.table
        .list()
        .filter((one) => one !== process && !omitted.has(one.pid) && isCalled(one, name))
        .map(({ pid }) => pid)
        .sort((one, other) => other - one);
      return given.has('s') ? found.slice(0, 1) : found;
    });
    if (!given.has('q') && told.length > 0)
      process.print(`${told.join((given.get('d') ?? ' ').slice(0, 1))}\n`);
    return told.length > 0 ? 0 : 1;
  },
};

/** By the name of the program, with its path or without. */
function isCalled({ arguments: words, name }: ShellProcess, wanted: string): boolean {
  const own = words[0] ?? '';
  if (wanted.includes('/'))
    return own === wanted || (!own.includes('/') && own === wanted.replace(/^.*\//, ''));
  return own.replace(/^.*\//, '') === wanted || name === wanted;
}
