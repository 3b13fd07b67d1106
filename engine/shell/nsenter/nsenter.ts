/**
 * `nsenter` (util-linux 2.38): runs a command in the network namespace of another process, the way into a pod from its
 * node. See README.md.
 */
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import { isCapable } from '../../linux/process/process.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { Command, ShellProcess } from '../command.ts';
import { enter } from '../ip/netns/enter.ts';
import { notSimulated, statusOfRunning, Stop } from '../iproute2/stop.ts';
import { getopt } from '../options/getopt.ts';
import { longOptions, usage } from './usage.ts';

export const nsenter: Command = {
  name: 'nsenter',
  path: '/usr/bin/nsenter',
  program: (process) => statusOfRunning(process, run(process)),
};

/** Nothing of a machine but its network is told apart by these, so entering them shows nowhere. */
const withoutTrace: ReadonlySet<string> = new Set(['F', 'preserve-credentials', 'u', 'i', 'p', 'C', 'T']);

const names: Readonly<Record<string, string>> = {
  a: '--all',
  m: '--mount',
  U: '--user',
  S: '--setuid',
  G: '--setgid',
  r: '--root',
  w: '--wd',
  W: '--wdns',
  Z: '--follow-context',
};

function* run(process: ShellProcess): Running<number> {
  const { items, operands } = getopt(
    process.arguments.slice(1),
    '+ahVt:m::u::i::n::p::C::U::T::S:G:r::w::W::FZ',
    longOptions,
  );
  let target: string | undefined;
  let net: string | true | undefined;
  for (const item of items) {
    if (item.kind === 'error')
      throw new Stop(1, `nsenter: ${item.message}\nTry 'nsenter --help' for more information.\n`);
    if (item.name === 'h') {
      process.print(usage);
      return 0;
    }
    if (item.name === 'V') {
      process.print('nsenter from util-linux 2.38.1\n');
      return 0;
    }
    if (item.name === 't') target = pidOf(item.value);
    else if (item.name === 'n') net = item.value ?? true;
    else if (!withoutTrace.has(item.name)) throw notSimulated(`nsenter ${names[item.name] ?? item.name}`);
  }
  const place = net === undefined ? undefined : find(process, net, target);
  if (place !== undefined) {
    if (!isCapable(process.credentials, 'sys_admin'))
      throw new Stop(1, "nsenter: reassociate to namespace 'ns/net' failed: Operation not permitted\n");
    enter(process, place);
  }
  const command = operands.length > 0 ? operands : [process.environment.get('SHELL') ?? 'sh'];
  const [word = ''] = command;
  const found = process.executables.find(word);
  if (found === undefined)
    throw new Stop(127, `nsenter: failed to execute ${word}: No such file or directory\n`);
  return yield* process.execute(found.program, command);
}

/** As strtoul_or_err reads it. */
function pidOf(text = ''): string {
  if (!/^\s*[+-]?\d+$/.test(text)) throw new Stop(1, `nsenter: failed to parse pid: '${text}'\n`);
  return String(Number(text));
}

function find(process: ShellProcess, net: string | true, target: string | undefined): NetworkNamespace {
  const { machine } = process.place;
  const path = net === true ? `/proc/${target ?? ''}/ns/net` : net;
  if (net === true && target === undefined)
    throw new Stop(1, 'nsenter: neither filename nor target pid supplied for ns/net\n');
  const [, name] = /^(?:\/var)?\/run\/netns\/([^/]+)$/.exec(path) ?? [];
  const [, pid] = /^\/proc\/(\d+|self)\/ns\/net$/.exec(path) ?? [];
  const place =
    name !== undefined
      ? machine.namespaces.get(name)
      : pid === 'self'
        ? process.place
        : pid !== undefined
          ? (process.table.get(Number(pid)) ?? machine.processes.get(Number(pid)))?.place
          : undefined;
  if (place === undefined) throw new Stop(1, `nsenter: cannot open ${path}: No such file or directory\n`);
  return place;
}
