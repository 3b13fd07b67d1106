/** Every component on one page, on the small world: for looking at, and for tests with a real keyboard. */
import { ClusterMap } from '../cluster-map/ClusterMap.tsx';
import { createRoot } from 'react-dom/client';
import { PacketJourney } from '../packet-journey/PacketJourney.tsx';
import { packJourney } from '../packet-journey/model/packed-journey.ts';
import { stepOf } from '../packet-journey/model/step-of.ts';
import { projectJourney } from '../packet-journey/model/project-journey.ts';
import { setEngine } from '../world/engine.ts';
import type { WorldSpec } from '../world/world-spec.ts';
import { bigMap } from './big-map.ts';
import { Dock } from '../terminal/Dock.tsx';
import { FixtureWorld } from './fixture-world.ts';

const spec: WorldSpec = { id: 'stories', scenario: 'two-nodes', title: 'Stories' };
setEngine(() => Promise.resolve((scenario, actions) => new FixtureWorld(scenario, actions)));

const world = new FixtureWorld('two-nodes');
const journey = world.journey({ from: 'pod/default/client', to: '10.8.1.10', port: 80, protocol: 'tcp' });
const model = projectJourney(journey, { map: world.map(), wallTime: world.wallTime });
const packed = packJourney(model);

function Stories() {
  return (
    <>
      <PacketJourney id="across-nodes" packed={packed} start={stepOf(model, 'encapsulate')} world={spec} />
      <ClusterMap id="map" built={world.map()} world={spec} />
      <ClusterMap id="big-map" built={bigMap()} world={{ ...spec, id: 'big' }} />
      <div style={{ position: 'fixed', bottom: 0, left: 0, right: 0 }}>
        <Dock world={spec} first={undefined} onClose={() => undefined} />
      </div>
    </>
  );
}

const root = document.getElementById('stories');
if (root !== null) createRoot(root).render(<Stories />);
