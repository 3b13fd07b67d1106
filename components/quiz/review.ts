/**
 * What a reader said to a question, and when it comes back. A question missed at first comes back after 1, 3, 7 and 21
 * days; answered wrong there, it begins again. One key a question: two tabs never overwrite each other's.
 * Knows no React: the line at a chapter's top counts with it.
 */
import { kept, keptKeys } from '../kept/storage.ts';

export const day = 24 * 60 * 60 * 1000;
const intervals = [1, 3, 7, 21] as const;

export interface Said {
  /** The last answer: one typed, or the options chosen. */
  readonly given: readonly string[];
  readonly outcome: 'right' | 'wrong' | 'shown';
  /** In review: how many returns were answered, and when it is due, in milliseconds since 1970. */
  readonly review?: { readonly passed: number; readonly due: number };
}

export const saidKey = (id: string) => `quiz/${id}`;

export function readSaid(value: unknown): Said | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { given, outcome, review } = value as { [Key in keyof Said]?: unknown };
  if (outcome !== 'right' && outcome !== 'wrong' && outcome !== 'shown') return undefined;
  if (!Array.isArray(given) || given.length > 20) return undefined;
  const texts = given.filter((each): each is string => typeof each === 'string' && each.length <= 300);
  const place = readReview(review);
  return { given: texts, outcome, ...(place === undefined ? {} : { review: place }) };
}

function readReview(value: unknown): Said['review'] {
  if (typeof value !== 'object' || value === null) return undefined;
  const { passed, due } = value as { passed?: unknown; due?: unknown };
  if (typeof passed !== 'number' || !Number.isInteger(passed) || passed < 0 || passed >= intervals.length)
    return undefined;
  return typeof due === 'number' && Number.isFinite(due) ? { passed, due } : undefined;
}

/** After an answer in the chapter: the first miss puts the question into the queue, and it stays there. */
export function answered(
  before: Said | undefined,
  given: readonly string[],
  outcome: Said['outcome'],
  now: number,
): Said {
  const missed = before === undefined && outcome !== 'right';
  const review = missed ? { passed: 0, due: now + day } : before?.review;
  return { given, outcome, ...(review === undefined ? {} : { review }) };
}

/** After an answer in the review. */
export function reviewed(
  before: Said,
  given: readonly string[],
  outcome: Said['outcome'],
  now: number,
): Said {
  const passed = outcome === 'right' ? (before.review?.passed ?? 0) + 1 : 0;
  const days = intervals[passed];
  return { given, outcome, ...(days === undefined ? {} : { review: { passed, due: now + days * day } }) };
}

export interface Waiting {
  /** `services/odds` */
  readonly id: string;
  readonly due: number;
}

/** Every question in the queue, the one due first first. */
export function waiting(): readonly Waiting[] {
  return keptKeys()
    .filter((key) => key.startsWith('quiz/'))
    .flatMap((key) => {
      const due = readSaid(kept(key))?.review?.due;
      return due === undefined ? [] : [{ id: key.slice('quiz/'.length), due }];
    })
    .sort((one, other) => one.due - other.due);
}

/**
 * `2 questions from Services and 1 from Pod to pod are due`; undefined when none is.
 * @param titles of chapters, by their slugs; questions of others are not counted
 */
export function dueWords(
  queue: readonly Waiting[],
  titles: ReadonlyMap<string, string>,
  now: number,
): string | undefined {
  const due = queue.filter((each) => each.due <= now).map(({ id }) => titles.get(id.split('/')[0] ?? ''));
  const counts = new Map<string, number>();
  for (const title of due) if (title !== undefined) counts.set(title, (counts.get(title) ?? 0) + 1);
  if (counts.size === 0) return undefined;
  const parts = [...counts].map(([title, count], at) =>
    at === 0 ? `${count} question${count === 1 ? '' : 's'} from ${title}` : `${count} from ${title}`,
  );
  const last = parts.pop() ?? '';
  const one = counts.size === 1 && [...counts.values()][0] === 1;
  return `${parts.length === 0 ? last : `${parts.join(', ')} and ${last}`} ${one ? 'is' : 'are'} due`;
}
