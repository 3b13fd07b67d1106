/**
 * All progress as one file: what is kept, by its keys. A file is data from outside: limited in size, each entry looked at,
 * shown before it changes anything; nothing in it runs by itself. What stood here before is kept aside.
 */
import { furthest, readProgress } from '../exercise/exercise-progress.ts';
import { presentKey } from '../kept/former-keys.ts';
import { forget, keep, kept, keptKeys } from '../kept/storage.ts';
import { families, familyOf } from './families.ts';

const format = 'follow-the-packet/progress';
const version = 1;
const limits = { characters: 5_000_000, keys: 5_000 } as const;

/** By key. */
export type Kept = Readonly<Record<string, unknown>>;

export interface ProgressFile {
  readonly kept: Kept;
  /** Entries that this book does not know, or cannot believe. */
  readonly refused: number;
}

export type Reading =
  { readonly ok: true; readonly file: ProgressFile } | { readonly ok: false; readonly error: string };

/** Everything that is kept now. */
export function present(): Kept {
  const entries = keptKeys()
    .filter((key) => familyOf(key) !== undefined)
    .map((key) => [key, kept(key)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** @returns the text of a file */
export function printFile(all: Kept): string {
  return `${JSON.stringify({ format, version, kept: all }, undefined, 1)}\n`;
}

export function readFile(text: string): Reading {
  if (text.length > limits.characters)
    return refuse('It is too large: no progress in this book takes five million characters.');
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return refuse('It is no file of this book, or was cut short: it cannot be read as JSON.');
  }
  if (!isRecord(data) || data['format'] !== format)
    return refuse('It is no file of this book. Progress is saved with “Save to a file” on this page.');
  if (data['version'] !== version)
    return refuse(`It is of version ${String(data['version'])}; this book reads version ${String(version)}.`);
  const found = data['kept'];
  if (!isRecord(found)) return refuse('It holds nothing.');
  const keys = Object.keys(found);
  if (keys.length > limits.keys) return refuse(`It holds more than ${String(limits.keys)} entries.`);
  const believed = keys.flatMap((key) => {
    const value = /^[\w./~-]{1,200}$/.test(key) ? familyOf(key)?.read(found[key]) : undefined;
    return value === undefined ? [] : [[presentKey(key), value] as const];
  });
  return { ok: true, file: { kept: Object.fromEntries(believed), refused: keys.length - believed.length } };
}

const refuse = (error: string): Reading => ({ ok: false, error });

function isRecord(value: unknown): value is Kept {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `12 sections read`, `3 predictions`, …: only what there is. */
export function contentsOf(all: Kept): readonly string[] {
  const keys = Object.keys(all);
  return families.flatMap((family) => {
    const count = keys.filter((key) => familyOf(key) === family).length;
    return count === 0 ? [] : [`${String(count)} ${count === 1 ? family.one : family.several}`];
  });
}

const asideKey = 'before-import';

/** Everything that is kept becomes what the file holds; what was kept before is put aside. */
export function replaceBy(all: Kept): void {
  const before = present();
  for (const key of Object.keys(before)) forget(key);
  write(all);
  keep(asideKey, before);
}

/** What the file holds and is not here comes in; an exercise is as far as in either. What was kept before is put aside. */
export function addFrom(all: Kept): void {
  const before = present();
  write(
    Object.fromEntries(
      Object.entries(all).flatMap(([key, value]) => {
        if (!(key in before)) return [[key, value]];
        if (!key.startsWith('exercise/')) return [];
        return [[key, furthest(readProgress(before[key]), readProgress(value))]];
      }),
    ),
  );
  keep(asideKey, before);
}

/** What was here before a file was opened; undefined when none was. */
export function aside(): Kept | undefined {
  const found = kept(asideKey);
  return isRecord(found) ? found : undefined;
}

/** As if the file had not been opened. */
export function bringBack(): void {
  const before = aside();
  if (before === undefined) return;
  for (const key of Object.keys(present())) forget(key);
  write(before);
  forget(asideKey);
}

/** Nothing is left. */
export function forgetAll(): void {
  for (const key of Object.keys(present())) forget(key);
}

function write(all: Kept): void {
  for (const [key, value] of Object.entries(all)) keep(key, value);
}
