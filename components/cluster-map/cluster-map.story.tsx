/** The reference cluster, and one with thirty pods a node. */
import { bigMap } from '../testing/big-map.ts';
import type { Stories } from '../testing/story.ts';
import { openStory, storySpec } from '../testing/story-cluster.ts';
import { ClusterMap } from './ClusterMap.tsx';

const map = openStory().map();

export const stories: Stories = {
  map: () => <ClusterMap id="map" built={map} world={storySpec()} />,
  'big-map': () => <ClusterMap id="big-map" built={bigMap()} world={storySpec('big')} />,
};
