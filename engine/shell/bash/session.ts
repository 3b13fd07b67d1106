/**
 * A shell as its embedders hold it: the terminal in a browser, the command line, the replay of recordings, tests. It is
 * synchronous and headless: the caller drives the clock and hears output as it comes.
 *
 * `interactive` is bash at a terminal, with prompts and job control; `command` runs texts one after the other as
 * `bash -c` would, in one shell state.
 */
import { type Clock, second, type Time } from '../../clock/clock.ts';
import type { FileTree } from '../../linux/file/file-tree.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import { type Credentials, type ProcessTable, root } from '../../linux/process/process.ts';
import { Sink, type TerminalSize } from '../../linux/process/stream.ts';
import { Terminal } from '../../linux/process/terminal.ts';
import { type Running, WaitQueue } from '../../linux/process/wait.ts';
import type { CommandTable, ShellProcess } from '../command.ts';
import { openShell, runInteractive } from './bash.ts';
import { complete, CompletionRegistry, type Completions, type CompletionTable } from './completion.ts';
import { shellAt } from './interactive.ts';
import { runMain } from './interpreter.ts';
import { AbandonJump, ExitJump, InterruptJump } from './jump.ts';
import { untilEnd } from './pipeline.ts';
import type { Shell } from './shell.ts';

export interface SessionOptions {
  readonly machine: { readonly processes: ProcessTable<NetworkNamespace> };
  readonly place: NetworkNamespace;
  readonly files: FileTree;
  readonly commands: CommandTable;
  readonly style?: 'interactive' | 'command';
  /** Its size when output goes to a terminal; undefined: programs see a pipe. */
  readonly terminal?: TerminalSize | undefined;
  readonly environment?: ReadonlyMap<string, string>;
  readonly directory?: string;
  readonly credentials?: Credentials;
  /** PS1. */
  readonly prompt?: string;
  /** The caller draws prompts itself (`onPrompt`); else they are output like any other. */
  readonly prompter?: 'host';
  readonly completers?: CompletionTable;
}

export type OutputListener = (text: string, stream: 'stdout' | 'stderr') => void;

const defaultEnvironment: readonly (readonly [string, string])[] = [
  ['HOME', '/root'],
  ['USER', 'root'],
  ['LOGNAME', 'root'],
  ['SHELL', '/bin/bash'],
  ['TERM', 'xterm-256color'],
  ['LANG', 'C.UTF-8'],
  ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
];

export class ShellSession {
  readonly process: ShellProcess;
  readonly terminal: Terminal;
  readonly completers: CompletionTable;
  readonly #options: SessionOptions;
  readonly #listeners = new Set<OutputListener>();
  readonly #queue: string[] = [];
  readonly #queued = new WaitQueue();
  #shell: Shell | undefined;
  #idle = false;
  /** Told when a shell waits for a command, with its prompt. */
  onPrompt: ((prompt: string) => void) | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.completers = options.completers ?? new CompletionRegistry();
    const size = options.terminal;
    this.terminal = new Terminal(
      (text) => {
        if (size !== undefined) this.#emit(text, 'stdout');
      },
      size ?? { columns: 80, rows: 24 },
    );
    this.terminal.prompter = options.prompter ?? 'shell';
    const streams = this.#streams();
    this.process = options.machine.processes.start({
      program: (process) => this.#program(process),
      arguments: ['bash'],
      place: options.place,
      files: options.files,
      ...streams,
      environment: new Map([...defaultEnvironment, ...(options.environment ?? [])]),
      directory: options.directory ?? '/root',
      credentials: options.credentials ?? root,
      terminal: this.terminal,
      executables: options.commands,
    });
    this.terminal.foreground = this.process.group;
  }

  #streams(): Pick<ShellProcess, 'stdin' | 'stdout' | 'stderr'> {
    const size = this.#options.terminal === undefined ? undefined : this.terminal.size;
    return {
      stdin: this.terminal.input,
      stdout: new Sink((text) => {
        this.#emit(text, 'stdout');
      }, size),
      stderr: new Sink((text) => {
        this.#emit(text, 'stderr');
      }, size),
    };
  }

  get #style(): 'interactive' | 'command' {
    return this.#options.style ?? 'interactive';
  }

  get clock(): Clock {
    return this.process.clock;
  }

  /** True when the shell waits for a command. Also once it has ended. */
  get idle(): boolean {
    return this.#idle || this.ended;
  }

  get ended(): boolean {
    return this.process.exit !== undefined;
  }

  /** `$?` of the last command, or how the shell ended. */
  get status(): number {
    return this.process.exit?.status ?? this.#shell?.status ?? 0;
  }

  get directory(): string {
    return this.process.directory;
  }

  get history(): readonly string[] {
    return this.#shell?.history ?? [];
  }

  /** @returns how to stop hearing */
  onOutput(listener: OutputListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Start a command line as the foreground job (several lines: one after the other). */
  run(text: string): void {
    if (this.ended) return;
    this.#idle = false;
    if (this.#style === 'interactive') this.terminal.type(text.endsWith('\n') ? text : `${text}\n`);
    else {
      this.#queue.push(text);
      this.#queued.wake();
    }
  }

  /** The keyboard of the running program; whole lines end with a newline. */
  type(text: string): void {
    this.terminal.type(text);
  }

  /** Ctrl-C. */
  interrupt(): void {
    if (this.ended) return;
    // A shell at its prompt starts a new line; a command-style one just stays where it is.
    if (this.#style === 'interactive') this.#idle = false;
    this.terminal.interrupt();
  }

  /** Ctrl-D on an empty line. */
  endOfFile(): void {
    if (this.#style === 'interactive') this.#idle = false;
    this.terminal.endOfFile();
  }

  /** The person has gone: everything in the session ends. */
  hangUp(): void {
    this.terminal.foreground?.kill('SIGHUP');
    for (const job of this.#shell?.jobs.list() ?? [])
      for (const process of job.processes) process.kill('SIGHUP');
    this.process.kill('SIGHUP');
  }

  /** What Tab offers, in the shell that waits at the terminal. */
  complete(line: string, cursor: number = line.length): Completions {
    const shell = shellAt(this.terminal) ?? this.#shell;
    const process = shell?.process ?? this.process;
    return complete(line, cursor, {
      registry: this.completers,
      commands: [
        ...process.executables.names(),
        ...(shell?.builtins.keys() ?? []),
        ...(shell?.functions.keys() ?? []),
        ...(shell?.aliases.keys() ?? []),
      ],
      variables: shell?.variables.names() ?? [],
      process,
      home: shell?.variables.get('HOME') ?? '/root',
    });
  }

  #emit(text: string, stream: 'stdout' | 'stderr'): void {
    for (const listener of this.#listeners) listener(text, stream);
  }

  *#program(process: ShellProcess): Running<number> {
    const shell = openShell(process);
    this.#shell = shell;
    this.terminal.onPrompt = (prompt) => {
      this.#idle = true;
      this.onPrompt?.(prompt);
    };
    if (this.#options.prompt !== undefined) shell.variables.set('PS1', this.#options.prompt);
    try {
      if (this.#style === 'interactive') return yield* runInteractive(shell);
      return yield* untilEnd(shell, (own) => this.#runQueue(own));
    } finally {
      shell.closeDescriptors();
    }
  }

  *#runQueue(shell: Shell): Running<number> {
    shell.fromCommand = true;
    for (;;) {
      const text = this.#queue.shift();
      if (text === undefined) {
        this.#idle = true;
        yield { on: [this.#queued] };
        shell.takeInterrupt();
        continue;
      }
      try {
        yield* runMain(shell, text, '-c');
      } catch (jump) {
        if (jump instanceof InterruptJump) shell.status = 130;
        else if (jump instanceof AbandonJump || (jump instanceof ExitJump && this.#queue.length > 0))
          shell.status = jump.status;
        else throw jump;
      } finally {
        shell.loops = 0;
        shell.conditions = 0;
      }
    }
  }
}

export interface Completed {
  readonly stdout: string;
  readonly stderr: string;
  /** Both, in the order of arrival. */
  readonly merged: string;
  readonly status: number;
  /** False when `limit` passed and the command still runs. */
  readonly finished: boolean;
}

/** Run a command line, stepping the clock until the shell waits again or `limit` (virtual microseconds) has passed. */
export function runToCompletion(
  session: ShellSession,
  line: string,
  options: { readonly limit?: Time } = {},
): Completed {
  let stdout = '';
  let stderr = '';
  let merged = '';
  const stop = session.onOutput((text, stream) => {
    if (stream === 'stdout') stdout += text;
    else stderr += text;
    merged += text;
  });
  session.run(line);
  const finished = session.clock.runWhile(
    () => !session.idle,
    session.clock.now + (options.limit ?? 3600 * second),
  );
  stop();
  return { stdout, stderr, merged, status: session.status, finished };
}
