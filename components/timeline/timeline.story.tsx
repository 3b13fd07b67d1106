/** A timeline before anything was done, and one on which something was. */
import { type ReactElement, useEffect } from 'react';
import type { Stories } from '../testing/story.ts';
import { storySpec } from '../testing/story-cluster.ts';
import { worldStore } from '../world/world-store.ts';
import { Timeline } from './Timeline.tsx';

const used = storySpec('stories/timeline');

export const stories: Stories = {
  'timeline-empty': () => <Timeline id="timeline-empty" world={storySpec('stories/timeline-empty')} />,
  timeline: Used,
};

const lines = [
  'ip route',
  'ip route del 10.8.1.0/24',
  'ping -c 1 10.8.1.3',
  'ip route add 10.8.1.0/24 via 10.8.1.0 dev flannel.1 onlink',
];

function Used(): ReactElement {
  useEffect(() => {
    const store = worldStore(used);
    if (store.snapshot().status !== 'closed' || store.hasSaved) return;
    const act = async () => {
      for (const line of lines) await store.perform({ kind: 'type', tab: 't1', place: 'node/k8s-w1', line });
      await store.perform({ kind: 'fault', fault: { kind: 'power', at: 'node/k8s-w2' } });
      await store.rewind(3);
    };
    void act();
  }, []);
  return <Timeline id="timeline" world={used} />;
}
