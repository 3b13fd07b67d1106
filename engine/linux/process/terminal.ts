/**
 * A terminal (tty(4)) in its line discipline's canonical mode: a keyboard that delivers lines, a screen, a size, and
 * the process group in the foreground, which Ctrl-C reaches. Editing a line is the business of whoever shows it.
 *
 * A remote shell (ssh, kubectl exec) may share it: its shell puts its own group in the foreground and, when it ends,
 * the waiting shell takes the terminal back.
 *
 * What draws on the whole screen (an editor) is not drawn by escape sequences: the text is handed to whoever shows the
 * terminal, and comes back as the person left it.
 */
import type { ProcessGroup } from './group.ts';
import { type Input, type Output, Pipe, Sink, type TerminalSize } from './stream.ts';
import { type Running, WaitQueue } from './wait.ts';

/** A text on the whole screen, to be changed and saved. */
export interface Editing {
  /** `vi` */
  readonly program: string;
  /** The file's path, as typed; for `kubectl edit` the object's. */
  readonly path: string;
  readonly text: string;
}

export class Terminal {
  /** Typed text; lines when they are entered. */
  readonly input: Input;
  readonly output: Output;
  /** Whom Ctrl-C reaches. */
  foreground: ProcessGroup | undefined;
  /** Called when a shell waits for a command with nothing typed ahead, with its prompt. */
  onPrompt: ((prompt: string) => void) | undefined;
  /** Who writes the prompt: whoever edits the line beside it may want to do it himself. */
  prompter: 'shell' | 'host' = 'shell';
  /** Told when an editor begins (with its text) and when it is gone. Without it no program finds a whole screen. */
  onEditing: ((editing: Editing | undefined) => void) | undefined;
  readonly #keyboard: Pipe;
  readonly #size: { columns: number; rows: number };
  readonly #edited = new WaitQueue();
  #editing: Editing | undefined;
  #answer: { readonly text: string | undefined } | undefined;

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

  get editing(): Editing | undefined {
    return this.#editing;
  }

  /** Shows a text to be changed, until the person is done. @returns what was saved; undefined: left without saving */
  *edit(editing: Editing): Running<string | undefined> {
    this.#editing = editing;
    this.#answer = undefined;
    this.onEditing?.(editing);
    try {
      for (;;) {
        const answer = this.#takeAnswer();
        if (answer !== undefined) return answer.text;
        yield { on: [this.#edited] };
      }
    } finally {
      this.#editing = undefined;
      this.onEditing?.(undefined);
    }
  }

  #takeAnswer(): { readonly text: string | undefined } | undefined {
    return this.#answer;
  }

  /** The person is done with the text. @param text undefined: leave the file as it is */
  finishEditing(text: string | undefined): void {
    if (this.#editing === undefined) return;
    this.#answer = { text };
    this.#edited.wake();
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
