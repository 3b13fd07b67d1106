/** Where a word of an output leads: to a thing on the map, or to what the book says of a term. */
import { mentions, type Mention } from '../../engine/lab/view/names.ts';
import { showOnMap } from '../cluster-map/show-on-map.ts';
import type { ShellTab } from './shell-tab.ts';

/** A term that the book explains. */
export interface Term {
  readonly term: string;
  readonly says: string;
  readonly href: string;
}

/** By the words that machines write: `MASQUERADE`. */
export type Terms = Readonly<Record<string, Term>>;

export const noTerms: Terms = {};

export interface Lead {
  readonly kind: 'thing' | 'term';
  /** An item of the map, or the address of the glossary's entry. */
  readonly id: string;
  /** `10.8.0.4, Pod default/web-1 on k8s-w1` */
  readonly label: string;
  /** What a term means; nothing for a thing. */
  readonly says: string;
}

/** What a text printed in a tab mentions, in its order. */
export function leadsIn(text: string, tab: ShellTab, terms: Terms): readonly Mention<Lead>[] {
  const names = tab.store.world?.names(tab.place);
  return mentions<Lead>(text, (word) => {
    const thing = names?.(word);
    if (thing !== undefined)
      return { kind: 'thing', id: thing.item, label: `${word}, ${thing.what}`, says: '' };
    const found = Object.hasOwn(terms, word) ? terms[word] : undefined;
    if (found === undefined) return undefined;
    const { term, says, href } = found;
    return { kind: 'term', id: href, label: word === term ? term : `${word}, ${term}`, says };
  });
}

/** @returns what to tell when there is nowhere to go */
export function follow({ kind, id }: Lead, tab: ShellTab): string {
  if (kind === 'term') {
    // Beside the page: in it the terminal would be gone.
    window.open(id, '_blank', 'noopener');
    return '';
  }
  return showOnMap({ world: tab.store.spec.id, item: id })
    ? ''
    : 'There is no map of this cluster on this page.';
}
