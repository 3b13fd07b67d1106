/**
 * Where a transfer's head and body go: standard output or a file (tool_cb_wrt.c, tool_cb_hdr.c).
 */
import { joined } from '../../net/wire/octets.ts';
import { fromUtf8 } from '../../net/wire/utf8.ts';
import type { CurlOptions } from './options.ts';
import type { CurlSession } from './session.ts';
import { follow, parseUrl } from './url.ts';

export class CurlOutput {
  readonly #session: CurlSession;
  readonly #styled: boolean;
  /** undefined: standard output. */
  file: string | undefined;
  /** What the file had before (`-C`). */
  #content: Uint8Array = new Uint8Array(0);
  #written = false;

  constructor(session: CurlSession, options: CurlOptions, file: string | undefined) {
    this.#session = session;
    this.file = file;
    this.#styled = session.standardOutput.isTerminal && !options.flags.has('no-styled-output');
  }

  get toTerminal(): boolean {
    return this.file === undefined && this.#session.standardOutput.isTerminal;
  }

  /** Go on where the file ends. @returns its length */
  resume(): number {
    if (this.file === undefined) return 0;
    this.#content = this.#session.source.bytes(this.file) ?? this.#content;
    return this.#content.length;
  }

  /** -i and -I: a line of the head, with its end, is part of the output. @param url where the answer came from */
  headLine(line: string, url: string): void {
    const colon = line.indexOf(':');
    if (!this.#styled || this.file !== undefined || colon < 1) {
      this.#add(line);
      return;
    }
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1);
    const link = name.toLowerCase() === 'location' ? linked(url, value.trim()) : undefined;
    // A terminal that knows how makes a link of it (OSC 8).
    const shown = link === undefined ? value : `\x1b]8;;${link}\x1b\\${value}\x1b]8;;\x1b\\`;
    this.#add(`\x1b[1m${name}\x1b[0m:${shown}`);
  }

  body(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (this.file === undefined) this.#session.standardOutput.write(fromUtf8(bytes));
    else this.#content = joined([this.#content, bytes]);
    this.#written = true;
  }

  #add(text: string): void {
    if (this.file === undefined) this.#session.standardOutput.write(text);
    else
      this.#content = joined([this.#content, Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 255)]);
    this.#written = true;
  }

  /** @returns false when the file cannot be written */
  finish(options: CurlOptions, failed: boolean): boolean {
    const { process, source } = this.#session;
    if (this.file === undefined || this.file === '/dev/null' || !this.#written) return true;
    if (failed && options.flags.has('remove-on-error')) return true;
    let file = source.absolute(this.file);
    const { files } = process;
    if (options.flags.has('no-clobber'))
      for (let number = 1; files.has(file); number++)
        file = `${source.absolute(this.file)}.${String(number)}`;
    if (options.flags.has('create-dirs')) {
      const parent = file.slice(0, file.lastIndexOf('/'));
      if (parent !== '' && !files.isDirectory(parent)) files.makeDirectory(parent);
    }
    const problem = files.write(file, this.#content);
    if (problem !== undefined)
      source.warn(`Failed to open the file ${this.file}: ${problem}`, options.flags.has('silent'));
    return problem === undefined;
  }
}

function linked(url: string, location: string): string | undefined {
  const from = parseUrl(url);
  if (typeof from === 'string' || 'unsupported' in from) return undefined;
  const to = follow(from, location);
  return /^(https?|ftps?):/i.test(to) ? to : undefined;
}
