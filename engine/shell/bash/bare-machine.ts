/**
 * A machine with nothing but processes and files, to try the shell and the text tools on: no network at all.
 */
import { Clock } from '../../clock/clock.ts';
import { FileTree } from '../../linux/file/file-tree.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import { ProcessTable } from '../../linux/process/process.ts';
import { Sink, TextInput } from '../../linux/process/stream.ts';
import type { Command, CommandTable } from '../command.ts';
import { textCommands } from '../text/commands.ts';
import { bashCommands } from './bash.ts';
import { type SessionOptions, ShellSession } from './session.ts';

export interface BareMachine {
  readonly clock: Clock;
  readonly files: FileTree;
  readonly place: NetworkNamespace;
  readonly processes: ProcessTable<NetworkNamespace>;
  readonly commands: CommandTable;
}

export function commandTable(commands: readonly Command[]): CommandTable {
  const byName = new Map(commands.map((command) => [command.name, command]));
  return { find: (name) => byName.get(name), names: () => [...byName.keys()] };
}

export function bareMachine(): BareMachine {
  const clock = new Clock();
  const files = new FileTree();
  files.set('/etc/passwd', 'root:x:0:0:root:/root:/bin/bash\n');
  files.makeDirectory('/tmp/t');
  const epoch = Date.UTC(2026, 0, 1);
  const environment = {
    epoch,
    get wallTime() {
      return epoch + clock.now / 1000;
    },
  };
  // Nothing here looks at the network.
  const place = { environment } as unknown as NetworkNamespace;
  return {
    clock,
    files,
    place,
    processes: new ProcessTable(clock, 100),
    commands: commandTable([...bashCommands, ...textCommands]),
  };
}

/** Run a script as `bash -c` would, in /tmp/t. @returns what it printed; status -1 when it did not end in `limit` */
export function runScript(
  machine: BareMachine,
  script: string,
  limit = 600_000_000,
): { stdout: string; stderr: string; status: number } {
  let stdout = '';
  let stderr = '';
  const command = machine.commands.find('bash');
  if (command === undefined) throw new Error('there is no bash');
  const process = machine.processes.start({
    program: command.program,
    arguments: ['bash', '-c', script],
    place: machine.place,
    files: machine.files,
    stdin: new TextInput(''),
    stdout: new Sink((text) => (stdout += text)),
    stderr: new Sink((text) => (stderr += text)),
    environment: new Map([
      ['HOME', '/root'],
      ['PATH', '/usr/bin:/bin'],
    ]),
    directory: '/tmp/t',
    executables: machine.commands,
  });
  machine.clock.runWhile(() => process.exit === undefined, machine.clock.now + limit);
  return { stdout, stderr, status: process.exit?.status ?? -1 };
}

export function bareSession(machine: BareMachine, options: Partial<SessionOptions> = {}): ShellSession {
  return new ShellSession({
    machine,
    place: machine.place,
    files: machine.files,
    commands: machine.commands,
    terminal: { columns: 80, rows: 24 },
    prompt: '$ ',
    ...options,
  });
}
