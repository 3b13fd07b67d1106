/**
 * One command line on a terminal of its own, as the recorder ran it: `bash -c` with standard input, output and error on
 * the terminal (or standard error on a second one), until it ends, or until ^C.
 *
 * In a pod ^C ends the command by the signal (the recorder stood outside the pod's process table): exit -2.
 */
import { millisecond, second } from '../../clock/clock.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import {
  type Credentials,
  type Executables,
  type Process,
  type Program,
  root,
  signalNumber,
} from '../../linux/process/process.ts';
import { Sink, TextInput } from '../../linux/process/stream.ts';
import { Terminal } from '../../linux/process/terminal.ts';
import type { Laboratory, Place } from '../laboratory/laboratory.ts';
import type { Privileges } from './recording.ts';

/** What can be executed at a place: bash and everything it finds. */
export interface Commands {
  readonly bash: Program<NetworkNamespace>;
  readonly executables: Executables<NetworkNamespace>;
}

export interface Start {
  readonly command: string;
  readonly columns: number;
  /** Standard error on a terminal of its own. */
  readonly split: boolean;
  readonly as: Privileges | undefined;
  /** Without a terminal: standard input is this text, output is thrown away. */
  readonly stdin?: string;
  /** Told what appears on the terminal, as it appears. */
  readonly show?: (text: string) => void;
}

const rows = 40;

/** What entering a place and starting bash and a command costs on the recording machine. */
const startUp = 15 * millisecond;

const environment: ReadonlyMap<string, string> = new Map([
  ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
  ['TERM', 'xterm-256color'],
  ['LANG', 'C.UTF-8'],
  ['HOME', '/root'],
  ['USER', 'root'],
]);

export class Session {
  readonly #laboratory: Laboratory;
  readonly #place: Place;
  readonly #process: Process<NetworkNamespace>;
  readonly #terminal: Terminal;
  merged = '';
  stdout = '';
  stderr = '';
  #interrupted = false;

  constructor(laboratory: Laboratory, place: Place, commands: Commands, start: Start) {
    this.#laboratory = laboratory;
    this.#place = place;
    const size = { columns: start.columns, rows };
    const onStdout = (text: string): void => {
      this.merged += text;
      this.stdout += text;
      start.show?.(text);
    };
    const onStderr = (text: string): void => {
      this.merged += text;
      this.stderr += text;
    };
    this.#terminal = new Terminal(onStdout, size);
    const errors = new Terminal(onStderr, size);
    const streams =
      start.stdin === undefined
        ? {
            stdin: this.#terminal.input,
            stdout: this.#terminal.output,
            stderr: start.split ? errors.output : this.#terminal.output,
            terminal: this.#terminal,
          }
        : {
            stdin: new TextInput(start.stdin),
            stdout: new Sink(onStdout),
            stderr: new Sink(onStderr),
          };
    laboratory.pass(startUp);
    this.#process = place.processes.start({
      program: commands.bash,
      arguments: ['bash', '-c', start.command],
      place: place.namespace,
      files: place.files,
      ...streams,
      environment,
      directory: '/',
      credentials: credentialsOf(start.as),
      executables: commands.executables,
    });
    this.#terminal.foreground = this.#process.group;
  }

  get ended(): boolean {
    return this.#process.exit !== undefined;
  }

  /** Let it run for at most so many seconds, or until it printed `text`. */
  run(seconds: number, text?: string): void {
    const { clock } = this.#laboratory;
    const limit = clock.now + seconds * second;
    const isDone = (): boolean => this.ended || (text !== undefined && this.merged.includes(text));
    clock.runWhile(() => !isDone(), limit);
    if (!isDone()) clock.runUntil(limit);
  }

  interrupt(): void {
    if (this.ended) return;
    this.#interrupted = true;
    this.#terminal.interrupt();
  }

  /** Wait at most so many seconds for the end, then ^C. */
  finish(seconds: number): void {
    this.run(seconds);
    if (!this.ended) {
      this.interrupt();
      this.run(3);
    }
    if (!this.ended) this.kill();
  }

  kill(): void {
    this.#process.group.kill('SIGKILL');
    this.#laboratory.pass(millisecond);
  }

  /** As Python's subprocess tells it: negative for a signal. */
  get exit(): number {
    if (this.#interrupted && this.#place.isPod) return -signalNumber.SIGINT;
    const { exit } = this.#process;
    if (exit === undefined) return -signalNumber.SIGKILL;
    return exit.signal === undefined ? exit.status : -signalNumber[exit.signal];
  }
}

/** A container's default capabilities. */
const containerCapabilities = [
  ...['chown', 'dac_override', 'fowner', 'fsetid', 'kill', 'setgid', 'setuid', 'setpcap'],
  ...['net_bind_service', 'net_raw', 'sys_chroot', 'mknod', 'audit_write', 'setfcap'],
];

function credentialsOf(as: Privileges | undefined): Credentials {
  switch (as) {
    case undefined:
      return root;
    case 'uid1000':
      return { uid: 1000, capabilities: new Set() };
    case 'default-caps':
      return { uid: 0, capabilities: new Set(containerCapabilities) };
    case 'no-net-raw':
      return { uid: 0, capabilities: new Set(['net_bind_service']) };
  }
}
