/** Small things kept for a reader in this browser: answers, what was solved. Storage that is off loses them, no more. */
import { useMemo, useSyncExternalStore } from 'react';

const prefix = 'follow-the-packet/';
const listeners = new Set<() => void>();
/** What storage refused to keep lasts as long as the page. */
const unkept = new Map<string, string>();

function textOf(key: string): string | undefined {
  const own = unkept.get(key);
  if (own !== undefined) return own;
  try {
    return localStorage.getItem(prefix + key) ?? undefined;
  } catch {
    return undefined;
  }
}

export function keep(key: string, value: unknown): void {
  const text = JSON.stringify(value);
  try {
    localStorage.setItem(prefix + key, text);
  } catch {
    unkept.set(key, text);
  }
  for (const listener of [...listeners]) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What is kept, and anew whenever it changes. @param read gets undefined where nothing readable is kept */
export function useKept<Value>(key: string, read: (value: unknown) => Value): Value {
  const text = useSyncExternalStore(
    subscribe,
    () => textOf(key),
    () => undefined,
  );
  return useMemo(() => read(parsed(text)), [text, read]);
}

function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
