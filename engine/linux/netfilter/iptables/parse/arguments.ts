/**
 * A command line read option by option, as getopt_long does: short options in clusters, long ones by any unambiguous
 * beginning, values after `=` or as the next word. After `--` nothing is an option.
 */
import { usage } from '../error.ts';
import type { OptionKind } from '../extension.ts';

export interface LongOption<Owner> {
  readonly name: string;
  readonly kind: OptionKind | 'optional';
  readonly owner: Owner;
}

export interface ShortOption {
  readonly letter: string;
  readonly kind: 'flag' | 'value' | 'optional';
}

export type Read<Owner> =
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'short'; readonly letter: string; readonly value: string | undefined }
  | {
      readonly kind: 'long';
      readonly option: LongOption<Owner>;
      readonly value: string | undefined;
      readonly word: string;
    }
  | { readonly kind: 'unknown'; readonly word: string };

export class ArgumentReader<Owner> {
  readonly #words: readonly string[];
  #at = 0;
  /** The rest of a cluster of short options. */
  #cluster = '';

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  /** Words behind `--`, which nobody reads. */
  get hasMore(): boolean {
    return this.#at < this.#words.length;
  }

  /** The last word that was read, with the option if it stands in the same. */
  get lastWord(): string {
    return this.#words[this.#at - 1] ?? '';
  }

  /** The next word, if it is neither an option nor `!` (xs_has_arg). */
  takeWord(): string | undefined {
    const word = this.#words[this.#at];
    if (this.#cluster !== '' || word === undefined || word.startsWith('-') || word.startsWith('!'))
      return undefined;
    this.#at++;
    return word;
  }

  /** Go back to before a word that was unknown, to read it again with more options. */
  unread(): void {
    this.#at--;
  }

  next(short: ReadonlyMap<string, ShortOption>, long: readonly LongOption<Owner>[]): Read<Owner> | undefined {
    if (this.#cluster !== '') return this.#short(short);
    const word = this.#words[this.#at];
    if (word === undefined) return undefined;
    this.#at++;
    if (word === '--') return undefined;
    if (word.startsWith('--')) return this.#long(word, long);
    if (word.startsWith('-') && word.length > 1) {
      this.#cluster = word.slice(1);
      return this.#short(short);
    }
    return { kind: 'word', word };
  }

  #short(options: ReadonlyMap<string, ShortOption>): Read<Owner> {
    const letter = this.#cluster.charAt(0);
    const rest = this.#cluster.slice(1);
    const option = options.get(letter);
    if (option === undefined) {
      this.#cluster = '';
      return { kind: 'unknown', word: `-${letter}` };
    }
    if (option.kind === 'flag') {
      this.#cluster = rest;
      return { kind: 'short', letter, value: undefined };
    }
    this.#cluster = '';
    if (rest !== '') return { kind: 'short', letter, value: rest };
    if (option.kind === 'optional') return { kind: 'short', letter, value: undefined };
    return { kind: 'short', letter, value: this.#value(`-${letter}`) };
  }

  #long(word: string, options: readonly LongOption<Owner>[]): Read<Owner> {
    const equals = word.indexOf('=');
    const name = word.slice(2, equals < 0 ? undefined : equals);
    let found = options.filter((option) => option.name === name);
    if (found.length === 0) found = options.filter((option) => option.name.startsWith(name));
    const [option] = found;
    if (option === undefined || new Set(found.map((each) => each.name)).size > 1)
      return { kind: 'unknown', word };
    const given = equals < 0 ? undefined : word.slice(equals + 1);
    if (option.kind === 'flag' || option.kind === 'optional')
      return { kind: 'long', option, value: given, word };
    let value = given ?? this.#value(word);
    if (option.kind === 'pair') {
      const second = this.takeWord();
      if (second !== undefined) value += ` ${second}`;
    }
    return { kind: 'long', option, value, word };
  }

  #value(option: string): string {
    const value = this.#words[this.#at];
    if (value === undefined) throw usage(`option "${option}" requires an argument`);
    this.#at++;
    return value;
  }
}
