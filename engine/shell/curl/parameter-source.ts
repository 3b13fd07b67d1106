/**
 * What curl's option reader needs from the process around it: files, standard input, and a place for warnings.
 */
import { utf8 } from '../../net/wire/utf8.ts';
import type { ShellProcess } from '../command.ts';

export class ParameterSource {
  readonly #process: ShellProcess;
  /** All of standard input, read before the options were. */
  readonly #typed: string;

  constructor(process: ShellProcess, typed: string) {
    this.#process = process;
    this.#typed = typed;
  }

  absolute(path: string): string {
    const { directory } = this.#process;
    return path.startsWith('/') ? path : `${directory === '/' ? '' : directory}/${path}`;
  }

  /** @param path `-` is standard input */
  file(path: string): string | undefined {
    return path === '-' ? this.#typed : this.#process.files.text(this.absolute(path));
  }

  bytes(path: string): Uint8Array | undefined {
    if (path === '-') return utf8(this.#typed);
    const content = this.#process.files.get(this.absolute(path));
    return content instanceof Uint8Array
      ? content
      : content === undefined
        ? undefined
        : utf8(this.file(path) ?? '');
  }

  /** Warnings are folded at the width of the terminal, or 79 columns (tool_msgs.c). */
  warn(text: string, silent: boolean): void {
    if (silent) return;
    const width = 79 - 'Warning: '.length;
    let rest = text;
    while (rest.length >= width) {
      let cut = width - 1;
      while (cut > 0 && rest.charAt(cut) !== ' ') cut--;
      if (cut === 0) cut = width - 1;
      this.#process.complain(`Warning: ${rest.slice(0, cut + 1)}\n`);
      rest = rest.slice(cut + 1);
    }
    this.#process.complain(`Warning: ${rest}\n`);
  }
}
