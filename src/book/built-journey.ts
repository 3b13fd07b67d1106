/** A figure's journey where the book is built. */
import { projectJourney } from '../../components/packet-journey/model/project-journey.ts';
import type { JourneyModel } from '../../components/packet-journey/model/journey-model.ts';
import type { Flow } from '../../engine/lab/probe/flow.ts';
import { builtWorld } from './chapter-world.ts';

const journeys = new Map<string, JourneyModel>();

/** @throws Error when the flow cannot be sent: a figure of nothing must not be built */
export function builtJourney(name: string, flow: Flow): JourneyModel {
  const key = JSON.stringify([name, flow]);
  let model = journeys.get(key);
  if (model === undefined) {
    const world = builtWorld(name);
    const journey = world.journey(flow);
    if (journey.events.length === 0)
      throw new Error(`${name}: nothing was sent: ${journey.outcome.sentence}`);
    model = projectJourney(journey, { map: world.map(), wallTime: world.wallTime });
    journeys.set(key, model);
  }
  return model;
}
