/** Where a reader's worlds are kept: this browser's own storage. That it is full or closed is told, not fatal. */
import { limits, readSavedWorld, type Reading, type SavedWorld } from './action-schema.ts';

const keyOf = (id: string) => `follow-the-packet/world/${id}`;

/** The text of each world that this page goes on with. Another text under its key is another tab's. */
const own = new Map<string, string | null>();

/** For tests: as if the page had just been loaded. */
export function forgetOwn(): void {
  own.clear();
}

/** `loadWorld`, by who goes on with it: from now on this page keeps this world. */
export function takeUpWorld(id: string): Reading<SavedWorld> | undefined {
  try {
    own.set(id, localStorage.getItem(keyOf(id)));
  } catch {
    // Nothing is kept, so nobody else keeps it.
  }
  return loadWorld(id);
}

/** @returns undefined when nothing was saved */
export function loadWorld(id: string): Reading<SavedWorld> | undefined {
  let text: string | null;
  try {
    text = localStorage.getItem(keyOf(id));
  } catch {
    return undefined;
  }
  if (text === null) return undefined;
  try {
    return readSavedWorld(JSON.parse(text));
  } catch {
    return { ok: false, error: 'it is damaged' };
  }
}

/** @returns why it could not be kept */
export function saveWorld(id: string, world: SavedWorld): string | undefined {
  const text = JSON.stringify(world);
  if (text.length > limits.characters)
    return 'What you did here has grown too long to be kept. It stays until you close the page.';
  try {
    if (own.has(id) && localStorage.getItem(keyOf(id)) !== own.get(id))
      return 'This cluster was changed in another tab, and that one is kept. What you do here lasts until you close this page; reload it to go on with the other.';
    if (world.actions.length === 0) localStorage.removeItem(keyOf(id));
    else localStorage.setItem(keyOf(id), text);
    own.set(id, world.actions.length === 0 ? null : text);
    return undefined;
  } catch {
    return 'This browser keeps nothing for this page (its storage is full or switched off). What you do stays until you close it.';
  }
}

/** The reader's own world is kept beside a shared one that takes its place. */
export function keepAside(id: string): void {
  try {
    const text = localStorage.getItem(keyOf(id));
    if (text !== null) localStorage.setItem(keyOf(`${id}~own`), text);
  } catch {
    // Nothing could be read, so nothing is lost.
  }
}

/** @returns whether there was one to bring back */
export function bringBack(id: string): boolean {
  try {
    const text = localStorage.getItem(keyOf(`${id}~own`));
    if (text === null) return false;
    localStorage.setItem(keyOf(id), text);
    localStorage.removeItem(keyOf(`${id}~own`));
    return true;
  } catch {
    return false;
  }
}
