/**
 * `-m comment`: words for people; always matches (libxt_comment). Rules of kube-proxy carry the Service's name
 * here, which provenance and the reader's eye follow. Nothing is left out.
 */
import { usage } from '../error.ts';
import type { Match, Test } from '../extension.ts';
import { quoted } from '../print/save.ts';

const longest = 256;

export class CommentMatch implements Match {
  readonly name = 'comment';
  readonly inverts = [];
  readonly options = { comment: 'value' } as const;
  #text: string | undefined;

  get text(): string {
    return this.#text ?? '';
  }

  set(_option: string, value: string): void {
    this.#text = value.slice(0, longest - 1);
  }

  check(): void {
    if (this.#text === undefined) throw usage('comment: option "--comment" must be specified\n');
  }

  save(): string {
    return `--comment ${quoted(this.text)}`;
  }

  print(): string {
    return `/* ${this.text} */`;
  }

  translate(): string {
    return '';
  }

  compile(): Test {
    return () => true;
  }
}
