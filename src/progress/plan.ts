/** What there is to do in each chapter that is written, while the book is built. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChapterPlan } from '../../components/progress/Progress.tsx';
import { questionsOf } from '../book/chapter-questions.ts';
import { exercisesOf } from '../book/next-exercise.ts';
import { readingOrder, titleOf } from '../book.ts';

const textOf = (slug: string) => join(process.cwd(), 'docs', slug, 'index.mdx');
const base = import.meta.env.BASE_URL.replace(/\/$/, '');

/** Chapters that have a cluster: those with sections to read and something to do. */
const chapters = readingOrder.filter((slug) => existsSync(textOf(slug)));

/** Headings of a chapter's sections, however many there are below them. */
function sectionsOf(slug: string): number {
  const prose = readFileSync(textOf(slug), 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  return prose.match(/^## /gm)?.length ?? 0;
}

/** Figures that ask before they run: `services/cluster-ip`. */
function predictionsOf(slug: string): readonly string[] {
  const figures = readFileSync(textOf(slug), 'utf8').match(/<PacketJourney\b[\s\S]*?\/>/g) ?? [];
  return figures
    .filter((figure) => figure.includes('question='))
    .flatMap((figure) => /\bid="([^"]+)"/.exec(figure)?.[1] ?? [])
    .map((id) => `${slug}/${id}`);
}

export function chapterPlans(): readonly ChapterPlan[] {
  return chapters.map((slug) => ({
    slug,
    title: titleOf(slug) ?? slug,
    href: `${base}/${slug}/`,
    sections: sectionsOf(slug),
    predictions: predictionsOf(slug),
    questions: questionsOf(slug).map(({ id }) => id),
    exercises: exercisesOf(slug).map(({ scenario }) => scenario),
  }));
}

/** Address and number of sections: what the ticks in the menu need. */
export function chapterSizes(): readonly (readonly [slug: string, href: string, sections: number])[] {
  return chapters.map((slug) => [slug, `${base}/${slug}/`, sectionsOf(slug)]);
}
