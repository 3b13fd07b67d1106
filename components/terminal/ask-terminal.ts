/**
 * How any part of a page asks for the terminal: to open at a place, or to type a command there. The dock may not be
 * loaded yet; whoever listens loads it.
 */
import type { WorldSpec } from '../world/world-spec.ts';

export interface TerminalRequest {
  readonly world: WorldSpec;
  readonly place: string;
  /** A command line to type; undefined: only open. */
  readonly line: string | undefined;
  /** Put into the prompt for the reader to run. */
  readonly unexecuted?: boolean;
}

const name = 'follow-the-packet:terminal';

export function askTerminal(request: TerminalRequest): void {
  document.dispatchEvent(new CustomEvent(name, { detail: request }));
}

/** @returns a function that stops listening */
export function onTerminalRequest(listener: (request: TerminalRequest) => void): () => void {
  const take = (event: Event) => {
    if (event instanceof CustomEvent) listener(event.detail as TerminalRequest);
  };
  document.addEventListener(name, take);
  return () => document.removeEventListener(name, take);
}
