/**
 * What was done to a world. A world is a scenario plus the list of these, replayed: reload, undo, rewind, sharing and
 * tests are one mechanism. Actions are plain data: they are stored, put into links and read from files.
 */
import type { Time } from '../../clock/clock.ts';
import type { Fault } from '../fault/fault.ts';
import type { Flow } from '../probe/flow.ts';

export type Action =
  /** A line typed into a terminal. `tab` tells terminals apart: each is a shell of its own. */
  | {
      readonly kind: 'type';
      readonly at: Time;
      readonly tab: string;
      readonly place: string;
      readonly line: string;
      /** It came with the line before it in one paste, and is taken back with it. */
      readonly pasted?: true;
    }
  /** Ctrl-C, Ctrl-D in a terminal. */
  | { readonly kind: 'key'; readonly at: Time; readonly tab: string; readonly key: 'interrupt' | 'end' }
  /** A text editor (`vi`, `kubectl edit`) in a terminal is left: with a text that was saved, or without. */
  | { readonly kind: 'edit'; readonly at: Time; readonly tab: string; readonly text?: string }
  /** `kubectl apply -f` of a manifest from an editor. */
  | { readonly kind: 'apply'; readonly at: Time; readonly manifest: string }
  /** A fault is made, or taken back. */
  | { readonly kind: 'fault' | 'mend'; readonly at: Time; readonly fault: Fault }
  /** A figure sends a packet. */
  | { readonly kind: 'send'; readonly at: Time; readonly flow: Flow };

/** An action before the world gave it its time. */
export type NewAction = Action extends infer Each ? (Each extends Action ? Omit<Each, 'at'> : never) : never;

/** Is it done by a command? */
export function needsShell({ kind }: NewAction): boolean {
  return kind === 'type' || kind === 'key' || kind === 'edit' || kind === 'apply';
}
