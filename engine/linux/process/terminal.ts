/**
 * A terminal (tty(4)) in its line discipline's canonical mode: a keyboard that delivers lines, a screen, a size, and
 * the process group in the foreground, which Ctrl-C reaches. Editing a line is the business of whoever shows it.
 *
 * A remote shell (ssh, kubectl exec) may share it: its shell puts its own group in the foreground and, when it ends,
 * the waiting shell takes the terminal back.
 */
import type { ProcessGroup } from './group.ts';
import { type Input, type Output, Pipe, Sink, type TerminalSize } from './stream.ts';

export class Terminal {
  /** Typed text; lines when they are entered. */
  readonly input: Input;
  readonly output: Output;
  /** Whom Ctrl-C reaches. */
  foreground: ProcessGroup | undefined;
  /** Called when a shell waits for a command with nothing typed ahead. */
  onPrompt: (() => void) | undefined;
  readonly #keyboard: Pipe;
  readonly #size: { columns: number; rows: number };

  constructor(show: (text: string) => void, size: TerminalSize) {
    this.#size = { columns: size.columns, rows: size.rows };
    this.#keyboard = new Pipe(this.#size);
    // A terminal outlives its readers: closing it does nothing.
    this.input = { ...this.#keyboard.readEnd, close: () => undefined };
    this.output = new Sink(show, this.#size);
  }

  get size(): TerminalSize {
    return this.#size;
  }

  resize(size: TerminalSize): void {
    this.#size.columns = size.columns;
    this.#size.rows = size.rows;
    this.foreground?.kill('SIGWINCH');
  }

  /** The keyboard: a line needs its newline. */
  type(text: string): void {
    this.#keyboard.write(text);
  }

  /** Ctrl-D on an empty line: whoever reads now sees the end of the input, once. */
  endOfFile(): void {
    this.#keyboard.writeEndMark();
  }

  /** Ctrl-C: the line discipline echoes it, drops what was typed and not read, and signals the foreground group. */
  interrupt(): void {
    this.output.write('^C');
    this.#keyboard.discard();
    this.foreground?.kill('SIGINT');
  }
}
