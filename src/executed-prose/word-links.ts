/**
 * Links of a block's output. Many words lead somewhere, so a block is one stop of the Tab key, and arrows walk its words;
 * without JavaScript each is a stop. What is on the map is shown there.
 */
import { showOnMap } from '../../components/cluster-map/show-on-map.ts';

const wordsOf = (block: Element) => [...block.querySelectorAll<HTMLAnchorElement>('a.word')];

function makeStop(words: readonly HTMLAnchorElement[], stop: HTMLAnchorElement | undefined): void {
  for (const word of words) word.tabIndex = word === stop ? 0 : -1;
}

/** @param world the id of the page's world */
export function linkWords(block: HTMLElement, world: string): void {
  makeStop(wordsOf(block), wordsOf(block)[0]);
  block.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const words = wordsOf(block);
    const at = words.findIndex((word) => word === document.activeElement);
    if (at < 0) return;
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: words.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const word = words[next];
    if (word === undefined) return;
    makeStop(words, word);
    word.focus();
  });
  block.addEventListener('click', (event) => {
    const word = event.target instanceof Element ? event.target.closest<HTMLElement>('a.word') : null;
    const item = word?.dataset['item'];
    // A card that is to be shown first has taken the tap; a map that is not alive yet leaves the link to lead to its list.
    if (item === undefined || event.defaultPrevented || event.ctrlKey || event.metaKey) return;
    if (showOnMap({ world, item })) event.preventDefault();
  });
}
