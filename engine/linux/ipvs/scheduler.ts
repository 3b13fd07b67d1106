/**
 * Which server gets the next connection (net/netfilter/ipvs/ip_vs_rr.c, _wrr.c, _lc.c, _wlc.c, _sed.c, _nq.c, _fo.c,
 * _ovf.c). Those that hash are in hashing.ts.
 *
 * Left out: lblc, lblcr (which learn), twos (which draws).
 */
import type { FlowTuple } from '../../net/flow/flow.ts';
import { greatestCommonDivisor } from './divisor.ts';
import { destinationHashing, maglevHashing, sourceHashing } from './hashing.ts';
import type { Destination, VirtualService } from './service.ts';

/** A scheduler at work for one service. */
export interface Scheduling {
  /** @returns undefined when no server may have it */
  pick(flow: FlowTuple): Destination | undefined;
  /** The service's servers or their weights are others now; `gone` was deleted. */
  changed?(gone?: Destination, before?: Destination): void;
}

export type Scheduler = (service: VirtualService) => Scheduling;

/** By turns. */
const roundRobin: Scheduler = (service) => {
  let last: Destination | undefined;
  return {
    pick() {
      const { destinations } = service;
      const { length } = destinations;
      const from = last === undefined ? -1 : destinations.indexOf(last);
      for (let step = 1; step <= length; step++) {
        const one = destinations[(from + step) % length];
        if (one?.isEligible === true) return (last = one);
      }
      return undefined;
    },
    changed(gone, before) {
      if (gone !== undefined && gone === last) last = before;
    },
  };
};

/** By turns, the heavier more often: those of at least the current weight, which sinks from the highest to 1. */
const weightedRoundRobin: Scheduler = (service) => {
  let at = -1;
  let current = 0;
  let highest = 0;
  let step = 1;
  const measure = (): void => {
    const weights = service.destinations.map(({ weight }) => weight);
    step = weights.reduce(greatestCommonDivisor, 0) || 1;
    highest = Math.max(0, ...weights) - (step - 1);
  };
  measure();
  current = highest;
  return {
    changed() {
      at = -1;
      measure();
      if (current > highest || current === 0) current = highest;
      else if (step > 1) current = Math.floor(current / step) * step + 1;
    },
    pick() {
      if (highest === 0) return undefined;
      const { destinations } = service;
      const begun = at;
      let lastPass = false;
      let restarted = false;
      let stop = -1;
      for (;;) {
        for (at++; at < destinations.length; at++) {
          const one = destinations[at];
          if (one !== undefined && !one.overloaded && one.weight >= current) return one;
          if (at === stop) return undefined;
        }
        at = -1;
        current -= step;
        if (current <= 0) {
          current = highest;
          if (lastPass || begun < 0) return undefined;
          restarted = true;
        }
        lastPass = current <= step;
        if (lastPass && restarted && begun >= 0) stop = begun;
      }
    },
  };
};

/** The one with the least load for its weight; the first of equals. */
function leastLoaded(load: (one: Destination) => number, weighted: boolean): Scheduler {
  return ({ destinations }) => ({
    pick() {
      let least: Destination | undefined;
      for (const one of destinations) {
        if (!one.isEligible) continue;
        const weights = weighted ? ([one.weight, least?.weight ?? 0] as const) : ([1, 1] as const);
        if (least === undefined || load(least) * weights[0] > load(one) * weights[1]) least = one;
      }
      return least;
    },
  });
}

const overhead = ({ active, inactive }: Destination): number => active * 256 + inactive;
const shortestExpectedDelay = leastLoaded(({ active }) => active + 1, true);

const neverQueue: Scheduler = (service) => {
  const shortest = shortestExpectedDelay(service);
  return {
    pick: (flow) =>
      service.destinations.find((one) => one.isEligible && one.active === 0) ?? shortest.pick(flow),
  };
};

const heaviest = (fits: (one: Destination) => boolean): Scheduler => {
  return ({ destinations }) => ({
    pick() {
      let best: Destination | undefined;
      for (const one of destinations)
        if (one.isEligible && fits(one) && one.weight > (best?.weight ?? 0)) best = one;
      return best;
    },
  });
};

export const schedulers: ReadonlyMap<string, Scheduler> = new Map([
  ['rr', roundRobin],
  ['wrr', weightedRoundRobin],
  ['lc', leastLoaded(overhead, false)],
  ['wlc', leastLoaded(overhead, true)],
  ['sed', shortestExpectedDelay],
  ['nq', neverQueue],
  ['fo', heaviest(() => true)],
  ['ovf', heaviest(({ active, weight }) => active < weight)],
  ['sh', sourceHashing],
  ['dh', destinationHashing],
  ['mh', maglevHashing],
]);

/** Modules the kernel has besides. */
export const otherSchedulers: readonly string[] = ['lblc', 'lblcr', 'twos'];
