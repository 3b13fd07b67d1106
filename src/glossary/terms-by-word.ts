/** The book's terms by the words that machines write: where an output says one, it leads to the glossary. */
import { type GlossaryTerm, glossary } from '../../docs/glossary.ts';

export interface TermAt extends GlossaryTerm {
  /** Its place in the glossary. */
  readonly href: string;
}

/** @param base the path the book lives under */
export function termsByWord(base: string): Readonly<Record<string, TermAt>> {
  const folder = base.replace(/\/$/, '');
  return Object.fromEntries(
    glossary.flatMap((term) =>
      (term.words ?? []).map((word) => [word, { ...term, href: `${folder}/glossary/#${term.id}` }]),
    ),
  );
}
