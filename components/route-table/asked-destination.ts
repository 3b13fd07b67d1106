/** What a reader typed as a destination, and what is known of it. */
import type { RouteLookup } from '../../engine/lab/view/route-lookup.ts';

export type Answer =
  | { readonly kind: 'nothing' }
  /** Not yet an address: the reader goes on typing. */
  | { readonly kind: 'unfinished' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'wrong'; readonly reason: string }
  | { readonly kind: 'found'; readonly lookup: RouteLookup };

/**
 * @param built what the page was built with, as far as it holds
 * @param ask asks the kernel; undefined while there is none to ask
 */
export function answerTo(
  typed: string,
  built: RouteLookup | undefined,
  ask: ((destination: string) => RouteLookup | string | undefined) | undefined,
): Answer {
  const text = typed.trim();
  if (text === '') return { kind: 'nothing' };
  if (/^(\d{1,3}\.){0,3}\d{0,3}$/.test(text) && !/^(\d{1,3}\.){3}\d{1,3}$/.test(text))
    return { kind: 'unfinished' };
  if (ask === undefined)
    return built?.destination === text ? { kind: 'found', lookup: built } : { kind: 'waiting' };
  const found = ask(text);
  if (found === undefined) return { kind: 'waiting' };
  return typeof found === 'string' ? { kind: 'wrong', reason: found } : { kind: 'found', lookup: found };
}
