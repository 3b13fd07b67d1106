/**
 * For tests: two machines joined by one veth pair, and a way to run a program on either and see what it printed.
 */
import { Clock, second, type Time } from '../../../clock/clock.ts';
import { Random } from '../../../clock/random.ts';
import { Prefix } from '../../../net/address/prefix.ts';
import { Environment } from '../../environment.ts';
import { FileTree } from '../../file/file-tree.ts';
import { JourneyBus } from '../../journey/event.ts';
import { Machine } from '../../machine/machine.ts';
import type { NetworkNamespace } from '../../namespace/namespace.ts';
import { addAddress } from '../../netlink/address.ts';
import { addVeth, setUp } from '../../netlink/link.ts';
import { type Credentials, type Process, type Program, root } from '../../process/process.ts';
import { devNull, Sink, TextInput } from '../../process/stream.ts';
import type { Running } from '../../process/wait.ts';

export interface Pair {
  readonly clock: Clock;
  readonly environment: Environment;
  /** 10.0.0.1 */
  readonly one: NetworkNamespace;
  /** 10.0.0.2 */
  readonly other: NetworkNamespace;
}

export function pair(seed = 'pair', mtu = 1500): Pair {
  const clock = new Clock();
  const epoch = Date.UTC(2026, 10, 22, 23, 55, 9);
  const environment = new Environment({ clock, random: new Random(seed), journeys: new JourneyBus(), epoch });
  const one = new Machine(environment, 'one').host;
  const other = new Machine(environment, 'other').host;
  const ends = addVeth({ namespace: one, name: 'eth0', mtu }, { namespace: other, name: 'eth0', mtu });
  if (!Array.isArray(ends)) throw new Error('the pair could not be made');
  for (const [index, end] of (ends as readonly (typeof one.devices.loopback)[]).entries()) {
    setUp(end.namespace.devices.loopback);
    addAddress(end.namespace.devices.loopback, { prefix: Prefix.parse('127.0.0.1/8') });
    addAddress(end, { prefix: Prefix.parse(`10.0.0.${String(index + 1)}/24`) });
    setUp(end);
  }
  return { clock, environment, one, other };
}

export interface Run {
  readonly process: Process<NetworkNamespace>;
  /** Standard output and error, as a terminal shows them. */
  text: string;
}

export interface RunOptions {
  readonly program: Program<NetworkNamespace>;
  readonly arguments?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly credentials?: Credentials;
}

/** Start a program; the caller lets the clock run. */
export function start(place: NetworkNamespace, options: RunOptions): Run {
  const files = new FileTree();
  for (const [path, text] of Object.entries(options.files ?? {})) files.set(path, text);
  const run: { process: Process<NetworkNamespace> | undefined; text: string } = {
    process: undefined,
    text: '',
  };
  const sink = new Sink((text) => {
    run.text += text;
  });
  run.process = place.machine.processes.start({
    program: options.program,
    arguments: options.arguments ?? ['program'],
    place,
    files,
    stdin: options.stdin === undefined ? devNull : new TextInput(options.stdin),
    stdout: sink,
    stderr: sink,
    credentials: options.credentials ?? root,
  });
  return run as Run;
}

/** Run a program to its end, at most `limit` of virtual time. */
export function finish(place: NetworkNamespace, options: RunOptions, limit: Time = 300 * second): Run {
  const run = start(place, options);
  const { clock } = place.environment;
  clock.runWhile(() => run.process.exit === undefined, clock.now + limit);
  return run;
}

/** Run a generator of a test as a program and give back what it returned. */
export function perform<Result>(
  place: NetworkNamespace,
  body: (process: Process<NetworkNamespace>) => Running<Result>,
): Result {
  const results: Result[] = [];
  finish(place, {
    *program(process) {
      results.push(yield* body(process));
      return 0;
    },
  });
  if (results.length === 0) throw new Error('the program did not end');
  return results[0] as Result;
}
