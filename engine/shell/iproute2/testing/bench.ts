/**
 * For tests of commands: one machine with two named namespaces, `blue` and `green`, and a way to type command lines in
 * `blue` and to see what a terminal would show and the exit status.
 */
import { Clock, type Time } from '../../../clock/clock.ts';
import { Random } from '../../../clock/random.ts';
import { Environment } from '../../../linux/environment.ts';
import { FileTree } from '../../../linux/file/file-tree.ts';
import { JourneyBus } from '../../../linux/journey/event.ts';
import { Machine } from '../../../linux/machine/machine.ts';
import type { NetworkNamespace } from '../../../linux/namespace/namespace.ts';
import { everyModule } from '../../../linux/module/every.ts';
import { filesOf } from '../../../linux/module/kernel-module.ts';
import { type Credentials, root } from '../../../linux/process/process.ts';
import { Sink, TextInput } from '../../../linux/process/stream.ts';
import type { Command } from '../../command.ts';

export interface Bench {
  readonly namespace: NetworkNamespace;
  readonly machine: Machine;
  /** Quotes are not known; words are parted by spaces. @returns the text, and `[STATUS]` when that is not 0 */
  type(line: string, credentials?: Credentials): string;
  /** Several lines that must all succeed without a word. */
  prepare(...lines: readonly string[]): void;
  pass(time: Time): void;
}

export function bench(...commands: readonly Command[]): Bench {
  const clock = new Clock();
  const environment = new Environment({
    clock,
    random: new Random('bench'),
    journeys: new JourneyBus(),
    epoch: 0,
    modules: everyModule,
  });
  const machine = new Machine(environment, 'bench');
  const namespace = machine.addNamespace('blue');
  machine.addNamespace('green');
  const files = new FileTree(...filesOf(namespace));
  const executables = {
    find: (name: string) => commands.find((command) => command.name === name),
    names: () => commands.map(({ name }) => name),
  };

  function type(line: string, credentials = root): string {
    const words = line.split(' ');
    const command = executables.find(words[0] ?? '');
    if (command === undefined) throw new RangeError(`the bench has no command ${words[0] ?? ''}`);
    let text = '';
    const screen = new Sink((piece) => {
      text += piece;
    });
    const process = machine.processes.start({
      program: command.program,
      arguments: words,
      place: namespace,
      files,
      stdin: new TextInput(''),
      stdout: screen,
      stderr: screen,
      executables,
      credentials,
    });
    clock.runWhile(() => process.exit === undefined);
    const status = process.exit?.status ?? 0;
    return status === 0 ? text : `${text}[${String(status)}]`;
  }

  return {
    namespace,
    machine,
    type,
    prepare(...lines) {
      for (const line of lines) {
        const text = type(line);
        if (text !== '') throw new Error(`${line}: ${text}`);
      }
    },
    pass(time) {
      clock.runUntil(clock.now + time);
    },
  };
}
