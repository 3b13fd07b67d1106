/** Who the client's node knows after it talked to both web servers. */
import type { Stories } from '../testing/story.ts';
import { addresses, openStory, storySpec } from '../testing/story-cluster.ts';
import { NeighbourTable } from './NeighbourTable.tsx';

const world = openStory();
for (const to of [addresses['web-1'], addresses['web-2'], '10.8.0.77'])
  world.perform({ kind: 'send', flow: { from: 'pod/default/client', to, protocol: 'tcp', port: 80 } });
world.run(world.now + 2_500_000);

const builtAt = (place: string) => ({
  place,
  at: world.now,
  view: world.look('neighbours', place) ?? { neighbours: [], forwarding: [] },
  places: world.places(),
});

export const stories: Stories = {
  neighbours: () => <NeighbourTable id="neighbours" built={builtAt('node/k8s-w1')} world={storySpec()} />,
  'neighbours-of-a-pod': () => (
    <NeighbourTable id="neighbours-of-a-pod" built={builtAt('pod/default/client')} world={storySpec()} />
  ),
};
