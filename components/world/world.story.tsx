/** What is asked when the address carries a world. */
import type { Stories } from '../testing/story.ts';
import { storySpec } from '../testing/story-cluster.ts';
import { SharedWorld } from './SharedWorld.tsx';

export const stories: Stories = { 'shared-world': () => <SharedWorld world={storySpec()} /> };
