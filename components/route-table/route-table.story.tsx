/** The routes of the client's node, with a destination asked for; those of a pod. */
import { suggestionsFrom } from '../packet-journey/flow-suggestions.ts';
import type { Stories } from '../testing/story.ts';
import { addresses, openStory, storySpec } from '../testing/story-cluster.ts';
import { RouteTable } from './RouteTable.tsx';

const world = openStory();
const places = world.places();
const destinations = suggestionsFrom(world.map(), places).to;

const builtAt = (place: string) => ({
  place,
  at: world.now,
  view: world.look('routes', place) ?? [],
  places,
});
const asked = world.lookUpRoute('node/k8s-w1', addresses['web-2']);

export const stories: Stories = {
  routes: () => (
    <RouteTable
      id="routes"
      built={builtAt('node/k8s-w1')}
      world={storySpec()}
      destinations={destinations}
      {...(typeof asked === 'object' ? { asked } : {})}
    />
  ),
  'routes-of-a-pod': () => (
    <RouteTable
      id="routes-of-a-pod"
      built={builtAt('pod/default/client')}
      world={storySpec()}
      destinations={destinations}
    />
  ),
};
