/**
 * A flow through a chapter's world, recorded while the book is built. Figures of one page often follow the same flow: it is
 * recorded once.
 */
import type { JourneyModel } from '../../components/packet-journey/model/journey-model.ts';
import { projectJourney } from '../../components/packet-journey/model/project-journey.ts';
import type { Flow } from '../../engine/lab/probe/flow.ts';
import { builtWorld } from './chapter-world.ts';

const journeys = new Map<string, JourneyModel>();

/** @param name of the world: `services` */
export function builtJourney(name: string, flow: Flow): JourneyModel {
  const key = `${name} ${JSON.stringify(flow)}`;
  let journey = journeys.get(key);
  if (journey === undefined) {
    const world = builtWorld(name);
    journey = projectJourney(world.journey(flow), { map: world.map(), wallTime: world.wallTime });
    journeys.set(key, journey);
  }
  return journey;
}
