/**
 * The texts a rule set is read from: the command line or a file, what `-D` defines, and each file that is included. They
 * lie behind each other, so that one number says which text and where in it (struct input_descriptor of nft's
 * src/parser_bison.y).
 */
import type { Location } from '../../linux/netfilter/nftables/error.ts';

export interface Source {
  /** Of the file; undefined for a command line. */
  readonly name: string | undefined;
  readonly text: string;
  /** Where it begins among all texts. */
  readonly base: number;
  /** The `include` that named it. */
  readonly includedAt: Location | undefined;
}

export class Sources {
  readonly #all: Source[] = [];
  #end = 0;

  add(name: string | undefined, text: string, includedAt?: Location): Source {
    const source = { name, text, base: this.#end, includedAt };
    this.#all.push(source);
    // The end of a text is a place of its own.
    this.#end += text.length + 1;
    return source;
  }

  /** The text this place is in. */
  at(start: number): Source {
    const found = this.#all.findLast(({ base }) => base <= start);
    if (found === undefined) throw new Error('no text was added');
    return found;
  }

  /** The files that included it, the nearest first. */
  includersOf({ includedAt }: Source): readonly Location[] {
    return includedAt === undefined ? [] : [includedAt, ...this.includersOf(this.at(includedAt.start))];
  }
}
