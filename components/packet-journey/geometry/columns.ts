/**
 * Which lanes stand side by side, in which order. A wire is drawn as often as the flow's first packet passes it: between
 * the machines it leads from and to, and not once with everything coming back to it.
 */
import type { JourneyModel, Step } from '../model/journey-model.ts';

/** A lane, by its position in the model's lanes. */
export type Column = number;

/** The columns of a packet's picture: those of all the flow's own packets, so it stands still from packet to packet. */
export function columnsOf(model: JourneyModel, trip: number): Column[] {
  const wanted = new Set<number>();
  model.trips.forEach(({ way, steps }, at) => {
    if (way === 'aside' && at !== trip) return;
    for (const index of steps) {
      const lane = model.steps[index]?.lane;
      if (lane !== undefined) wanted.add(lane);
    }
  });
  const isWire = (lane: number) => model.lanes[lane]?.kind === 'wire';
  const columns = [...wanted].filter((lane) => !isWire(lane)).sort((one, other) => one - other);
  const first = model.trips.findIndex(({ way }) => way === 'forth');
  for (const { lane, previous } of visits(stepsOf(model, first)))
    if (isWire(lane)) columns.splice(previous === undefined ? 0 : columns.lastIndexOf(previous) + 1, 0, lane);
  for (const lane of wanted)
    if (!columns.includes(lane)) columns.splice(columns.filter((other) => other < lane).length, 0, lane);
  return columns;
}

/** In which column each step of a packet is drawn. */
export function columnOfSteps(
  model: JourneyModel,
  trip: number,
  columns: readonly Column[],
): ReadonlyMap<number, number> {
  const places = new Map<number, number>();
  for (const { lane, previous, next, steps } of visits(stepsOf(model, trip))) {
    const near = (at: number) =>
      [columns[at - 1], columns[at + 1]].filter((other) => other === previous || other === next).length;
    const candidates = columns.flatMap((column, at) => (column === lane ? [at] : []));
    const best = candidates.reduce((chosen, at) => (chosen < 0 || near(at) > near(chosen) ? at : chosen), -1);
    for (const { index } of steps) places.set(index, best);
  }
  return places;
}

export function stepsOf(model: JourneyModel, trip: number): Step[] {
  return (model.trips[trip]?.steps ?? []).flatMap((index) => model.steps[index] ?? []);
}

interface Visit {
  readonly lane: number;
  readonly previous: number | undefined;
  next: number | undefined;
  readonly steps: Step[];
}

/** Steps in a row in one lane. */
function visits(steps: readonly Step[]): Visit[] {
  const all: Visit[] = [];
  for (const step of steps) {
    const last = all.at(-1);
    if (last?.lane === step.lane) last.steps.push(step);
    else {
      if (last !== undefined) last.next = step.lane;
      all.push({ lane: step.lane, previous: last?.lane, next: undefined, steps: [step] });
    }
  }
  return all;
}
