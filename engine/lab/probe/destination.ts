/**
 * `pod/NAMESPACE/NAME` as a destination stands for that pod's address now; everything else is what it says.
 */
import type { Stage } from '../stage/stage.ts';
import type { Flow } from './flow.ts';

export function destinationOf(stage: Stage, flow: Flow): Flow {
  if (!flow.to.startsWith('pod/')) return flow;
  const pod = stage.map().pods.find((candidate) => candidate.place === flow.to);
  return { ...flow, to: pod?.address ?? flow.to.slice(flow.to.lastIndexOf('/') + 1) };
}
