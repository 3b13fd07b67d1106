/** A plan in order, and one with the usual mistakes. */
import type { Stories } from '../testing/story.ts';
import { CidrPlanner } from './CidrPlanner.tsx';

export const stories: Stories = {
  cidr: () => (
    <CidrPlanner
      id="cidr"
      plan={{
        node: '10.10.20.0/22',
        pod: '10.16.0.0/14',
        nodeMask: '24',
        service: '10.96.0.0/12',
        maxPods: '110',
        other: '',
      }}
    />
  ),
  'cidr-mistakes': () => (
    <CidrPlanner
      id="cidr-mistakes"
      plan={{
        node: '192.168.0.0/20',
        pod: '192.168.0.0/16',
        nodeMask: '25',
        service: '10.96.0.0/12',
        maxPods: '110',
        other: '10.100.0.0/16',
      }}
    />
  ),
};
