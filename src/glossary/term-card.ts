/**
 * The card of a term, or of a word in an output that leads somewhere: shown while somebody points at it or stands on it, or after a tap. It stays while the pointer is on it,
 * goes with Escape, and is one element for all terms of a page. Its text is text, never HTML.
 */
const wait = { before: 200, after: 250 } as const;

const card = document.createElement('div');
card.className = 'term-card not-content';
card.id = 'term-card';
card.popover = 'manual';
document.body.append(card);

let shown: HTMLAnchorElement | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
let touched = false;

function later(then: () => void, delay: number): void {
  clearTimeout(timer);
  timer = setTimeout(then, delay);
}

function show(term: HTMLAnchorElement): void {
  clearTimeout(timer);
  if (shown === term) return;
  hide();
  const [name = '', says = '', title = '', href = ''] = JSON.parse(
    term.dataset['card'] ?? '[]',
  ) as readonly string[];
  const onMap = term.dataset['item'] !== undefined;
  card.replaceChildren(
    paragraph(bold(name), ': ', ...quoted(says)),
    paragraph(
      ...(onMap ? [shownOnMap(term)] : [link(term.href, 'In the glossary'), link(href, title)]),
      ...(term.classList.contains('word') ? ['← → other words'] : []),
    ),
  );
  shown = term;
  term.setAttribute('aria-describedby', card.id);
  card.showPopover();
  place(term);
}

function hide(): void {
  clearTimeout(timer);
  shown?.removeAttribute('aria-describedby');
  shown = undefined;
  if (card.matches(':popover-open')) card.hidePopover();
}

/** Under the term's first line, or over it where there is no room below. */
function place(term: HTMLElement): void {
  const [line] = term.getClientRects();
  if (line === undefined) return;
  const { width, height } = card.getBoundingClientRect();
  const left = Math.max(16, Math.min(line.left, innerWidth - width - 16));
  const below = line.bottom + 6;
  const top = below + height < innerHeight - 56 ? below : Math.max(8, line.top - height - 6);
  card.style.left = `${left}px`;
  card.style.top = `${top}px`;
}

function paragraph(...parts: readonly (Node | string)[]): HTMLElement {
  const made = document.createElement('p');
  made.append(...parts);
  return made;
}

function bold(text: string): HTMLElement {
  const made = document.createElement('b');
  made.textContent = text;
  return made;
}

function link(href: string, text: string): HTMLAnchorElement {
  const made = document.createElement('a');
  made.href = href;
  made.textContent = text;
  made.tabIndex = -1;
  return made;
}

/** Does what the word itself does. */
function shownOnMap(word: HTMLAnchorElement): HTMLAnchorElement {
  const made = link(word.href, 'On the map');
  made.addEventListener('click', (event) => {
    event.preventDefault();
    word.click();
    hide();
  });
  return made;
}

/** What stands between backticks in the machine's type. */
function quoted(text: string): readonly (Node | string)[] {
  return text.split('`').map((part, at) => {
    if (at % 2 === 0) return part;
    const code = document.createElement('code');
    code.textContent = part;
    return code;
  });
}

const termAt = (target: EventTarget | null) =>
  target instanceof Element ? (target.closest<HTMLAnchorElement>('a.term, a.word') ?? undefined) : undefined;

document.addEventListener('pointerdown', ({ pointerType, target }) => {
  touched = pointerType !== 'mouse';
  if (shown !== undefined && target instanceof Node && !card.contains(target) && !shown.contains(target))
    hide();
});
document.addEventListener('pointerover', ({ pointerType, target }) => {
  if (pointerType !== 'mouse') return;
  const term = termAt(target);
  if (term !== undefined) later(() => show(term), wait.before);
  else if (target instanceof Node && card.contains(target)) clearTimeout(timer);
  else if (shown === undefined) clearTimeout(timer);
  else if (document.activeElement !== shown) later(hide, wait.after);
});
document.addEventListener('focusin', ({ target }) => {
  const term = termAt(target);
  if (term !== undefined && !touched) show(term);
});
document.addEventListener('focusout', ({ target }) => {
  if (termAt(target) !== undefined && !touched) hide();
});
document.addEventListener('keydown', ({ key }) => {
  touched = false;
  if (key === 'Escape') hide();
});
// The first tap says what it means; the card has the way to the glossary.
document.addEventListener(
  'click',
  (event) => {
    const term = termAt(event.target);
    if (term === undefined || !touched || shown === term) return;
    event.preventDefault();
    show(term);
  },
  // Before what the word does by itself.
  { capture: true },
);
// Coming to a term by keyboard may scroll the page: the card goes along while its term is to be seen.
document.addEventListener(
  'scroll',
  () => {
    if (shown === undefined) return;
    const { top, bottom } = shown.getBoundingClientRect();
    if (bottom < 0 || top > innerHeight) hide();
    else place(shown);
  },
  { passive: true },
);
