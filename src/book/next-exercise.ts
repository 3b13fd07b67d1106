/** The exercises of the book in reading order: which one comes after which. */
import type { Exercise } from '../../engine/lab/exercise/check.ts';
import { readingOrder } from '../book.ts';

type File = { readonly exercises: readonly Exercise[] };

const files = import.meta.glob<File>('../../docs/*/exercises.ts', { eager: true });

/** Of a chapter; none where it has none. */
export function exercisesOf(chapter: string): readonly Exercise[] {
  return files[`../../docs/${chapter}/exercises.ts`]?.exercises ?? [];
}

const chapterOf = ({ scenario }: Exercise) => scenario.split('/')[0] ?? scenario;

/** @returns undefined after the last of the book */
export function nextAfter(exercise: Exercise): { readonly title: string; readonly href: string } | undefined {
  const all = readingOrder.flatMap(exercisesOf);
  const next = all[all.findIndex(({ scenario }) => scenario === exercise.scenario) + 1];
  if (next === undefined) return undefined;
  const base = import.meta.env.BASE_URL.replace(/\/$/, '');
  return { title: next.title, href: `${base}/${chapterOf(next)}/#${next.id}` };
}
