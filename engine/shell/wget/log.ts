/**
 * Where wget's messages go, and which of them (log.c): all, without the talk (-nv), none (-q); to standard error or a
 * file.
 */
import type { ShellProcess } from '../command.ts';
import type { WgetOptions } from './options.ts';

export class WgetLog {
  readonly #process: ShellProcess;
  readonly #options: WgetOptions;
  readonly #file: string | undefined;

  constructor(process: ShellProcess, options: WgetOptions) {
    this.#process = process;
    this.#options = options;
    const { values } = options;
    const file = values.get('output-file') ?? values.get('append-output');
    if (file === undefined || file === '-') return;
    this.#file = absolute(process, file);
    process.files.openForWriting(this.#file, values.has('output-file') ? 'truncate' : 'append');
  }

  get isWordy(): boolean {
    const { flags } = this.#options;
    return !flags.has('quiet') && !flags.has('no-verbose');
  }

  get isQuiet(): boolean {
    return this.#options.flags.has('quiet');
  }

  /** Said with -v. */
  talk(text: string): void {
    if (this.isWordy) this.always(text);
  }

  /** Said unless -q. */
  say(text: string): void {
    if (!this.isQuiet) this.always(text);
  }

  /** Said with -nv only. */
  summarise(text: string): void {
    if (!this.isQuiet && !this.isWordy) this.always(text);
  }

  always(text: string): void {
    if (this.#file === undefined) this.#process.complain(text);
    else this.#process.files.append(this.#file, text);
  }

  /** Of the terminal that shows the messages. */
  get columns(): number | undefined {
    return this.#file === undefined ? this.#process.stderr.terminal?.columns : undefined;
  }

  /** `2026-01-01 00:00:00` */
  now(): string {
    const { wallTime } = this.#process.place.environment;
    return new Date(wallTime).toISOString().slice(0, 19).replace('T', ' ');
  }
}

export function absolute(process: ShellProcess, path: string): string {
  return path.startsWith('/') ? path : `${process.directory === '/' ? '' : process.directory}/${path}`;
}
