/** client → Service → the pod on the other node, as the kernel of k8s-w1 sees it. */
import { packJourney } from '../packet-journey/model/packed-journey.ts';
import { projectJourney } from '../packet-journey/model/project-journey.ts';
import type { Stories } from '../testing/story.ts';
import { addresses, openStory, storySpec } from '../testing/story-cluster.ts';
import { HookDiagram } from './HookDiagram.tsx';

const world = openStory();
const journey = world.journey({
  from: 'pod/default/client',
  to: addresses.web,
  port: 80,
  protocol: 'tcp',
  endpoint: 'k8s-w2',
});
const packed = packJourney(projectJourney(journey, { map: world.map(), wallTime: world.wallTime }));

export const stories: Stories = {
  'hook-diagram': () => (
    <HookDiagram
      id="hook-diagram"
      packed={packed}
      machine="k8s-w1"
      tables={world.look('rules', 'node/k8s-w1') ?? []}
      world={storySpec()}
    />
  ),
};
