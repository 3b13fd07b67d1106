/** Every component on one page, on the small world: for looking at, and for tests with a real keyboard. */
import type { Exercise } from '../../engine/lab/exercise/check.ts';
import { ExerciseCard } from '../exercise/ExerciseCard.tsx';
import { ClusterMap } from '../cluster-map/ClusterMap.tsx';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { PacketJourney } from '../packet-journey/PacketJourney.tsx';
import type { JourneyModel } from '../packet-journey/model/journey-model.ts';
import { packJourney } from '../packet-journey/model/packed-journey.ts';
import { stepOf } from '../packet-journey/model/step-of.ts';
import { projectJourney } from '../packet-journey/model/project-journey.ts';
import { openWorld } from '../../engine/lab/world/open-world.ts';
import { findScenario } from '../../engine/lab/scenario/registry.ts';
import { SharedWorld } from '../world/SharedWorld.tsx';
import { setEngine } from '../world/engine.ts';
import { openSpec } from '../world/open-world-with-shell.ts';
import type { WorldSpec } from '../world/world-spec.ts';
import { bigMap } from './big-map.ts';
import { guarded } from '../figure-guard/figure-guard.tsx';
import { Dock } from '../terminal/Dock.tsx';
import { FixtureWorld } from './fixture-world.ts';

const spec: WorldSpec = { id: 'stories', scenario: 'two-nodes', title: 'Stories' };
setEngine(() =>
  Promise.resolve((wanted, actions) =>
    wanted.scenario === 'two-nodes' ? new FixtureWorld(wanted.scenario, actions) : openSpec(wanted, actions),
  ),
);

const world = new FixtureWorld('two-nodes');
const journey = world.journey({ from: 'pod/default/client', to: '10.8.1.10', port: 80, protocol: 'tcp' });
const model = projectJourney(journey, { map: world.map(), wallTime: world.wallTime });
const packed = packJourney(model);

const labSpec: WorldSpec = { id: 'lab', scenario: 'lab/vxlan', title: 'Laboratory' };

/** The recorded laboratory on the real engine: client → ClusterIP → a pod on the other node. */
function serviceFlow(): JourneyModel {
  const scenario = findScenario('lab/vxlan');
  if (scenario === undefined) return model;
  const lab = openWorld(scenario);
  const flow = {
    from: 'pod/default/client',
    to: '10.96.10.50',
    port: 80,
    protocol: 'tcp',
    endpoint: '10.8.1.8:8080',
  } as const;
  return projectJourney(lab.journey(flow), { map: lab.map(), wallTime: lab.wallTime });
}

const service = serviceFlow();

const exercise: Exercise = {
  id: 'route-back',
  title: 'Bring the route back',
  scenario: 'two-nodes',
  story: 'Somebody deleted a route on k8s-w1, and half of the pods lost the other half.',
  checks: [
    {
      says: 'client reaches web-2',
      clause: {
        kind: 'reaches',
        flow: { from: 'pod/default/client', to: '10.8.1.10', port: 80, protocol: 'tcp' },
      },
    },
    {
      says: 'client reaches web-1',
      clause: {
        kind: 'reaches',
        flow: { from: 'pod/default/client', to: '10.8.0.11', port: 80, protocol: 'tcp' },
      },
    },
    {
      says: 'The Service has two endpoints',
      clause: { kind: 'endpoints', service: 'default/web', count: 2 },
    },
  ],
  hints: [{ text: 'The check saw: {saw}' }, { text: 'Compare `ip route` on both nodes.' }],
  solutions: [[{ on: 'node/k8s-w1', line: 'ip route add 10.8.1.0/24 via 10.8.1.0 dev flannel.1 onlink' }]],
  wrong: [],
};

const isShared = location.hash.startsWith('#world=');

function Stories() {
  return (
    <>
      <PacketJourney
        id="through-a-service"
        packed={packJourney(service)}
        start={stepOf(service, 'translate')}
        world={labSpec}
      />
      <PacketJourney id="across-nodes" packed={packed} start={stepOf(model, 'encapsulate')} world={spec} />
      <PacketJourney
        id="asked"
        packed={packJourney(model)}
        question={{
          ask: 'What TTL does the packet carry when web-2 receives it?',
          key: { kind: 'field', header: 'IPv4', field: 'Time to live', step: 'last' },
          why: 'Each node forwards it once, and each forwarding takes one from the 64 it began with.',
          otherwise: [{ answer: '64', because: '64 would be right on one node: a bridge does not count.' }],
        }}
      />
      <ExerciseCard
        exercise={exercise}
        world={{ id: 'stories/exercise', scenario: 'two-nodes', title: 'Bring the route back' }}
      />
      <ClusterMap id="map" built={world.map()} world={spec} />
      <ClusterMap id="big-map" built={bigMap()} world={{ ...spec, id: 'big' }} />
      {location.search.includes('fragile') && <Fragile />}
      {isShared && <SharedWorld world={spec} />}
      {location.search.includes('dock') && <Dock world={spec} first={undefined} onClose={() => undefined} />}
    </>
  );
}

/** A figure that fails when it is told to, in the middle of its life. */
const Fragile = guarded('The fragile figure', () => {
  const [failing, fail] = useState(false);
  if (failing) throw new Error('a pane is missing');
  return (
    <button type="button" id="fragile" onClick={() => fail(true)}>
      Fail
    </button>
  );
});

const root = document.getElementById('stories');
if (root !== null) createRoot(root).render(<Stories />);
