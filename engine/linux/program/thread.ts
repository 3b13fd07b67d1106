/**
 * A thread of a process: a generator beside the program's own, for a server that talks to several clients at once.
 * It ends with its process. No pid, no signals: those are the process's.
 */
import type { Timer } from '../../clock/clock.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { Process } from '../process/process.ts';
import type { Running, Wait } from '../process/wait.ts';

class Thread {
  readonly #process: Process<NetworkNamespace>;
  #generator: Running<void> | undefined;
  #wait: Wait | undefined;
  #timer: Timer | undefined;
  #resuming = false;
  readonly #onReady = (): void => {
    this.#wakeUp('ready');
  };
  readonly #onEnd = (): void => {
    this.#end();
  };

  constructor(process: Process<NetworkNamespace>, generator: Running<void>) {
    this.#process = process;
    this.#generator = generator;
    process.ended.add(this.#onEnd);
    process.threads++;
    this.#run('ready');
  }

  #wakeUp(reason: 'ready' | 'timeout'): void {
    if (this.#resuming || this.#wait === undefined) return;
    this.#stopWaiting();
    this.#resuming = true;
    this.#process.clock.after(reason === 'ready' ? 30 : 0, () => {
      this.#resuming = false;
      this.#run(reason);
    });
  }

  #stopWaiting(): void {
    for (const queue of this.#wait?.on ?? []) queue.delete(this.#onReady);
    this.#wait = undefined;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #run(reason: 'ready' | 'timeout'): void {
    const step = this.#generator?.next(reason);
    if (step === undefined) return;
    if (step.done === true) {
      this.#generator = undefined;
      this.#end();
      return;
    }
    this.#wait = step.value;
    for (const queue of step.value.on) queue.add(this.#onReady);
    if (step.value.until !== undefined)
      this.#timer = this.#process.clock.at(step.value.until, () => {
        this.#wakeUp('timeout');
      });
  }

  #end(): void {
    this.#stopWaiting();
    this.#process.ended.delete(this.#onEnd);
    this.#process.threads--;
    const generator = this.#generator;
    this.#generator = undefined;
    generator?.return();
  }
}

/** Run `body` beside the program. It starts at once. */
export function startThread(process: Process<NetworkNamespace>, body: Running<void>): void {
  new Thread(process, body);
}
