/**
 * Everything that is kept for a reader, by what its key begins with: what it is called, and what of a file's text is
 * believed. Tests compare this list with the keys that components write.
 */
import { readProgress } from '../exercise/exercise-progress.ts';
import { readGiven } from '../predict/given.ts';
import { readSaid } from '../quiz/review.ts';
import { readSavedWorld } from '../world/action-schema.ts';
import { readPlace } from './reading.ts';

interface Family {
  readonly begins: string;
  readonly one: string;
  readonly several: string;
  /** @returns undefined for what is none of this family */
  readonly read: (value: unknown) => unknown;
}

export const families: readonly Family[] = [
  {
    begins: 'read/',
    one: 'section read',
    several: 'sections read',
    read: (value) => (isTime(value) ? value : undefined),
  },
  { begins: 'predict/', one: 'prediction', several: 'predictions', read: readGiven },
  { begins: 'quiz/', one: 'question answered', several: 'questions answered', read: readSaid },
  {
    begins: 'exercise/',
    one: 'exercise begun or solved',
    several: 'exercises begun or solved',
    read: (value) => (isRecord(value) ? readProgress(value) : undefined),
  },
  {
    begins: 'world/',
    one: 'cluster with what was done to it',
    several: 'clusters with what was done to them',
    read: (value) => {
      const world = readSavedWorld(value);
      return world.ok ? world.value : undefined;
    },
  },
  { begins: 'place', one: 'place to go on from', several: 'places to go on from', read: readPlace },
  { begins: 'reading', one: 'set of settings', several: 'sets of settings', read: readSettings },
];

/** Kept in this browser and no part of a file: which tabs are open, and what stood here before a file was opened. */
export const notProgress: readonly string[] = ['terminal/', 'before-import'];

export function familyOf(key: string): Family | undefined {
  return families.find(({ begins }) => (begins.endsWith('/') ? key.startsWith(begins) : key === begins));
}

const isTime = (value: unknown) => typeof value === 'number' && Number.isFinite(value) && value >= 0;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names and short words; which of them mean something is looked at where they are used. */
function readSettings(value: unknown): unknown {
  if (!isRecord(value)) return undefined;
  const entries = Object.entries(value);
  const fit = entries.length <= 50 && entries.every(([name, word]) => name.length <= 50 && isWord(word));
  return fit ? value : undefined;
}

const isWord = (value: unknown) => typeof value === 'string' && value.length <= 50;
