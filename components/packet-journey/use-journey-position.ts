/** Where the reader stands in a journey, and every way to go on from there. */
import { useEffect, useMemo, useState } from 'react';
import { comparableStep } from './model/comparable-step.ts';
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

/**
 * @param model of one flow: when it is sent again, the reader stays at the step that is the same
 * @param asides whether the way from packet to packet visits the side talk too
 */
export function useJourneyPosition(
  model: JourneyModel,
  filter: StepFilter,
  start: number,
  asides: boolean,
): JourneyPosition {
  const [place, setPlace] = useState({ model, step: start });
  const current = place.model === model ? place.step : comparableStep(place.model, place.step, model);
  if (place.model !== model) setPlace({ model, step: current });
  const setCurrent = (step: number) => setPlace({ model, step });
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
      else setPlace({ model, step: next });
    }, pace);
    return () => clearTimeout(timer);
  }, [playing, next, model]);

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

/** Where to go when another filter is chosen. @returns undefined when the current packet has stops, or none has */
export function firstStop(model: JourneyModel, trip: number, filter: StepFilter): number | undefined {
  if (stopsOf(model, trip, filter).length > 0) return undefined;
  return neighbourTrip(model, -1, 1, filter, true)?.[0];
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
