/** An exercise with three clauses. */
import type { Exercise } from '../../engine/lab/exercise/check.ts';
import type { Stories } from '../testing/story.ts';
import { storySpec } from '../testing/story-cluster.ts';
import { keep, kept } from '../kept/storage.ts';
import { ExerciseCard } from './ExerciseCard.tsx';
import { progressKey } from './exercise-progress.ts';

const reaches = (to: string) => ({
  kind: 'reaches' as const,
  flow: { from: 'pod/default/client', to, port: 80, protocol: 'tcp' as const },
});

const exercise: Exercise = {
  id: 'route-back',
  title: 'Bring the route back',
  scenario: 'stories',
  story: 'Somebody deleted a route on k8s-w1, and half of the pods lost the other half.',
  starts: 'node/k8s-w1',
  checks: [
    { clause: reaches('pod/default/web-2') },
    { clause: reaches('pod/default/web-1') },
    { clause: { kind: 'endpoints', service: 'default/web', count: 2 } },
  ],
  hints: [
    { text: 'Compare `ip route` on both nodes.', for: 0 },
    { text: 'web-1 is a neighbour of the client: look at the bridge.', for: 1 },
  ],
  solutions: [
    [{ on: 'node/k8s-w1', line: 'ip route add 10.8.1.0/24 via 10.8.1.0 dev flannel.1 onlink' }],
    [{ on: 'node/k8s-w1', line: 'ip route replace 10.8.1.0/24 via 10.10.20.5' }],
  ],
  wrong: [
    {
      lines: [{ on: 'node/k8s-w1', line: 'ip route add 10.8.1.0/24 dev cni0' }],
      brings: [
        { clause: { kind: 'row', place: 'node/k8s-w1', table: 'routes', words: '10.8.1.0/24 dev cni0' } },
      ],
      hint: 'A route by `cni0` asks for the pods of the other node on the bridge of this one, where nobody answers.',
    },
  ],
  shows: 'One row of one table on one node was all that connected the pods of two nodes.',
};

/** Solved in an earlier visit. */
function Solved() {
  const world = storySpec('stories/solved');
  if (kept(progressKey(world.id)) === undefined)
    keep(progressKey(world.id), { begun: true, solved: 'alone' });
  return (
    <ExerciseCard
      exercise={{ ...exercise, id: 'solved' }}
      world={world}
      next={{ title: 'The shop refuses everybody', href: '#' }}
    />
  );
}

const broken = storySpec('stories/exercise');
const spec = {
  ...broken,
  ...(broken.file === undefined
    ? {}
    : { file: { ...broken.file, setup: [{ on: 'node/k8s-w1', line: 'ip route del 10.8.1.0/24' }] } }),
};

export const stories: Stories = {
  'route-back': () => <ExerciseCard exercise={exercise} world={spec} />,
  solved: Solved,
};
