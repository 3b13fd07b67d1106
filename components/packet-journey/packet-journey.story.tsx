/** Through a Service on the recorded laboratory; between two nodes; with a question. */
import { finish } from '../../engine/clock/work.ts';
import { findScenario } from '../../engine/lab/scenario/registry.ts';
import { openingWorld } from '../../engine/lab/world/open-world.ts';
import type { World } from '../../engine/lab/world/world-api.ts';
import type { Flow } from '../../engine/lab/probe/flow.ts';
import type { Stories } from '../testing/story.ts';
import { addresses, once, openStory, storySpec } from '../testing/story-cluster.ts';
import { packJourney } from './model/packed-journey.ts';
import { projectJourney } from './model/project-journey.ts';
import { stepOf } from './model/step-of.ts';
import { PacketJourney } from './PacketJourney.tsx';

function modelOf(world: World, flow: Flow) {
  return projectJourney(world.journey(flow), { map: world.map(), wallTime: world.wallTime });
}

const toWeb2: Flow = { from: 'pod/default/client', to: addresses['web-2'], port: 80, protocol: 'tcp' };
const acrossNodes = once(() => modelOf(openStory(), toWeb2));

function laboratory(): World {
  const scenario = findScenario('lab/vxlan');
  if (scenario === undefined) throw new Error('there is no laboratory');
  return finish(openingWorld(scenario));
}

/** client → ClusterIP → a pod on the other node. */
const throughService = once(() =>
  modelOf(laboratory(), { ...toWeb2, to: '10.96.10.50', endpoint: '10.8.1.8:8080' }),
);

/** The node of web-2 has no power. */
function cut(): World {
  const world = openStory();
  world.perform({ kind: 'fault', fault: { kind: 'power', at: 'node/k8s-w2' } });
  return world;
}

const dropped = once(() => modelOf(cut(), toWeb2));

export const stories: Stories = {
  'through-a-service': () => (
    <PacketJourney
      id="through-a-service"
      packed={packJourney(throughService())}
      start={stepOf(throughService(), 'translate')}
      world={{ id: 'lab', scenario: 'lab/vxlan', title: 'Laboratory' }}
    />
  ),
  'across-nodes': () => (
    <PacketJourney
      id="across-nodes"
      packed={packJourney(acrossNodes())}
      start={stepOf(acrossNodes(), 'encapsulate')}
      world={storySpec()}
    />
  ),
  'dropped-on-the-way': () => (
    <PacketJourney
      id="dropped-on-the-way"
      packed={packJourney(dropped())}
      start={stepOf(dropped(), 'drop')}
    />
  ),
  asked: () => (
    <PacketJourney
      id="asked"
      packed={packJourney(acrossNodes())}
      question={{
        id: 'stories/asked',
        ask: 'What TTL does the packet carry when web-2 receives it?',
        key: { kind: 'field', header: 'IPv4', field: 'Time to live', step: 'last' },
        why: 'Each node forwards it once, and each forwarding takes one from the 64 it began with.',
        otherwise: [{ answer: '64', because: '64 would be right on one node: a bridge does not count.' }],
      }}
    />
  ),
};
