/**
 * File descriptors (open(2), dup(2), fork(2)): several may share one open file, which closes when the last of them
 * does. A process closes its standard streams when it ends, so whoever hands a stream on hands on a duplicate.
 */
import type { Input, Output, TerminalSize } from './stream.ts';
import { WaitQueue } from './wait.ts';

interface OpenFile {
  readonly input: Input | undefined;
  readonly output: Output | undefined;
  references: number;
  /** Read already, but not wanted by whoever read it. */
  pushedBack: string;
}

const never = new WaitQueue();

export class Descriptor implements Input, Output {
  readonly #file: OpenFile;
  #open = true;

  private constructor(file: OpenFile) {
    this.#file = file;
    file.references++;
  }

  static input(input: Input): Descriptor {
    return new Descriptor({ input, output: undefined, references: 0, pushedBack: '' });
  }

  static output(output: Output): Descriptor {
    return new Descriptor({ input: undefined, output, references: 0, pushedBack: '' });
  }

  static both(stream: { input: Input; output: Output }): Descriptor {
    return new Descriptor({ input: stream.input, output: stream.output, references: 0, pushedBack: '' });
  }

  /** Lend a process's own stream to a child: the child's closing it does not close it here. */
  static shareInput(input: Input): Descriptor {
    if (input instanceof Descriptor) return input.duplicate();
    return Descriptor.input({
      terminal: input.terminal,
      readable: input.readable,
      read: () => input.read(),
      readLine: () => input.readLine(),
      close: () => undefined,
    });
  }

  static shareOutput(output: Output): Descriptor {
    if (output instanceof Descriptor) return output.duplicate();
    return Descriptor.output({
      terminal: output.terminal,
      get full() {
        return output.full;
      },
      get failure() {
        return output.failure;
      },
      writable: output.writable,
      write: (text) => output.write(text),
      close: () => undefined,
    });
  }

  duplicate(): Descriptor {
    return new Descriptor(this.#file);
  }

  get readableFile(): boolean {
    return this.#file.input !== undefined;
  }

  get writableFile(): boolean {
    return this.#file.output !== undefined;
  }

  get terminal(): TerminalSize | undefined {
    return this.#file.output?.terminal ?? this.#file.input?.terminal;
  }

  get failure(): string | undefined {
    return this.#file.output?.failure;
  }

  get full(): boolean {
    return this.#file.output?.full ?? false;
  }

  get writable(): WaitQueue {
    return this.#file.output?.writable ?? never;
  }

  get readable(): WaitQueue {
    return this.#file.input?.readable ?? never;
  }

  write(text: string): 'written' | 'closed' {
    return this.#file.output?.write(text) ?? 'written';
  }

  read(): string | undefined {
    const kept = this.#file.pushedBack;
    if (kept === '') return this.#file.input?.read();
    this.#file.pushedBack = '';
    return kept;
  }

  readLine(): string | undefined {
    const kept = this.#file.pushedBack;
    if (kept === '') return this.#file.input?.readLine();
    const end = kept.indexOf('\n') + 1;
    if (end > 0) {
      this.#file.pushedBack = kept.slice(end);
      return kept.slice(0, end);
    }
    const more = this.#file.input?.readLine();
    if (more === '') return '';
    this.#file.pushedBack = '';
    return kept + (more ?? '');
  }

  /** At most `count` characters, none after the first `delimiter`; else as `read`. */
  readUpTo(count: number, delimiter: string): string | undefined {
    const text = this.read();
    if (text === undefined || text === '') return text;
    const found = text.indexOf(delimiter);
    const end = Math.min(count, found < 0 ? count : found + 1);
    this.#file.pushedBack = text.slice(end);
    return text.slice(0, end);
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#file.references--;
    if (this.#file.references > 0) return;
    this.#file.input?.close();
    this.#file.output?.close();
  }
}
