/**
 * A place in a text that goes forward, with its line and column. Columns count UTF-16 units, not characters as go-yaml does:
 * a key after a sign beyond the first plane would be measured one longer.
 */
import type { Mark } from './fault.ts';

const breaks = new Set(['\r', '\n', '\u0085', '\u2028', '\u2029']);

export class Cursor {
  readonly #text: string;
  index = 0;
  line = 0;
  column = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The character there or some characters ahead; empty behind the end. */
  at(ahead = 0): string {
    return this.#text.charAt(this.index + ahead);
  }

  mark(): Mark {
    return { index: this.index, line: this.line, column: this.column };
  }

  isEnd(ahead = 0): boolean {
    const there = this.at(ahead);
    return there === '' || there === '\0';
  }

  isBlank(ahead = 0): boolean {
    const there = this.at(ahead);
    return there === ' ' || there === '\t';
  }

  isBreak(ahead = 0): boolean {
    return breaks.has(this.at(ahead));
  }

  isBreakOrEnd(ahead = 0): boolean {
    return this.isEnd(ahead) || this.isBreak(ahead);
  }

  /** A blank, a line break or the end. */
  isSpace(ahead = 0): boolean {
    return this.isBlank(ahead) || this.isBreakOrEnd(ahead);
  }

  /** `---` or `...` at the beginning of a line. */
  isDocumentIndicator(): boolean {
    if (this.column !== 0 || !this.isSpace(3)) return false;
    const three = this.at() + this.at(1) + this.at(2);
    return three === '---' || three === '...';
  }

  skip(count = 1): void {
    this.index += count;
    this.column += count;
  }

  read(): string {
    const there = this.at();
    this.skip();
    return there;
  }

  /** Over a line break. @returns it, as one character */
  readLine(): string {
    const there = this.at();
    this.index += there === '\r' && this.at(1) === '\n' ? 2 : 1;
    this.column = 0;
    this.line++;
    return there === '\u2028' || there === '\u2029' ? there : '\n';
  }
}
