/** What can fail, beside a packet that meets it. */
import { packJourney } from '../packet-journey/model/packed-journey.ts';
import { projectJourney } from '../packet-journey/model/project-journey.ts';
import { PacketJourney } from '../packet-journey/PacketJourney.tsx';
import { addresses, openStory, storySpec } from '../testing/story-cluster.ts';
import type { Stories } from '../testing/story.ts';
import { FailureSwitches } from './FailureSwitches.tsx';

const world = openStory();
const flow = { from: 'pod/default/client', to: addresses['web-2'], port: 80, protocol: 'tcp' } as const;
const packed = packJourney(projectJourney(world.journey(flow), { map: world.map() }));

export const stories: Stories = {
  switches: () => (
    <>
      <FailureSwitches
        id="switches"
        faults={[
          { kind: 'link', at: 'node/k8s-w2', loss: 1 },
          { kind: 'link', at: 'node/k8s-w1', delay: 200, jitter: 40 },
          { kind: 'partition', between: ['node/k8s-w1', 'node/k8s-w2'] },
          { kind: 'power', at: 'node/k8s-w2' },
          { kind: 'kill', at: 'pod/default/web-2', process: 'whoami' },
        ]}
        world={storySpec('switches')}
      />
      <PacketJourney id="meets-faults" packed={packed} world={storySpec('switches')} />
    </>
  ),
};
