/**
 * A container and its log: the first process, and what it printed line by line (containerd's CRI log files).
 */
import type { Clock } from '../../../clock/clock.ts';
import type { NetworkNamespace } from '../../../linux/namespace/namespace.ts';
import type { Process } from '../../../linux/process/process.ts';
import { devNull, type Input, type Output, Pipe, Sink } from '../../../linux/process/stream.ts';
import { Terminal } from '../../../linux/process/terminal.ts';
import { WaitQueue } from '../../../linux/process/wait.ts';
import type { Container } from '../../objects/pod.ts';
import type { CommandIo, ContainerLog, ContainerStart, LogLine } from '../runtime.ts';

export class Log implements ContainerLog {
  readonly lines: LogLine[] = [];
  readonly changed = new WaitQueue();
  readonly #clock: Clock;
  readonly #partial = { stdout: '', stderr: '' };

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  write(stream: 'stdout' | 'stderr', text: string): void {
    const parts = (this.#partial[stream] + text).split('\n');
    this.#partial[stream] = parts.pop() ?? '';
    for (const line of parts) this.lines.push({ at: this.#clock.now, stream, text: line });
    if (parts.length > 0) this.changed.wake();
  }

  /** The process ended: what stands without a newline is a line too. */
  end(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      const text = this.#partial[stream];
      if (text !== '') this.lines.push({ at: this.#clock.now, stream, text });
      this.#partial[stream] = '';
    }
    this.changed.wake();
  }
}

/**
 * A container's standard streams: all it writes goes to its log and to who is attached; it reads what they send if it
 * has a standard input at all.
 */
export class ContainerStreams {
  readonly log: Log;
  readonly terminal: Terminal | undefined;
  readonly stdin: Input;
  readonly #keyboard: Pipe | undefined;
  readonly #once: boolean;
  readonly #attached = new Set<CommandIo>();

  constructor(log: Log, { stdin, stdinOnce, tty }: Container) {
    this.log = log;
    this.#once = stdinOnce === true;
    const show = this.#writer('stdout');
    this.terminal = tty === true ? new Terminal(show, { columns: 80, rows: 24 }) : undefined;
    this.#keyboard = stdin === true && this.terminal === undefined ? new Pipe() : undefined;
    this.stdin = this.#keyboard?.readEnd ?? (stdin === true ? this.terminal?.input : undefined) ?? devNull;
  }

  output(stream: 'stdout' | 'stderr'): Output {
    return this.terminal?.output ?? new Sink(this.#writer(stream));
  }

  #writer(stream: 'stdout' | 'stderr'): (text: string) => void {
    return (text) => {
      this.log.write(stream, text);
      for (const io of this.#attached) io[stream].write(text);
    };
  }

  /** @returns how to leave */
  attach(io: CommandIo): () => void {
    this.#attached.add(io);
    const pass = (): void => {
      for (let text = io.stdin.read(); text !== ''; text = io.stdin.read()) {
        if (text === undefined) {
          io.stdin.readable.delete(pass);
          if (this.#once) this.#keyboard?.closeWriter();
          return;
        }
        if (this.terminal === undefined) this.#keyboard?.write(text);
        else this.terminal.type(text);
      }
    };
    if (this.stdin !== devNull) {
      io.stdin.readable.add(pass);
      pass();
    }
    return () => {
      this.#attached.delete(io);
      io.stdin.readable.delete(pass);
    };
  }
}

export interface RunningContainer {
  readonly start: ContainerStart;
  readonly process: Process<NetworkNamespace>;
  readonly streams: ContainerStreams;
  /** How many of its pod's had its name before it. */
  readonly attempt: number;
}
