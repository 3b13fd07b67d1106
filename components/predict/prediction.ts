/** A question put before the run, and its answer, computed from the journey: nobody writes the key down. */
import type { Decision } from '../../engine/linux/journey/event.ts';
import type { FlowOutcome } from '../../engine/lab/probe/flow.ts';
import type { JourneyModel, Step } from '../packet-journey/model/journey-model.ts';
import { fieldOf } from '../packet-journey/model/header-field.ts';
import type { AskedStep } from '../packet-journey/model/step-of.ts';

export type PredictionKey =
  /** A field of the innermost header of this name, after the step. */
  | { readonly kind: 'field'; readonly header: string; readonly field: string; readonly step: AskedStep }
  /** The device the step happens at. */
  | { readonly kind: 'device'; readonly step: AskedStep }
  /** Where the step happens: a pod's or machine's name. */
  | { readonly kind: 'place'; readonly step: AskedStep }
  /** How often the first packet is decided on so. */
  | { readonly kind: 'count'; readonly decision: Decision }
  | { readonly kind: 'verdict' };

export interface Prediction {
  readonly ask: string;
  readonly key: PredictionKey;
  /** What the figure says once answered. */
  readonly why: string;
  /** Given: the reader chooses. Absent: the reader types. */
  readonly choices?: readonly string[];
  /** What would have to be true for any other answer to be right. */
  readonly wrong?: string;
  /** The same for one wrong answer. */
  readonly otherwise?: readonly { readonly answer: string; readonly because: string }[];
}

/** One that is put to readers. */
export interface AskedPrediction extends Prediction {
  /** Unique in the book, since the answer is kept by it: chapter and figure, `services/cluster-ip`. */
  readonly id: string;
}

export const verdictWords: Readonly<Record<FlowOutcome['verdict'], string>> = {
  answered: 'answered',
  refused: 'refused',
  unreachable: 'unreachable',
  timeout: 'no answer',
  unresolved: 'name not found',
  failed: 'failed',
};

/** @returns undefined when this journey has no such step: the question does not fit it */
export function answerOf(model: JourneyModel, key: PredictionKey): string | undefined {
  if (key.kind === 'verdict') return verdictWords[model.outcome.verdict];
  const steps = firstTrip(model);
  if (key.kind === 'count') return String(steps.filter(({ decision }) => decision === key.decision).length);
  const step = asked(steps, key.step);
  if (step === undefined) return undefined;
  if (key.kind === 'device') return step.device;
  if (key.kind === 'place') return model.lanes[step.lane]?.label;
  const packet = model.packets[step.after ?? step.before];
  const header = packet?.headers.findLast(({ name, quoted }) => name === key.header && !quoted);
  return header === undefined ? undefined : fieldOf(header.fields, key.field).replace(/ \(.*\)$/, '');
}

function firstTrip(model: JourneyModel): Step[] {
  const trip = model.trips.find(({ way }) => way === 'forth');
  return (trip?.steps ?? []).flatMap((index) => model.steps[index] ?? []);
}

function asked(steps: readonly Step[], which: AskedStep): Step | undefined {
  if (which === 'first') return steps[0];
  if (which === 'last') return steps.at(-1);
  return steps.find(({ decision }) => decision === which);
}

/** Letter case and spaces do not make an answer wrong. */
export function isRight(given: string, answer: string): boolean {
  return plain(given) === plain(answer);
}

const plain = (text: string) => text.trim().toLowerCase().replace(/\s+/g, ' ');
