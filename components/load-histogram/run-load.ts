/** A load through a world as it is, from the tally to what the figure shows; for the build and for the page. */
import type { Work } from '../../engine/clock/work.ts';
import type { Flow } from '../../engine/lab/probe/flow.ts';
import type { LoadTally } from '../../engine/lab/probe/load.ts';
import type { World } from '../../engine/lab/world/world-api.ts';
import { affinityOf, loadView, type LoadView, serviceOf } from './load-view.ts';

/** @param told what is known so far, between pieces of the work */
export function* runLoad(
  world: World,
  flow: Flow,
  count: number,
  told: (view: LoadView) => void,
): Work<LoadView> {
  const view = viewer(world, flow, count);
  return view(yield* world.loading(flow, count, (tally) => told(view(tally))));
}

/** All of it at once, when the book is built. */
export function loadNow(world: World, flow: Flow, count: number): LoadView {
  return viewer(world, flow, count)(world.load(flow, count));
}

function viewer(world: World, flow: Flow, count: number): (tally: LoadTally) => LoadView {
  const map = world.map();
  const service = serviceOf(map, flow);
  const affinity = service === undefined ? undefined : affinityIn(world, service.namespace, service.name);
  return (tally) => loadView(tally, count, map, flow, affinity);
}

function affinityIn({ api }: World, namespace: string, name: string): number | undefined {
  const answer = api?.request({ method: 'GET', path: `/api/v1/namespaces/${namespace}/services/${name}` });
  return answer?.kind === 'response' && answer.status === 200 ? affinityOf(answer.body) : undefined;
}
