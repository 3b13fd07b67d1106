/**
 * A laboratory: machines and pods under one clock, each a place where commands run. Steps (engine/lab/configure) build
 * it; recordings, oracle cases and the shell act in it.
 */
import { Clock, type Time } from '../../clock/clock.ts';
import { Random } from '../../clock/random.ts';
import { Environment } from '../../linux/environment.ts';
import { FileTree } from '../../linux/file/file-tree.ts';
import { JourneyBus } from '../../linux/journey/event.ts';
import { Machine } from '../../linux/machine/machine.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import { filesOf, type KernelModule } from '../../linux/module/kernel-module.ts';
import { type Process, ProcessTable, type Program } from '../../linux/process/process.ts';
import { devNull } from '../../linux/process/stream.ts';

/** Where a command can stand: a network namespace with its own processes, files and host name. */
export interface Place {
  readonly name: string;
  readonly machine: Machine;
  readonly namespace: NetworkNamespace;
  readonly processes: ProcessTable<NetworkNamespace>;
  readonly files: FileTree;
  /** A pod: ^C ends what runs in it by the signal itself. */
  readonly isPod: boolean;
}

export class Laboratory {
  readonly environment: Environment;
  readonly places = new Map<string, Place>();
  /** What could not be built, in the words of whoever refused. */
  readonly complaints: string[] = [];

  /** @param epoch the wall clock at virtual time 0, in milliseconds since 1970 */
  constructor(seed: string, epoch: number, modules: readonly KernelModule[]) {
    this.environment = new Environment({
      clock: new Clock(),
      random: new Random(seed),
      journeys: new JourneyBus(),
      epoch,
      modules,
    });
  }

  get clock(): Clock {
    return this.environment.clock;
  }

  addMachine(name: string): Place {
    const machine = new Machine(this.environment, name);
    const { host: namespace, processes, files } = machine;
    return this.#add({ name, machine, namespace, processes, files, isPod: false });
  }

  /** A named network namespace of a machine, with processes and files of its own. */
  addPod(name: string, machine: Machine, namespaceName: string): Place {
    const namespace = machine.addNamespace(namespaceName);
    const processes = new ProcessTable<NetworkNamespace>(this.clock);
    const files = new FileTree(...filesOf(namespace));
    return this.#add({ name, machine, namespace, processes, files, isPod: true });
  }

  #add(place: Place): Place {
    this.places.set(place.name, place);
    for (const path of ['/etc/hostname', '/proc/sys/kernel/hostname'])
      place.files.set(path, `${place.name}\n`);
    return place;
  }

  /** @throws RangeError when there is no such place: callers check names that people give */
  place(name: string): Place {
    const place = this.places.get(name);
    if (place === undefined) throw new RangeError(`there is no place ${name}`);
    return place;
  }

  /**
   * Start a server: no terminal, no input.
   * @param name the process's name (comm), and its command line where none is given
   */
  serve(
    place: Place,
    name: string,
    program: Program<NetworkNamespace>,
    argv: readonly string[] = [name],
  ): Process<NetworkNamespace> {
    const process = place.processes.start({
      program,
      arguments: argv,
      place: place.namespace,
      files: place.files,
      stdin: devNull,
      stdout: devNull,
      stderr: devNull,
    });
    process.name = name;
    return process;
  }

  /** Let virtual time pass. */
  pass(duration: Time): void {
    this.clock.runUntil(this.clock.now + duration);
  }
}
