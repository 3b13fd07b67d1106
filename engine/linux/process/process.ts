/**
 * Processes: what a person types and what serves are programs of one kind (design: programs are processes).
 *
 * A program is a generator that yields while it waits. The process table resumes it from the clock's event queue, so
 * many run side by side in one thread and in a fixed order. Signals follow signal(7): handled ones wake the program,
 * others end it, running its `finally` blocks.
 */
import type { Clock, Time, Timer } from '../../clock/clock.ts';
import type { FileTree } from '../file/file-tree.ts';
import { ProcessGroup } from './group.ts';
import { AbsentCode } from './later-program.ts';
import type { SharedEnvironment } from './shared-environment.ts';
import type { Input, Output } from './stream.ts';
import type { Terminal } from './terminal.ts';
import { bitOf, type Signal, signalNumber } from './signal.ts';
import { type Running, type Wait, WaitQueue, type WakeReason } from './wait.ts';

export { type Signal, signalNumber };

/** `Place` is where the process stands: see the machine's NetworkNamespace. */
export interface ProcessStart<Place> {
  readonly program: Program<Place>;
  /** argv, with the command's name first. */
  readonly arguments: readonly string[];
  readonly place: Place;
  readonly files: FileTree;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly environment?: ReadonlyMap<string, string> | SharedEnvironment;
  readonly directory?: string;
  readonly credentials?: Credentials;
  readonly parent?: Process<Place>;
  /** The process group to join; without it the parent's, or a new one. */
  readonly group?: ProcessGroup;
  /** The controlling terminal; without it the parent's. */
  readonly terminal?: Terminal;
  /** What it can execute; without it what the parent can. */
  readonly executables?: Executables<Place>;
  /** The first process of a PID namespace: of signals, SIGKILL alone ends it, and those it handles reach it. */
  readonly init?: boolean;
}

/** execve(2): the programs that lie in the file system a process sees. The shell's CommandTable is one. */
export interface Executables<Place> {
  find(name: string): Executable<Place> | undefined;
  names(): readonly string[];
}

export interface Executable<Place> {
  readonly name: string;
  readonly path: string;
  readonly program: Program<Place>;
}

export type Program<Place> = (process: Process<Place>) => Running<number>;

export interface Credentials {
  readonly uid: number;
  /** Capabilities without the `CAP_` prefix, lower case, as `net_raw`; `all` for root's full set. */
  readonly capabilities: ReadonlySet<string> | 'all';
}

export const root: Credentials = { uid: 0, capabilities: 'all' };

export function isCapable(credentials: Credentials, capability: string): boolean {
  return credentials.capabilities === 'all' || credentials.capabilities.has(capability);
}

/** How a process ended: by itself with a status, or by a signal. */
export type Exit = { readonly status: number; readonly signal: Signal | undefined };

/** From the moment something is ready until the program goes on: a context switch. */
const wakeUpLatency = 30;

const nothing = { find: () => undefined, names: () => [] };

export class Process<Place> {
  readonly pid: number;
  arguments: readonly string[];
  /** Where it stands; setns(2) changes it. */
  place: Place;
  files: FileTree;
  stdin: Input;
  stdout: Output;
  stderr: Output;
  #environment: Map<string, string> | undefined;
  readonly #shared: SharedEnvironment | undefined;
  readonly group: ProcessGroup;
  readonly terminal: Terminal | undefined;
  readonly executables: Executables<Place>;
  readonly credentials: Credentials;
  readonly parent: Process<Place> | undefined;
  readonly startedAt: Time;
  readonly #init: boolean;
  directory: string;
  /** The command name as `ps` shows it (comm). */
  name: string;
  /** Its own and those it started. */
  threads = 1;
  readonly table: ProcessTable<Place>;
  /** Woken when the process ends. */
  readonly ended = new WaitQueue();
  exit: Exit | undefined;
  #handled = 0;
  #ignored: number;
  #broken = false;
  #pending = 0;
  #generator: Running<number> | undefined;
  #wait: Wait | undefined;
  #timer: Timer | undefined;
  #resume: Timer | undefined;
  readonly #onReady = (): void => {
    this.#wakeUp('ready');
  };

  constructor(table: ProcessTable<Place>, pid: number, start: ProcessStart<Place>) {
    this.table = table;
    this.pid = pid;
    this.arguments = start.arguments;
    this.place = start.place;
    this.files = start.files;
    this.stdin = start.stdin;
    this.stdout = start.stdout;
    this.stderr = start.stderr;
    const { environment = start.parent?.environment ?? [] } = start;
    if ('copy' in environment) this.#shared = environment;
    else this.#environment = new Map(environment);
    this.directory = start.directory ?? start.parent?.directory ?? '/root';
    this.credentials = start.credentials ?? start.parent?.credentials ?? root;
    this.parent = start.parent;
    this.terminal = start.terminal ?? start.parent?.terminal;
    this.executables = start.executables ?? start.parent?.executables ?? nothing;
    this.group = start.group ?? start.parent?.group ?? new ProcessGroup();
    this.group.join(this);
    this.#ignored = start.parent === undefined ? 0 : start.parent.#ignored;
    this.startedAt = table.clock.now;
    this.#init = start.init === true;
    this.name = (start.arguments[0] ?? '').replace(/^.*\//, '');
    this.#generator = start.program(this);
    this.#resume = table.clock.after(0, () => {
      this.#run('ready');
    });
  }

  get clock(): Clock {
    return this.table.clock;
  }

  get environment(): Map<string, string> {
    return (this.#environment ??= this.#shared?.copy() ?? new Map<string, string>());
  }

  set environment(variables: Map<string, string>) {
    this.#environment = variables;
  }

  /** getenv(3) */
  variable(name: string): string | undefined {
    return this.#environment === undefined ? this.#shared?.get(name) : this.#environment.get(name);
  }

  /** From now on `signal` wakes the program (its wait returns `signal`) instead of ending it. SIGKILL cannot be handled. */
  handle(signal: Exclude<Signal, 'SIGKILL'>): void {
    this.#ignored &= ~bitOf(signal);
    this.#handled |= bitOf(signal);
  }

  /** From now on `signal` does nothing, here and in the children (SIG_IGN). */
  ignore(signal: Exclude<Signal, 'SIGKILL'>): void {
    this.#handled &= ~bitOf(signal);
    this.#pending &= ~bitOf(signal);
    this.#ignored |= bitOf(signal);
  }

  /** `signal` ends the process again (SIG_DFL). */
  restore(signal: Signal): void {
    this.#handled &= ~bitOf(signal);
    this.#pending &= ~bitOf(signal);
    this.#ignored &= ~bitOf(signal);
  }

  /** Become another program (execve): handled signals are at their defaults again, ignored ones stay ignored. */
  execute(program: Program<Place>, argv: readonly string[]): Running<number> {
    this.arguments = argv;
    this.name = (argv[0] ?? '').replace(/^.*\//, '');
    this.#handled = 0;
    this.#pending = 0;
    return program(this);
  }

  /** Set when standard output or error has lost its reader: the process ends at its next wait. */
  get broken(): boolean {
    return this.#broken;
  }

  ignoreHandled(signal: Signal): void {
    this.#handled &= ~bitOf(signal);
  }

  /** Take a handled signal that arrived. @returns whether there was one */
  takeSignal(signal: Signal): boolean {
    const had = (this.#pending & bitOf(signal)) !== 0;
    this.#pending &= ~bitOf(signal);
    return had;
  }

  kill(signal: Signal): void {
    if (this.exit !== undefined || (this.#ignored & bitOf(signal)) !== 0) return;
    if ((this.#handled & bitOf(signal)) !== 0) {
      this.#pending |= bitOf(signal);
      this.#wakeUp('signal');
      return;
    }
    if (signal === 'SIGWINCH' || (this.#init && signal !== 'SIGKILL')) return;
    this.#finish({ status: 128 + signalNumber[signal], signal });
  }

  /** Write to standard output; a closed pipe ends the process with SIGPIPE, as it would in C. */
  print(text: string): void {
    if (text !== '' && this.stdout.write(text) === 'closed') this.#killSoon('SIGPIPE');
  }

  /** Write to standard error. */
  complain(text: string): void {
    if (text !== '' && this.stderr.write(text) === 'closed') this.#killSoon('SIGPIPE');
  }

  #killSoon(signal: Signal): void {
    if ((this.#ignored & bitOf(signal)) !== 0) return;
    this.#broken = true;
    this.clock.after(0, () => {
      this.kill(signal);
    });
  }

  #wakeUp(reason: WakeReason): void {
    if (this.#resume !== undefined || this.#wait === undefined) return;
    this.#stopWaiting();
    this.#resume = this.clock.after(reason === 'ready' ? wakeUpLatency : 0, () => {
      this.#run(reason);
    });
  }

  #stopWaiting(): void {
    for (const queue of this.#wait?.on ?? []) queue.delete(this.#onReady);
    this.#wait = undefined;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #run(reason: WakeReason): void {
    const resume = this.#resume;
    this.#resume = undefined;
    const generator = this.#generator;
    if (generator === undefined) return;
    let step: IteratorResult<Wait, number>;
    try {
      step = generator.next(reason);
    } catch (error) {
      if (!(error instanceof RangeError) || !error.message.includes('call stack')) throw error;
      // A program that recurses without end overflows its stack, here as there.
      this.stderr.write('Segmentation fault\n');
      this.#finish({ status: 139, signal: undefined });
      return;
    }
    if (this.exit !== undefined) return;
    if (step.done === true) {
      this.#finish({ status: step.value, signal: undefined });
      return;
    }
    if (step.value.absent !== undefined) {
      // This event is not over: it is done again when the code is there.
      this.#resume = resume;
      throw new AbsentCode(step.value.absent);
    }
    this.#wait = step.value;
    for (const queue of step.value.on) queue.add(this.#onReady);
    if (step.value.until !== undefined)
      this.#timer = this.clock.at(step.value.until, () => {
        this.#wakeUp('timeout');
      });
    if (this.#pending !== 0) this.#wakeUp('signal');
  }

  #finish(exit: Exit): void {
    if (this.exit !== undefined) return;
    this.exit = exit;
    this.#stopWaiting();
    this.#resume?.cancel();
    const generator = this.#generator;
    this.#generator = undefined;
    if (exit.signal !== undefined) {
      // A generator cannot be closed while it runs (it killed itself): let it reach its next wait first.
      this.clock.after(0, () => generator?.return(exit.status));
    }
    this.stdin.close();
    this.stdout.close();
    this.stderr.close();
    this.table.remove(this);
    this.group.leave(this);
    this.ended.wake();
  }
}

/** The processes of one machine, by pid. */
export class ProcessTable<Place> {
  readonly clock: Clock;
  readonly #byPid = new Map<number, Process<Place>>();
  #nextPid: number;

  constructor(clock: Clock, firstPid = 1) {
    this.clock = clock;
    this.#nextPid = firstPid;
  }

  start(start: ProcessStart<Place>): Process<Place> {
    const process = new Process(this, this.#nextPid++, start);
    this.#byPid.set(process.pid, process);
    return process;
  }

  get(pid: number): Process<Place> | undefined {
    return this.#byPid.get(pid);
  }

  list(): readonly Process<Place>[] {
    return [...this.#byPid.values()];
  }

  remove(process: Process<Place>): void {
    this.#byPid.delete(process.pid);
  }
}

/** Wait until a queue is woken or `until` (absolute) passes. */
export function* waitFor(on: readonly WaitQueue[], until?: Time): Running<WakeReason> {
  return yield until === undefined ? { on } : { on, until };
}

/** Sleep for `duration` microseconds. @returns `signal` when a handled signal cut it short */
export function* sleep(clock: Clock, duration: Time): Running<'timeout' | 'signal'> {
  const until = clock.now + duration;
  for (;;) {
    const reason = yield { on: [], until };
    if (reason === 'signal') return 'signal';
    if (clock.now >= until) return 'timeout';
  }
}

/** Pause while standard output has no room. Call between pieces of output that may have no end. */
export function* drain<Place>(process: Process<Place>): Running<void> {
  while (process.broken) yield { on: [] };
  while (process.stdout.full) yield { on: [process.stdout.writable] };
}

/** Spend virtual time on computing, so that a program without end lets others run (and be interrupted). */
export function* compute<Place>(process: Process<Place>, duration: Time = 1): Running<WakeReason> {
  return yield { on: [], until: process.clock.now + duration };
}

/** The next piece of an input. @returns undefined at its end, `signal` is not lost: it stays pending for the program */
export function* readChunk(input: Input): Running<string | undefined> {
  for (;;) {
    const text = input.read();
    if (text !== '') return text;
    const reason = yield { on: [input.readable] };
    if (reason === 'signal') return undefined;
  }
}

/** The next line, with its newline. @returns undefined at the end of the input */
export function* readLine(input: Input): Running<string | undefined> {
  for (;;) {
    const text = input.readLine();
    if (text !== '') return text;
    const reason = yield { on: [input.readable] };
    if (reason === 'signal') return undefined;
  }
}

/** All of an input, to its end. */
export function* readAll(input: Input): Running<string> {
  let all = '';
  for (;;) {
    const chunk = yield* readChunk(input);
    if (chunk === undefined) return all;
    all += chunk;
  }
}

/** Wait for another process to end. */
export function* waitForExit<Place>(process: Process<Place>): Running<Exit> {
  for (;;) {
    if (process.exit !== undefined) return process.exit;
    yield { on: [process.ended] };
  }
}
