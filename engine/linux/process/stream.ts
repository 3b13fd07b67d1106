/**
 * Standard streams: pipes, terminals, files and /dev/null, as text. Bytes that are not text (a capture file) travel as
 * files, not through pipes.
 *
 * Writing never blocks by itself: a program that may write without end calls `drain` (see process.ts) between pieces.
 */
import { WaitQueue } from './wait.ts';

/** Where a program writes. */
export interface Output {
  /** Set for a terminal: programs print colours, columns and unbuffered lines then. */
  readonly terminal: TerminalSize | undefined;
  /** @returns `closed` when nobody will ever read it (the writer gets SIGPIPE) */
  write(text: string): 'written' | 'closed';
  /** Why the last write failed, in the kernel's words (a write to /proc/sys that the kernel refuses). */
  readonly failure?: string | undefined;
  /** True while a writer should pause. */
  readonly full: boolean;
  /** Woken when there is room again. */
  readonly writable: WaitQueue;
  /** The last writer has gone. */
  close(): void;
}

/** Where a program reads. */
export interface Input {
  readonly terminal: TerminalSize | undefined;
  /** All that is there; `undefined` at the end of the stream; `''` when nothing is there yet. */
  read(): string | undefined;
  /** Up to and with the next newline; else as `read`. */
  readLine(): string | undefined;
  /** Woken when there is something to read, or the end. */
  readonly readable: WaitQueue;
  /** The last reader has gone. */
  close(): void;
}

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

const capacity = 65_536;

/** pipe(7). Several processes may hold an end: `writers` and `readers` count them. */
export class Pipe implements Output, Input {
  readonly terminal: TerminalSize | undefined;
  readonly readable = new WaitQueue();
  readonly writable = new WaitQueue();
  #buffer = '';
  #writers = 1;
  #readers = 1;
  /** A terminal's Ctrl-D: the end of the input, seen once by one reader. */
  #endMark = false;

  /** @param terminal set when the pipe stands for a terminal's keyboard */
  constructor(terminal?: TerminalSize) {
    this.terminal = terminal;
  }

  get full(): boolean {
    return this.#readers > 0 && this.#buffer.length >= capacity;
  }

  write(text: string): 'written' | 'closed' {
    if (this.#readers === 0) return 'closed';
    this.#buffer += text;
    this.readable.wake();
    return 'written';
  }

  read(): string | undefined {
    if (this.#buffer === '') return this.#atEnd() ? undefined : '';
    const all = this.#buffer;
    this.#buffer = '';
    this.writable.wake();
    return all;
  }

  readLine(): string | undefined {
    const end = this.#buffer.indexOf('\n');
    if (end < 0) return this.#writers === 0 || this.#endMark ? this.read() : '';
    const line = this.#buffer.slice(0, end + 1);
    this.#buffer = this.#buffer.slice(end + 1);
    this.writable.wake();
    return line;
  }

  #atEnd(): boolean {
    if (this.#writers === 0) return true;
    const marked = this.#endMark;
    this.#endMark = false;
    return marked;
  }

  writeEndMark(): void {
    this.#endMark = true;
    this.readable.wake();
  }

  /** Throw away what was written and not read. */
  discard(): void {
    this.#buffer = '';
    this.#endMark = false;
  }

  /** Another process holds the writing end too. */
  addWriter(): void {
    this.#writers++;
  }

  addReader(): void {
    this.#readers++;
  }

  closeWriter(): void {
    this.#writers = Math.max(0, this.#writers - 1);
    if (this.#writers === 0) this.readable.wake();
  }

  closeReader(): void {
    this.#readers = Math.max(0, this.#readers - 1);
    if (this.#readers === 0) {
      this.#buffer = '';
      this.writable.wake();
    }
  }

  /** As an `Output` or `Input` alone the holder cannot tell which end it has; `writeEnd` and `readEnd` can. */
  close(): void {
    this.closeWriter();
  }

  get writeEnd(): Output {
    return this;
  }

  get readEnd(): Input {
    return {
      terminal: this.terminal,
      readable: this.readable,
      read: () => this.read(),
      readLine: () => this.readLine(),
      close: () => {
        this.closeReader();
      },
    };
  }
}

/** Hands everything to a function: a terminal on screen, a capture in a test. */
export class Sink implements Output {
  readonly terminal: TerminalSize | undefined;
  readonly full = false;
  readonly writable = new WaitQueue();
  readonly #take: (text: string) => void;

  constructor(take: (text: string) => void, terminal?: TerminalSize) {
    this.#take = take;
    this.terminal = terminal;
  }

  write(text: string): 'written' {
    this.#take(text);
    return 'written';
  }

  close(): void {
    return;
  }
}

/** An input that holds a text and ends. */
export class TextInput implements Input {
  readonly terminal = undefined;
  readonly readable = new WaitQueue();
  #rest: string;

  constructor(text: string) {
    this.#rest = text;
  }

  read(): string | undefined {
    if (this.#rest === '') return undefined;
    const all = this.#rest;
    this.#rest = '';
    return all;
  }

  readLine(): string | undefined {
    if (this.#rest === '') return undefined;
    const end = this.#rest.indexOf('\n');
    const line = end < 0 ? this.#rest : this.#rest.slice(0, end + 1);
    this.#rest = this.#rest.slice(line.length);
    return line;
  }

  close(): void {
    return;
  }
}

/** /dev/null */
export const devNull: Output & Input = {
  terminal: undefined,
  full: false,
  readable: new WaitQueue(),
  writable: new WaitQueue(),
  write: () => 'written',
  read: () => undefined,
  readLine: () => undefined,
  close: () => undefined,
};
