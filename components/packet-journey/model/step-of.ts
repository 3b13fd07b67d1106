/** Where a figure opens: the first step of a decision, on the flow's own packets. */
import type { Decision } from '../../../engine/linux/journey/event.ts';
import type { JourneyModel } from './journey-model.ts';

/** Which step is meant: the first or last of the first packet, or the first of a decision. */
export type AskedStep = 'first' | 'last' | Decision;

/** @returns the step's index; the first step where the flow has none of this decision */
export function stepOf(model: JourneyModel, asked: AskedStep): number {
  const first = model.trips.find(({ way }) => way === 'forth')?.steps ?? [];
  if (asked === 'last') return first.at(-1) ?? 0;
  const found = model.steps.find(
    (step) => step.decision === asked && model.trips[step.trip]?.way !== 'aside',
  );
  return found?.index ?? first[0] ?? 0;
}
