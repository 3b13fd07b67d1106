/** Ticks in the menu: how much of each chapter was read, here or in another tab. */
import { onKept } from '../../components/kept/storage.ts';
import { readCounts } from '../../components/progress/reading.ts';

type Size = readonly [slug: string, href: string, sections: number];

const plan = document.querySelector<HTMLElement>('[data-chapters]')?.dataset['chapters'] ?? '[]';
const chapters = JSON.parse(plan) as readonly Size[];

function tick(): void {
  const counts = readCounts();
  for (const [slug, href, sections] of chapters) {
    const read = Math.min(counts.get(slug) ?? 0, sections);
    for (const link of document.querySelectorAll(`.sidebar-content a[href="${href}"]`)) {
      link.querySelector('.read-tick')?.remove();
      if (read > 0) link.append(tickOf(read, sections));
    }
  }
}

function tickOf(read: number, sections: number): HTMLElement {
  const done = read === sections;
  const tick = document.createElement('small');
  tick.className = 'read-tick';
  tick.toggleAttribute('data-done', done);
  const sign = document.createElement('span');
  sign.ariaHidden = 'true';
  sign.textContent = done ? '✓' : `${String(read)}/${String(sections)}`;
  const words = document.createElement('b');
  words.textContent = done ? ', read' : `, ${String(read)} of ${String(sections)} sections read`;
  tick.append(sign, words);
  return tick;
}

tick();
onKept(tick);
