/** Which sections were read, and where the reader was last. Knows no React: every page uses it. */
import { keep, kept, keptKeys } from '../kept/storage.ts';

/** Where to go on. */
export interface Place {
  /** `services` */
  readonly chapter: string;
  readonly title: string;
  /** Absent at a chapter's beginning. */
  readonly section?: { readonly id: string; readonly title: string };
}

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= 200;
const isName = (value: unknown): value is string => isText(value) && /^[\w-]+$/.test(value);

export function readPlace(value: unknown): Place | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { chapter, title, section } = value as { [Key in keyof Place]?: unknown };
  if (!isName(chapter) || !isText(title)) return undefined;
  if (typeof section !== 'object' || section === null) return { chapter, title };
  const { id, title: words } = section as { id?: unknown; title?: unknown };
  return isText(id) && !id.includes(' ') && isText(words)
    ? { chapter, title, section: { id, title: words } }
    : { chapter, title };
}

export const placeKey = 'place';

export const sectionKey = (chapter: string, id: string) => `read/${chapter}/${id}`;

export function isRead(chapter: string, id: string): boolean {
  return kept(sectionKey(chapter, id)) !== undefined;
}

export function markRead(chapter: string, id: string, now: number): void {
  if (!isRead(chapter, id)) keep(sectionKey(chapter, id), now);
}

/**
 * Is it done, what the reader was asked for: predicted, answered rightly, solved?
 * @param key it is kept under: `predict/pod-to-pod/same-node`, `quiz/services/odds`, `exercise/services/no-endpoints`
 */
export function isDone(key: string): boolean {
  const value = kept(key);
  if (key.startsWith('predict/')) return value !== undefined;
  if (typeof value !== 'object' || value === null) return false;
  const { outcome, solved } = value as { readonly outcome?: unknown; readonly solved?: unknown };
  return outcome === 'right' || solved === 'alone' || solved === 'shown';
}

/** How many sections of each chapter were read. */
export function readCounts(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of keptKeys()) {
    const [kind, chapter] = key.split('/');
    if (kind === 'read' && chapter !== undefined) counts.set(chapter, (counts.get(chapter) ?? 0) + 1);
  }
  return counts;
}
