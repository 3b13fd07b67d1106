/** Addresses that lead to a step of a figure: `#the-figure.12`, counted from 1. */
import { useEffect } from 'react';
import type { JourneyModel } from './model/journey-model.ts';
import type { JourneyPosition } from './use-journey-position.ts';

export const stepHash = (id: string, index: number) => `#${id}.${String(index + 1)}`;

/** @returns the step's index; undefined when the address is about something else */
export function stepOfHash(hash: string, id: string, steps: number): number | undefined {
  const prefix = `#${id}.`;
  if (!hash.startsWith(prefix)) return undefined;
  const number = Number(hash.slice(prefix.length));
  return Number.isInteger(number) && number >= 1 && number <= steps ? number - 1 : undefined;
}

export function useStepLink(id: string, model: JourneyModel, { toStep }: JourneyPosition): void {
  useEffect(() => {
    const follow = () => {
      const index = stepOfHash(location.hash, id, model.steps.length);
      if (index === undefined) return;
      toStep(index);
      document.getElementById(id)?.scrollIntoView({ block: 'start' });
    };
    follow();
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
    // Once a figure: `toStep` is new with each render and means the same, and a flow that is sent again stays where it is.
  }, [id]);
}
