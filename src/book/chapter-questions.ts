/** The questions of the book while it is built, each with the key that the engine finds. */
import { readyQuestion } from '../../components/quiz/answer-key.ts';
import type { Question, ReadyQuestion } from '../../components/quiz/question.ts';
import { freshWorld } from './chapter-world.ts';

type File = { readonly questions: readonly Question[] };

const files = import.meta.glob<File>('../../docs/*/questions.ts', { eager: true });
const ready = new Map<string, readonly ReadyQuestion[]>();

/** @returns none where the chapter asks nothing. @throws Error when a question has no answer */
export function questionsOf(chapter: string): readonly ReadyQuestion[] {
  let found = ready.get(chapter);
  if (found === undefined) {
    const asked = files[`../../docs/${chapter}/questions.ts`]?.questions ?? [];
    found = asked.map((question) => readyQuestion(chapter, question, () => freshWorld(chapter)));
    ready.set(chapter, found);
  }
  return found;
}

/** Slugs of the chapters that ask something. */
export const askingChapters: readonly string[] = Object.keys(files).flatMap(
  (path) => path.split('/').at(-2) ?? [],
);
