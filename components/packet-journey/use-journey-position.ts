/** Where the reader stands in a journey, and every way to go on from there. */
import { useEffect, useMemo, useState } from 'react';
import type { JourneyModel } from './model/journey-model.ts';
import { passes, type StepFilter } from './model/step-filter.ts';

export interface JourneyPosition {
  readonly current: number;
  /** Position of the current packet in the model's trips. */
  readonly trip: number;
  /** The steps of this packet that the filter stops at. */
  readonly stops: readonly number[];
  /** Position in `stops`: the last one not behind the current step; -1 before the first. */
  readonly at: number;
  /** The step that `forward` goes to. */
  readonly next: number | undefined;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly playing: boolean;
  readonly back: () => void;
  readonly forward: () => void;
  readonly first: () => void;
  readonly last: () => void;
  readonly toStop: (at: number) => void;
  readonly toStep: (index: number) => void;
  readonly toTrip: (trip: number) => void;
  readonly togglePlay: () => void;
}

const pace = 1100;

/** @param asides whether the way from packet to packet visits the side talk too */
export function useJourneyPosition(
  model: JourneyModel,
  filter: StepFilter,
  start: number,
  asides: boolean,
): JourneyPosition {
  const [current, setCurrent] = useState(start);
  const [playing, setPlaying] = useState(false);
  const trip = model.steps[current]?.trip ?? 0;
  const stops = useMemo(() => stopsOf(model, trip, filter), [model, trip, filter]);
  const at = stops.findLastIndex((index) => index <= current);

  const go = (index: number | undefined) => {
    if (index !== undefined) setCurrent(index);
  };
  const follow = (way: 1 | -1) => neighbourTrip(model, trip, way, filter, asides);
  const next = stops.find((index) => index > current) ?? follow(1)?.at(0);
  const previous = stops.findLast((index) => index < current) ?? follow(-1)?.at(-1);

  useEffect(() => {
    if (!playing) return;
    const timer = setTimeout(() => {
      if (next === undefined) setPlaying(false);
      else setCurrent(next);
    }, pace);
    return () => clearTimeout(timer);
  }, [playing, next]);

  const still = (move: () => void) => () => {
    setPlaying(false);
    move();
  };
  return {
    current,
    trip,
    stops,
    at,
    next,
    isFirst: previous === undefined,
    isLast: next === undefined,
    playing: playing && next !== undefined,
    back: still(() => go(previous)),
    forward: still(() => go(next)),
    first: still(() => go(stops[0])),
    last: still(() => go(stops.at(-1))),
    toStop: (stop) => still(() => go(stops[stop]))(),
    toStep: (index) => still(() => go(index))(),
    toTrip: (other) => still(() => go(stopsOf(model, other, filter)[0] ?? model.trips[other]?.steps[0]))(),
    togglePlay: () => setPlaying(!playing && next !== undefined),
  };
}

function stopsOf(model: JourneyModel, trip: number, filter: StepFilter): number[] {
  return (model.trips[trip]?.steps ?? []).filter((index) => {
    const step = model.steps[index];
    return step !== undefined && passes(model, step, filter);
  });
}

/** The stops of the next packet that has any, in this direction. */
function neighbourTrip(
  model: JourneyModel,
  trip: number,
  way: 1 | -1,
  filter: StepFilter,
  asides: boolean,
): number[] | undefined {
  for (let other = trip + way; other >= 0 && other < model.trips.length; other += way) {
    if (model.trips[other]?.way === 'aside' && !asides) continue;
    const stops = stopsOf(model, other, filter);
    if (stops.length > 0) return stops;
  }
  return undefined;
}
