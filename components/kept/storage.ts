/**
 * Small things kept for a reader in this browser, one key a thing, so that two tabs write side by side. What storage
 * refuses lasts as long as the page, and `keptProblem` says so. Knows no React: a page's own scripts use it, too.
 */
import { formerKey, presentKey } from './former-keys.ts';

const prefix = 'follow-the-packet/';
const listeners = new Set<() => void>();
/** What storage refused to keep. */
const unkept = new Map<string, string>();
let problem: string | undefined;

const refused =
  'This browser keeps nothing more for this page (its storage is full or switched off). What you do lasts until you close it.';

/** Why what is done here does not last; undefined while it does. */
export function keptProblem(): string | undefined {
  return problem;
}

/** @returns the text as it is kept; undefined where nothing is */
export function keptText(key: string): string | undefined {
  const own = unkept.get(key);
  if (own !== undefined) return own;
  const former = formerKey(key);
  try {
    const found = localStorage.getItem(prefix + key);
    return found ?? (former && localStorage.getItem(prefix + former)) ?? undefined;
  } catch {
    problem ??= refused;
    return undefined;
  }
}

/** @returns what is kept, data from outside: undefined where nothing readable is */
export function kept(key: string): unknown {
  return parsed(keptText(key));
}

export function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export function keep(key: string, value: unknown): void {
  write(presentKey(key), JSON.stringify(value));
  tell();
}

function write(key: string, text: string): void {
  try {
    localStorage.setItem(prefix + key, text);
    unkept.delete(key);
  } catch {
    unkept.set(key, text);
    problem = refused;
  }
}

export function forget(key: string): void {
  unkept.delete(key);
  const former = formerKey(key);
  try {
    localStorage.removeItem(prefix + key);
    if (former !== undefined) localStorage.removeItem(prefix + former);
  } catch {
    // Nothing was kept, so nothing is left.
  }
  tell();
}

/** Every key that something is kept under, in alphabetical order. */
export function keptKeys(): readonly string[] {
  const keys = new Set(unkept.keys());
  try {
    for (let at = 0; at < localStorage.length; at++) {
      const key = localStorage.key(at);
      if (key?.startsWith(prefix) === true) keys.add(presentKey(key.slice(prefix.length)));
    }
  } catch {
    problem ??= refused;
  }
  return [...keys].sort();
}

/** Told of every change, those of other tabs too. @returns a function that stops it */
export function onKept(listener: () => void): () => void {
  if (listeners.size === 0) globalThis.addEventListener('storage', tell);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) globalThis.removeEventListener('storage', tell);
  };
}

function tell(): void {
  for (const listener of [...listeners]) listener();
}
