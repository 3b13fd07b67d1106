/**
 * What a terminal has shown, from the newest back as far as it is kept: pieces of text, of which the oldest go first.
 * A command that prints for an hour takes no more room than one that printed for a minute.
 */

/** Characters. */
export const longestScrollback = 200_000;
/** Small outputs are put together up to so many characters, so that whole pieces can be dropped. */
const piece = 4096;

export class Scrollback {
  readonly #pieces: string[] = [];
  #length = 0;
  /** What was first is gone: it may begin in the middle of a line. */
  #isCut = false;

  add(text: string): void {
    if (text === '') return;
    const last = this.#pieces.length - 1;
    const end = this.#pieces[last];
    if (end !== undefined && end.length + text.length <= piece) this.#pieces[last] = end + text;
    else this.#pieces.push(text.slice(-longestScrollback));
    this.#length += Math.min(text.length, longestScrollback);
    let dropped = 0;
    while (this.#length > longestScrollback) this.#length -= this.#pieces[dropped++]?.length ?? 0;
    this.#pieces.splice(0, dropped);
    this.#isCut ||= dropped > 0 || text.length > longestScrollback;
  }

  /** What comes next begins a line of its own. */
  endLine(): void {
    if (this.#pieces.at(-1)?.endsWith('\n') === false) this.add('\n');
  }

  /** From the beginning of a line. */
  get text(): string {
    const all = this.#pieces.join('');
    return this.#isCut ? all.slice(all.indexOf('\n') + 1) : all;
  }
}
