/** Time goes on at once to whatever the cluster does next by itself; the button says how far that is. */
import '../push-button/push-button.css';
import type { ReactElement } from 'react';
import type { WorldStore } from './world-store.ts';

export function NextEvent({ store }: { readonly store: WorldStore }): ReactElement {
  const { world } = store;
  const next = world?.next;
  return (
    <button
      type="button"
      className="push-button next-event"
      disabled={next === undefined}
      onClick={() => void store.jump()}
    >
      Next event
      <span>{world === undefined || next === undefined ? '' : ` ${waitWords(next - world.now)}`}</span>
    </button>
  );
}

/** How long until something happens by itself, in words. @param microseconds of virtual time */
export function waitWords(microseconds: number): string {
  if (microseconds < 1000) return 'at once';
  const seconds = microseconds / 1_000_000;
  if (seconds < 1) return `in ${String(Math.round(microseconds / 1000))} ms`;
  if (seconds < 90) return `in ${seconds.toFixed(1)} s`;
  return `in ${String(Math.round(seconds / 60))} min`;
}
