/** A connection through a Service; one whose packets are lost on the way. */
import { packJourney } from '../packet-journey/model/packed-journey.ts';
import { projectJourney } from '../packet-journey/model/project-journey.ts';
import { addresses, openStory, storySpec } from '../testing/story-cluster.ts';
import type { Stories } from '../testing/story.ts';
import { SequenceDiagram } from './SequenceDiagram.tsx';

const flow = {
  from: 'pod/default/client',
  to: addresses.web,
  port: 80,
  protocol: 'tcp',
  endpoint: 'k8s-w2',
} as const;

function packed(cut: boolean): string {
  const world = openStory();
  if (cut) world.perform({ kind: 'fault', fault: { kind: 'link', at: 'node/k8s-w2', pattern: '..x' } });
  return packJourney(projectJourney(world.journey(flow), { map: world.map() }));
}

export const stories: Stories = {
  sequence: () => <SequenceDiagram id="sequence" packed={packed(false)} world={storySpec()} />,
  'sequence-with-losses': () => (
    <SequenceDiagram id="sequence-with-losses" packed={packed(true)} world={storySpec('losses')} />
  ),
};
