/** Through a Service of two; with session affinity; nobody behind it. */
import { finish } from '../../engine/clock/work.ts';
import type { Flow } from '../../engine/lab/probe/flow.ts';
import { findScenario } from '../../engine/lab/scenario/registry.ts';
import { openingWorld } from '../../engine/lab/world/open-world.ts';
import { addresses, once, openStory, storySpec } from '../testing/story-cluster.ts';
import type { Stories } from '../testing/story.ts';
import { LoadHistogram } from './LoadHistogram.tsx';
import { loadNow } from './run-load.ts';

const flow: Flow = { from: 'pod/default/client', to: addresses.web, port: 80, protocol: 'tcp' };
const shared = once(() => loadNow(openStory(), flow, 1000));

const sticky: Flow = { ...flow, to: '10.96.10.80' };
const lab = findScenario('lab/vxlan');
const stuck = once(() => lab && loadNow(finish(openingWorld(lab)), sticky, 200));

const refused: Flow = { ...flow, to: addresses['web-1'], port: 81 };
const nobody = once(() => loadNow(openStory(), refused, 20));

export const stories: Stories = {
  load: () => <LoadHistogram id="load" flow={flow} built={shared()} world={storySpec()} />,
  'load-with-affinity': () => {
    const built = stuck();
    if (built === undefined) return null;
    return (
      <LoadHistogram
        id="load-with-affinity"
        flow={sticky}
        built={built}
        world={{ id: 'load-lab', scenario: 'lab/vxlan', title: 'Laboratory' }}
      />
    );
  },
  'load-refused': () => (
    <LoadHistogram id="load-refused" flow={refused} built={nobody()} world={storySpec('load-refused')} />
  ),
};
