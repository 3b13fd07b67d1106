/**
 * Where wget puts what it gets: the name it has on the server, one that is free, or -O's (url.c, url_file_name(); utils.c,
 * unique_name()).
 */
import { joined } from '../../net/wire/octets.ts';
import { fromUtf8, utf8 } from '../../net/wire/utf8.ts';
import type { ShellProcess } from '../command.ts';
import type { CurlUrl } from '../curl/url.ts';
import { absolute } from './log.ts';
import type { WgetOptions } from './options.ts';

export class SavedFile {
  readonly #process: ShellProcess;
  readonly name: string;
  #content: Uint8Array = new Uint8Array(0);

  /** @param name `-` is standard output */
  constructor(process: ShellProcess, name: string) {
    this.#process = process;
    this.name = name;
  }

  get isOutput(): boolean {
    return this.name === '-';
  }

  get baseName(): string {
    return this.name === '/dev/null' ? this.name : this.name.slice(this.name.lastIndexOf('/') + 1);
  }

  get #path(): string {
    return absolute(this.#process, this.name);
  }

  get exists(): boolean {
    return !this.isOutput && this.#process.files.has(this.#path);
  }

  /** What is there already. */
  get length(): number {
    if (this.isOutput || this.name === '/dev/null') return 0;
    const content = this.#process.files.get(this.#path);
    return content instanceof Uint8Array
      ? content.length
      : utf8(this.#process.files.text(this.#path) ?? '').length;
  }

  /** Empty, for -O. @returns why it cannot be written */
  truncate(): string | undefined {
    if (this.isOutput || this.name === '/dev/null') return undefined;
    return this.#process.files.openForWriting(this.#path, 'truncate');
  }

  /** @returns why it cannot be written */
  begin(): string | undefined {
    if (this.isOutput || this.name === '/dev/null') return undefined;
    const { files } = this.#process;
    const parent = this.#path.slice(0, this.#path.lastIndexOf('/'));
    if (this.name.includes('/') && !files.isDirectory(parent)) files.makeDirectory(parent);
    const problem = files.openForWriting(this.#path, 'append');
    const content = files.get(this.#path);
    this.#content = content instanceof Uint8Array ? content : utf8(files.text(this.#path) ?? '');
    return problem;
  }

  append(piece: Uint8Array): void {
    if (this.isOutput) this.#process.print(fromUtf8(piece));
    else this.#content = joined([this.#content, piece]);
  }

  end(): void {
    if (!this.isOutput && this.name !== '/dev/null') this.#process.files.write(this.#path, this.#content);
  }

  remove(): void {
    this.#process.files.delete(this.#path);
  }
}

/** @param disposition a Content-Disposition header that may name it */
export function saveAs(
  process: ShellProcess,
  { flags, values }: WgetOptions,
  url: CurlUrl,
  disposition: string | undefined,
): SavedFile {
  const [path = '/', query] = url.target.split('?');
  const named = /filename="?([^";]*)/.exec(disposition ?? '')?.[1];
  const last = path.slice(path.lastIndexOf('/') + 1) || 'index.html';
  const remote = named ?? `${last}${query === undefined ? '' : `?${query.replaceAll('/', '%2F')}`}`;
  const name = values.has('directory-prefix') ? `${values.get('directory-prefix') ?? ''}/${remote}` : remote;
  if (flags.has('continue') || flags.has('no-clobber')) return new SavedFile(process, name);
  let free = name;
  for (let number = 1; process.files.has(absolute(process, free)); number++)
    free = `${name}.${String(number)}`;
  return new SavedFile(process, flags.has('delete-after') ? `${free}.tmp` : free);
}
