/**
 * Where curl writes: standard output, a file, the talk of -v, the meter (tool_cb_*.c).
 */
import { joined } from '../../linux/program/http/message.ts';
import { fromUtf8 } from '../../net/wire/utf8.ts';
import type { ShellProcess } from '../command.ts';
import type { CurlOptions } from './options.ts';

export class CurlOutput {
  readonly #process: ShellProcess;
  readonly verbose: boolean;
  readonly #styled: boolean;
  /** The body goes to the terminal that also shows the talk: curl does not announce it then. */
  readonly #seen: boolean;
  readonly #file: string | undefined;
  #content: Uint8Array = new Uint8Array(0);
  #announced = false;

  /** @param file where the body goes; undefined: standard output */
  constructor(process: ShellProcess, options: CurlOptions, file: string | undefined) {
    this.#process = process;
    this.#file = file;
    this.verbose = options.flags.has('verbose');
    const terminal = file === undefined && process.stdout.terminal !== undefined;
    this.#styled = terminal && !options.flags.has('no-styled-output');
    this.#seen = terminal;
  }

  /** A line of -v that starts with `*`. */
  info(text: string): void {
    if (this.verbose) this.#process.complain(`* ${text}\n`);
  }

  sentHead(head: string): void {
    if (!this.verbose) return;
    for (const line of head.split('\r\n').slice(0, -1)) this.#process.complain(`> ${line}\r\n`);
  }

  sentBody(body: Uint8Array): void {
    if (this.verbose && body.length > 0 && !this.#seen)
      this.#process.complain(`} [${String(body.length)} bytes data]\n`);
  }

  /** @param include -i or -I: the head is part of the output */
  receivedHeadLine(line: string, include: boolean): void {
    if (this.verbose) this.#process.complain(`< ${line}\r\n`);
    if (!include) return;
    const colon = line.indexOf(':');
    if (this.#styled && colon > 0)
      this.#process.print(`\x1b[1m${line.slice(0, colon)}\x1b[0m${line.slice(colon)}\r\n`);
    else this.write(`${line}\r\n`);
  }

  body(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (this.verbose && !this.#seen && !this.#announced) {
      this.#announced = true;
      this.#process.complain(`{ [${String(bytes.length)} bytes data]\n`);
    }
    if (this.#file === undefined) this.#process.print(fromUtf8(bytes));
    else this.#content = joined(this.#content, bytes);
  }

  write(text: string): void {
    if (this.#file === undefined) this.#process.print(text);
    else
      this.#content = joined(
        this.#content,
        Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 255),
      );
  }

  /** @returns false when the file cannot be written */
  finish(): boolean {
    const file = this.#file;
    if (file === undefined || file === '/dev/null' || this.#content.length === 0) return true;
    return this.#process.files.write(file, this.#content) === undefined;
  }
}
