/**
 * A remote command's streams between octets on a wire and the text of a simulated process. With a terminal, input goes
 * through a line discipline, and all output is one stream.
 */
import { OctetDecoder, octetsOfText } from '../../../engine/net/wire/octet-text.ts';
import { devNull, type Output, Pipe, Sink } from '../../../engine/linux/process/stream.ts';
import type { CommandIo } from '../../../engine/kubernetes/node/runtime.ts';
import { LineDiscipline } from './line-discipline.ts';

export type OutputName = 'stdout' | 'stderr';

export interface StreamOptions {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

export class RemoteStreams {
  readonly io: CommandIo;
  readonly #decoder = new OctetDecoder();
  readonly #keyboard: LineDiscipline | undefined;
  readonly #pipe: Pipe | undefined;
  #isOver = false;

  constructor(options: StreamOptions, send: (stream: OutputName, octets: Uint8Array) => void) {
    const to = (stream: OutputName): Output =>
      new Sink((text) => {
        if (options[stream]) send(stream, octetsOfText(text));
      });
    if (options.tty) {
      const keyboard = new LineDiscipline((text) => {
        send('stdout', octetsOfText(text));
      });
      const { terminal } = keyboard;
      this.#keyboard = keyboard;
      this.io = {
        stdin: options.stdin ? terminal.input : devNull,
        stdout: terminal.output,
        stderr: terminal.output,
        terminal,
      };
    } else {
      this.#pipe = options.stdin ? new Pipe() : undefined;
      this.io = { stdin: this.#pipe?.readEnd ?? devNull, stdout: to('stdout'), stderr: to('stderr') };
    }
  }

  /** Called at ^C, besides the signal to the foreground of the client's terminal. */
  set onInterrupt(then: () => void) {
    if (this.#keyboard !== undefined) this.#keyboard.onInterrupt = then;
  }

  receive(octets: Uint8Array): void {
    this.#write(this.#decoder.decode(octets));
  }

  /** Nothing more comes in. */
  endInput(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#write(this.#decoder.end());
    this.#pipe?.closeWriter();
    this.#keyboard?.terminal.endOfFile();
  }

  /** `{"Width":80,"Height":24}`, as a client sends it. */
  resize(message: string): void {
    const size = /"Width":\s*(\d+).*"Height":\s*(\d+)/.exec(message);
    if (size !== null) this.#keyboard?.terminal.resize({ columns: Number(size[1]), rows: Number(size[2]) });
  }

  #write(text: string): void {
    if (text === '') return;
    if (this.#keyboard === undefined) this.#pipe?.write(text);
    else this.#keyboard.receive(text);
  }
}
