/**
 * A section is read when its end has stood in the window for a while. The heading the reader passed last is where to go on
 * another day.
 */
import { keep, onKept } from '../../components/kept/storage.ts';
import { isDone, isRead, markRead, type Place, placeKey } from '../../components/progress/reading.ts';

const { chapter = '', chapterTitle = '' } =
  document.querySelector<HTMLElement>('[data-chapter]')?.dataset ?? {};
const headings = [...document.querySelectorAll<HTMLElement>('.sl-markdown-content h2[id]')];

/** Milliseconds that the end of a section is looked at before it counts as read. */
const looked = 1500;

/** The last element of each section. Headings stand in a wrapper of their own, beside what they head. */
const ends = new Map<Element, string>();
const blocks = headings.map((heading) => heading.closest('.sl-heading-wrapper') ?? heading);
headings.forEach((heading, at) => {
  const next = blocks[at + 1];
  const end = next === undefined ? blocks[at]?.parentElement?.lastElementChild : next.previousElementSibling;
  if (end !== null && end !== undefined) ends.set(end, heading.id);
});

const waiting = new Map<Element, ReturnType<typeof setTimeout>>();
const seen = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting, boundingClientRect } of entries) {
      clearTimeout(waiting.get(target));
      // A tall figure counts when its lower edge has come in.
      if (!isIntersecting || boundingClientRect.bottom > innerHeight + 40) continue;
      const id = ends.get(target) ?? '';
      waiting.set(
        target,
        setTimeout(() => markRead(chapter, id, Date.now()), looked),
      );
    }
  },
  { threshold: [0, 0.25, 0.5, 0.75, 1] },
);
for (const end of ends.keys()) seen.observe(end);

/** The heading passed last is the place to go on. */
function keepPlace(): void {
  const heading = headings.findLast((each) => each.getBoundingClientRect().top < innerHeight / 2);
  const section = heading && { id: heading.id, title: heading.textContent.trim() };
  keep(placeKey, { chapter, title: chapterTitle, ...(section && { section }) } satisfies Place);
}

let resting: ReturnType<typeof setTimeout> | undefined;
document.addEventListener(
  'scroll',
  () => {
    clearTimeout(resting);
    resting = setTimeout(keepPlace, 300);
  },
  { passive: true },
);
keepPlace();

/** What each section asks for: the keys of its predictions, questions and exercises. */
const tasksOf = new Map<HTMLElement, readonly string[]>();
for (const task of document.querySelectorAll<HTMLElement>('[data-task]')) {
  const heading = headings.findLast(
    (each) => (each.compareDocumentPosition(task) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
  );
  if (heading !== undefined)
    tasksOf.set(heading, [...(tasksOf.get(heading) ?? []), task.dataset['task'] ?? '']);
}

function tick(): void {
  for (const heading of headings) {
    const read = isRead(chapter, heading.id);
    heading.toggleAttribute('data-read', read);
    const tasks = tasksOf.get(heading) ?? [];
    if (tasks.length > 0)
      heading.dataset['done'] = `${String(tasks.filter(isDone).length)} of ${String(tasks.length)} done`;
    for (const link of document.querySelectorAll(`starlight-toc a[href="#${heading.id}"]`))
      link.toggleAttribute('data-read', read);
  }
}

tick();
onKept(tick);
