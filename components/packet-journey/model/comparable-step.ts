/**
 * The same flow sent twice through a cluster that changed in between: where a step of the first journey is in the
 * second, and where the two part.
 */
import type { JourneyModel, Step, Trip } from './journey-model.ts';

/** What a step is, whatever addresses and times it happened with. */
function signature(
  model: JourneyModel,
  { lane, device, layer, direction, decision, consulted }: Step,
): string {
  const tables = consulted.map(({ table, name }) => `${table} ${name}`).join(',');
  return [model.lanes[lane]?.id, device, layer, direction, decision, tables].join('|');
}

/** Signatures of a packet's steps, each with how often it came before. */
function turns(model: JourneyModel, trip: Trip | undefined): string[] {
  const seen = new Map<string, number>();
  return (trip?.steps ?? []).flatMap((index) => {
    const step = model.steps[index];
    if (step === undefined) return [];
    const what = signature(model, step);
    const count = seen.get(what) ?? 0;
    seen.set(what, count + 1);
    return [`${what}#${String(count)}`];
  });
}

/** The packet that is to the other journey what this one is to its own: the same word, the same turn. */
function sameTrip(old: JourneyModel, trip: Trip, other: JourneyModel): Trip | undefined {
  const alike = (model: JourneyModel) =>
    model.trips.filter(({ way, label }) => way === trip.way && label === trip.label);
  return alike(other)[alike(old).indexOf(trip)];
}

/**
 * @param index of a step of `old`
 * @returns the index of the step of `next` that is the same one; when the packet goes another way by now, the step where
 * it leaves the old way, or where it ends
 */
export function comparableStep(old: JourneyModel, index: number, next: JourneyModel): number {
  const trip = old.trips[old.steps[index]?.trip ?? -1];
  const first = next.trips.find(({ way }) => way === 'forth');
  if (trip === undefined) return first?.steps[0] ?? 0;
  const counterpart = sameTrip(old, trip, next);
  if (counterpart === undefined) return first?.steps.at(-1) ?? 0;
  const before = turns(old, trip);
  const now = turns(next, counterpart);
  const at = trip.steps.indexOf(index);
  for (let back = at; back >= 0; back--) {
    const found = now.indexOf(before[back] ?? '');
    if (found < 0) continue;
    const place = back === at ? found : Math.min(found + 1, now.length - 1);
    return counterpart.steps[place] ?? 0;
  }
  return counterpart.steps[0] ?? 0;
}

/**
 * Where the flow first goes another way than before.
 * @returns the index of the step of `next`; undefined when all its own packets go as they went
 */
export function parting(old: JourneyModel, next: JourneyModel): number | undefined {
  const own = (model: JourneyModel) => model.trips.filter(({ way }) => way !== 'aside');
  const before = own(old);
  for (const [turn, trip] of own(next).entries()) {
    const one = turns(old, before[turn]);
    const other = turns(next, trip);
    const at = other.findIndex((what, step) => what !== one[step]);
    if (at >= 0) return trip.steps[at];
    if (one.length > other.length || before[turn]?.end !== trip.end) return trip.steps.at(-1);
  }
  if (before.length > own(next).length)
    return next.trips.findLast(({ way }) => way !== 'aside')?.steps.at(-1);
  return undefined;
}
