/** A table of a kernel as it is when the book is built: what its figure begins with. */
import type { Built } from '../../components/kernel-table/use-kernel-view.ts';
import type { Views } from '../../engine/lab/view/views.ts';
import type { World } from '../../engine/lab/world/world-api.ts';
import { builtWorld } from './chapter-world.ts';

/** @throws Error when the chapter's world has no such place */
export function builtView<Kind extends keyof Views>(
  kind: Kind,
  name: string,
  place: string,
  world: World = builtWorld(name),
): { readonly built: Built<Views[Kind]>; readonly world: World } {
  const view = world.look(kind, place);
  const places = world.places();
  if (view === undefined) throw new Error(`${name} has no place ${place}; it has ${places.join(', ')}`);
  return { built: { place, at: world.now, view, places }, world };
}
