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
    return new Descriptor({ input, output: undefined, references: 0 });
  }

  static output(output: Output): Descriptor {
    return new Descriptor({ input: undefined, output, references: 0 });
  }

  static both(stream: { input: Input; output: Output }): Descriptor {
    return new Descriptor({ input: stream.input, output: stream.output, references: 0 });
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
    return this.#file.input?.read();
  }

  readLine(): string | undefined {
    return this.#file.input?.readLine();
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
