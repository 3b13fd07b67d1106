/**
 * crictl(1) of cri-tools: what the container runtime of a node says it runs. See README.md.
 */
import type { Containerd } from '../../kubernetes/node/containerd/containerd.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { Command, ShellProcess } from '../command.ts';
import { notSimulated, statusOfRunning, Stop } from '../iproute2/stop.ts';
import { getopt, type LongOption } from '../options/getopt.ts';
import { exec, logs } from './attach.ts';
import { fatal } from './fatal.ts';
import { inspect, inspectPod } from './inspect.ts';
import { listContainers, listImages, listPods } from './list.ts';

/** One run of a subcommand: its options by their long names, its operands, what it talks to. */
export interface Invocation {
  readonly process: ShellProcess;
  readonly runtime: Containerd;
  readonly options: ReadonlyMap<string, string>;
  readonly operands: readonly string[];
}

interface Subcommand {
  readonly short: string;
  readonly long: readonly LongOption[];
  readonly run: (run: Invocation) => Running<number>;
}

function flags(names: string): readonly LongOption[] {
  return names.split(' ').map((word) => {
    const [is, name = '', colon] = /^(?:(.)\|)?([a-z-]+)(:)?$/.exec(word)?.slice(1) ?? [];
    return { name, argument: colon === undefined ? 'none' : 'required', ...(is === undefined ? {} : { is }) };
  });
}

function subcommand(names: string, run: Subcommand['run'], stops = false): Subcommand {
  const long = flags(names);
  const letters = long.map(({ is, argument }) =>
    is === undefined ? '' : is + (argument === 'none' ? '' : ':'),
  );
  return { long, short: `${stops ? '+' : ''}h${letters.join('')}`, run };
}

const filters = 'id: name: l|latest n|last: no-trunc o|output: q|quiet s|state: v|verbose label:';
const pods = subcommand(`${filters} namespace:`, atOnce(listPods));
const commands: ReadonlyMap<string, Subcommand> = new Map([
  [
    'ps',
    subcommand(`a|all ${filters} p|pod: image: namespace: r|resolve-image-path`, atOnce(listContainers)),
  ],
  ['pods', pods],
  ['images', subcommand('o|output: q|quiet v|verbose digests no-trunc pinned', atOnce(listImages))],
  ['inspect', subcommand('o|output: q|quiet template:', atOnce(inspect))],
  ['inspectp', subcommand('o|output: q|quiet template:', atOnce(inspectPod))],
  ['exec', subcommand('i|interactive t|tty s|sync timeout: q|quiet', exec, true)],
  ['logs', subcommand('f|follow tail: t|timestamps p|previous since: limit-bytes:', logs)],
]);
const aliases: Readonly<Record<string, string>> = { image: 'images', img: 'images' };

/** Subcommands that are there and do what nothing here does. */
const others = new Set(
  (
    'attach create events config checkpoint imagefsinfo inspecti info metricsp metricdescs pull run runp rm rmi rmp ' +
    'port-forward runtime-config start stats statsp stop stopp update version completion help'
  ).split(' '),
);

function atOnce(run: (run: Invocation) => number): Subcommand['run'] {
  return function* (invocation) {
    return run(invocation);
  };
}

export function crictl(runtime: Containerd): Command {
  return {
    name: 'crictl',
    path: '/usr/local/bin/crictl',
    program: (process) => statusOfRunning(process, start(process, runtime)),
  };
}

function* start(process: ShellProcess, runtime: Containerd): Running<number> {
  const words = process.arguments.slice(1);
  while (/^(-r|-i|--runtime-endpoint|--image-endpoint)$/.test(words[0] ?? '')) words.splice(0, 2);
  while (/^--(runtime|image)-endpoint=/.test(words[0] ?? '')) words.shift();
  const [verb = ''] = words;
  if (verb === '--version' || verb === '-v') {
    process.print('crictl version v1.36.0\n');
    return 0;
  }
  const command = commands.get(aliases[verb] ?? verb);
  if (command === undefined) {
    if (verb === '' || verb.startsWith('-') || others.has(verb)) throw notSimulated(`crictl ${verb}`.trim());
    throw new Stop(3, `No help topic for '${verb}'\n`);
  }
  const { items, operands } = getopt(words.slice(1), command.short, command.long);
  const options = new Map<string, string>();
  for (const item of items) {
    if (item.kind === 'error') {
      const what = item.missing ? 'flag needs an argument' : 'flag provided but not defined';
      throw fatal(process, `${what}: -${item.option.replace(/^-+/, '')}`);
    }
    if (item.name === 'h') throw notSimulated(`crictl ${verb} --help`);
    const name =
      command.long.find((one) => one.name === item.name || one.is === item.name)?.name ?? item.name;
    options.set(name, item.value ?? '');
  }
  return yield* command.run({ process, runtime, options, operands });
}
