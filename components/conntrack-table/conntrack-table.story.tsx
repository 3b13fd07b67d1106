/** What the client's node remembers after one request to the Service; a pod, where nothing is tracked. */
import type { Flow } from '../../engine/lab/probe/flow.ts';
import type { ConnectionsView } from '../../engine/lab/view/connections.ts';
import type { Stories } from '../testing/story.ts';
import { addresses, openStory, storySpec } from '../testing/story-cluster.ts';
import { ConntrackTable } from './ConntrackTable.tsx';
import { litFlow } from './lit-flow.ts';

const flow: Flow = { from: 'pod/default/client', to: addresses.web, protocol: 'tcp', port: 80 };
const world = openStory();
world.perform({ kind: 'send', flow });
world.perform({ kind: 'send', flow: { ...flow, from: 'node/k8s-w1' } });
world.run(world.now + 1_500_000);

const none: ConnectionsView = { tracking: false, room: 0, connections: [] };
const builtAt = (place: string) => ({
  place,
  at: world.now,
  view: world.look('connections', place) ?? none,
  places: world.places(),
});

export const stories: Stories = {
  connections: () => (
    <ConntrackTable
      id="connections"
      built={builtAt('node/k8s-w1')}
      world={storySpec()}
      lit={litFlow(flow, world.map())}
    />
  ),
  'connections-of-a-pod': () => (
    <ConntrackTable id="connections-of-a-pod" built={builtAt('pod/default/client')} world={storySpec()} />
  ),
};
