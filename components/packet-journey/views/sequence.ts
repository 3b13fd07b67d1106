/** The flow as a sequence diagram: who sent what to whom, one arrow a packet. */
import type { JourneyModel } from '../model/journey-model.ts';

export interface SequenceArrow {
  readonly trip: number;
  /** Positions in `lanes`. */
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly summary: string;
  readonly way: 'forth' | 'back' | 'aside';
  readonly dropped: boolean;
  readonly at: number;
}

export interface SequenceView {
  /** Positions of the model's lanes that send or receive, in their order. */
  readonly lanes: readonly number[];
  readonly arrows: readonly SequenceArrow[];
}

export function sequenceOf(model: JourneyModel, asides: boolean): SequenceView {
  const arrows = model.trips.flatMap((trip, at): SequenceArrow[] => {
    if (trip.way === 'aside' && !asides) return [];
    const first = model.steps[trip.steps[0] ?? -1];
    const last = model.steps[trip.steps.at(-1) ?? -1];
    if (first === undefined || last === undefined) return [];
    return [
      {
        trip: at,
        from: first.lane,
        to: last.lane,
        label: trip.label,
        summary: model.packets[first.before]?.summary ?? '',
        way: trip.way,
        dropped: trip.end === 'dropped',
        at: first.at,
      },
    ];
  });
  const lanes = [...new Set(arrows.flatMap(({ from, to }) => [from, to]))].sort((one, other) => one - other);
  return { lanes, arrows };
}
