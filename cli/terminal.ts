/**
 * Commands and a prompt at a place of a world, on the terminal this program runs in.
 *
 * Waiting is virtual time and is skipped, with one exception: a command that goes on printing for more than a minute
 * of it (`ping` without an end) continues at the pace of real time, so that Ctrl-C reaches it.
 */
import { createInterface } from 'node:readline';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { millisecond, second, type Time } from '../engine/clock/clock.ts';
import type { Standing } from '../engine/lab/stage/stage.ts';
import { ShellSession } from '../engine/shell/bash/session.ts';

/** Virtual time that is skipped however much is printed meanwhile. */
const skipped = 60 * second;
/** Virtual time run in one go. */
const slice = 100 * millisecond;

export class TerminalSession {
  readonly #session: ShellSession;
  #printed = false;

  constructor(standing: Standing, style: 'interactive' | 'command') {
    const { processes, namespace, files, executables, hostname, user, directory, environment, credentials } =
      standing;
    this.#session = new ShellSession({
      machine: { processes },
      place: namespace,
      files,
      commands: executables,
      style,
      terminal: { columns: process.stdout.columns || 120, rows: process.stdout.rows || 40 },
      environment: new Map([...environment, ['HOSTNAME', hostname], ['USER', user]]),
      directory,
      credentials,
      prompt: process.stdin.isTTY ? `${user}@${hostname}:\\w${user === 'root' ? '#' : '$'} ` : '',
    });
    this.#session.onOutput((text) => {
      this.#printed = true;
      process.stdout.write(text);
    });
    process.on('SIGINT', () => {
      this.#session.interrupt();
    });
  }

  /** Run one command line to its end. @returns its exit status */
  async run(command: string): Promise<number> {
    this.#session.run(command);
    await this.#untilIdle();
    return this.#session.status;
  }

  /** Read lines until the end of the input or `exit`. @returns the last status */
  async interact(): Promise<number> {
    await this.#untilIdle();
    const input = createInterface({ input: process.stdin });
    for await (const line of input) {
      await this.run(line);
      if (this.#session.ended) break;
    }
    input.close();
    if (!this.#session.ended) {
      this.#session.endOfFile();
      await this.#untilIdle();
    }
    return this.#session.status;
  }

  async #untilIdle(): Promise<void> {
    const { clock } = this.#session;
    const start = clock.now;
    let paced = false;
    while (!this.#session.idle) {
      const { next } = clock;
      if (next === undefined) return;
      const before = clock.now;
      const printed = this.#runUntil(Math.max(next, before + slice));
      paced = clock.now - start > skipped && (paced || printed);
      await (paced ? setTimeout((clock.now - before) / millisecond) : setImmediate());
    }
  }

  /** @returns whether something was printed meanwhile */
  #runUntil(limit: Time): boolean {
    this.#printed = false;
    this.#session.clock.runWhile(() => !this.#session.idle, limit);
    return this.#printed;
  }
}
