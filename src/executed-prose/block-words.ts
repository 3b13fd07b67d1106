/**
 * Which words of a block's output lead somewhere, and where: what is on the map of this page, to its row in the map's list;
 * a term of the book, to the glossary. Commands are for typing and carry no links.
 */
import { mentions, type Names } from '../../engine/lab/view/names.ts';
import type { TermAt } from '../glossary/terms-by-word.ts';

/** A link in a block of code. */
export interface BlockWord {
  /** Line of the block and columns in it, from 0. */
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly href: string;
  /** What its card says: the word, what it is, and for a term its source. */
  readonly card: readonly string[];
  /** Its item of the map, where it has one. */
  readonly item?: string;
}

export interface Page {
  readonly terms: Readonly<Record<string, TermAt>>;
  /** This page's map, as the book is built; undefined where it has none. */
  readonly map: { readonly id: string; readonly items: ReadonlySet<string> } | undefined;
}

/** @param lines of the block; @param commands the numbers of those that are typed */
export function wordsOfBlock(
  lines: readonly string[],
  commands: ReadonlySet<number>,
  names: Names,
  { terms, map }: Page,
): readonly BlockWord[] {
  const leadsTo = (word: string): Pick<BlockWord, 'href' | 'card' | 'item'> | undefined => {
    const thing = names(word);
    // What the prose itself has made since is on no map that was built.
    if (map !== undefined && thing !== undefined && map.items.has(thing.item))
      return { href: `#${map.id}-${thing.item}`, card: [word, thing.what], item: thing.item };
    const found = Object.hasOwn(terms, word) ? terms[word] : undefined;
    if (found === undefined) return undefined;
    const { href, term, says, source } = found;
    return { href, card: [term, says, source.title, source.href] };
  };
  return lines.flatMap((text, line) =>
    commands.has(line)
      ? []
      : mentions(text, leadsTo).map(({ thing, text: word, at }) => ({
          line,
          from: at,
          to: at + word.length,
          ...thing,
        })),
  );
}
