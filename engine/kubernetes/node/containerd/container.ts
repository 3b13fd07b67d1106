/**
 * A container and its log: the first process, and what it printed line by line (containerd's CRI log files).
 */
import type { Clock } from '../../../clock/clock.ts';
import type { NetworkNamespace } from '../../../linux/namespace/namespace.ts';
import type { Process } from '../../../linux/process/process.ts';
import { Sink } from '../../../linux/process/stream.ts';
import { WaitQueue } from '../../../linux/process/wait.ts';
import type { ContainerLog, ContainerStart, LogLine } from '../runtime.ts';

export class Log implements ContainerLog {
  readonly lines: LogLine[] = [];
  readonly changed = new WaitQueue();
  readonly #clock: Clock;
  readonly #partial = { stdout: '', stderr: '' };

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  output(stream: 'stdout' | 'stderr'): Sink {
    return new Sink((text) => {
      const parts = (this.#partial[stream] + text).split('\n');
      this.#partial[stream] = parts.pop() ?? '';
      for (const line of parts) this.lines.push({ at: this.#clock.now, stream, text: line });
      if (parts.length > 0) this.changed.wake();
    });
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

export interface RunningContainer {
  readonly start: ContainerStart;
  readonly process: Process<NetworkNamespace>;
  readonly log: Log;
  /** How many of its pod's had its name before it. */
  readonly attempt: number;
}
