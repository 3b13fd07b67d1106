/** Where a figure opens: the first step of a decision, on the flow's own packets. */
import type { Decision } from '../../../engine/linux/journey/event.ts';
import type { JourneyModel } from './journey-model.ts';

/** @returns the step's index; the first step where the flow has none of this decision */
export function stepOf(model: JourneyModel, decision: Decision): number {
  return (
    model.steps.find((step) => step.decision === decision && model.trips[step.trip]?.way !== 'aside')
      ?.index ??
    model.trips.find(({ way }) => way === 'forth')?.steps[0] ??
    0
  );
}
