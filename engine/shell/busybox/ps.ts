/**
 * busybox ps (procps/ps.c, the desktop form): every process, by number; most options of other ps are taken and do nothing.
 *
 * Not simulated: columns of `-o` other than args, comm, pid, ppid and user.
 */
import type { ShellProcess } from '../command.ts';
import { getopt } from '../options/getopt.ts';
import { applet } from './applet.ts';
import { usageOf } from './usage.ts';

interface Column {
  readonly head: string;
  readonly width: number;
  readonly right?: boolean;
  readonly of: (one: ShellProcess) => string;
}

const columns: Readonly<Record<string, Column>> = {
  args: { head: 'COMMAND', width: 256, of: (one) => one.arguments.join(' ') },
  comm: { head: 'COMMAND', width: 16, of: (one) => one.name },
  pid: { head: 'PID', width: 5, right: true, of: (one) => String(one.pid) },
  ppid: { head: 'PPID', width: 5, right: true, of: (one) => String(one.parent?.pid ?? 0) },
  user: {
    head: 'USER',
    width: 8,
    of: ({ credentials }) => (credentials.uid === 0 ? 'root' : String(credentials.uid)),
  },
};

export const busyboxPs = applet('ps', '/bin/ps', function* run(process, words) {
  yield { on: [], until: process.clock.now };
  const chosen: string[] = [];
  for (const item of getopt(words, 'Zo:aAdeflT').items) {
    if (item.kind === 'error') {
      process.complain(`ps: ${item.message}\n${usageOf('ps')}`);
      return 1;
    }
    if (item.name === 'o') chosen.push(...(item.value ?? '').split(','));
  }
  const shown: Column[] = [];
  for (const word of chosen.length > 0 ? chosen : ['pid', 'user', 'args']) {
    const [name = '', head] = word.split('=');
    const column = columns[name];
    if (column === undefined) {
      process.complain(`ps: not simulated: busybox ps -o ${name}\n`);
      return 1;
    }
    shown.push(head === undefined ? column : { ...column, head });
  }
  const { terminal } = process.stdout;
  const print = (cells: readonly string[]) => {
    const line = cells.join(' ').trimEnd();
    process.print(`${terminal === undefined ? line : line.slice(0, terminal.columns - 1)}\n`);
  };
  print(shown.map(({ head, width }) => head.padEnd(width)));
  for (const one of process.table.list())
    print(
      shown.map(({ of, width, right }) =>
        right === true ? of(one).padStart(width) : of(one).slice(0, width).padEnd(width),
      ),
    );
  return 0;
});
