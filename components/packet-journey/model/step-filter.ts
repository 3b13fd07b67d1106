/** Which steps the controls stop at. */
import type { Decision } from '../../../engine/linux/journey/event.ts';
import type { JourneyModel, Step } from './journey-model.ts';
import { isChange } from './packet-change.ts';

export interface StepFilter {
  readonly only: 'all' | 'decisions' | 'changes';
  /** A lane's id; undefined: any. */
  readonly lane: string | undefined;
  readonly layer: Step['layer'] | undefined;
  /** The packets of the request's direction or of the reply's; undefined: both. */
  readonly way: 'forth' | 'back' | undefined;
}

export const everyStep: StepFilter = { only: 'all', lane: undefined, layer: undefined, way: undefined };

/** Coming in and going out of a device is travel, not a decision. */
const travel = new Set<Decision>(['transmit', 'receive']);

export function isDecision(step: Step): boolean {
  return !travel.has(step.decision);
}

/** A chain that ends without a match hands the packet back: it decided nothing. */
function decidesNothing({ decision, consulted }: Step): boolean {
  return decision === 'rule' && !consulted.some(({ rows }) => rows.some(({ matched }) => matched));
}

export function passes(model: JourneyModel, step: Step, filter: StepFilter): boolean {
  if (filter.lane !== undefined && model.lanes[step.lane]?.id !== filter.lane) return false;
  if (filter.way !== undefined && model.trips[step.trip]?.way !== filter.way) return false;
  if (filter.layer !== undefined && step.layer !== filter.layer) return false;
  if (filter.only === 'decisions') return isDecision(step) && !decidesNothing(step);
  if (filter.only === 'changes') return changes(model, step);
  return true;
}

export function changes(model: JourneyModel, step: Step): boolean {
  const before = model.packets[step.before];
  if (before === undefined) return false;
  if (step.after === undefined) return true;
  return step.after !== step.before && isChange(before, model.packets[step.after]);
}
