/**
 * One table of one kernel: as it was when the page was built, and, once the world is open, as it is now. Asked at most
 * five times a second, only when time or the world has moved, and never while nobody can see it.
 */
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { Views } from '../../engine/lab/view/views.ts';
import type { World } from '../../engine/lab/world/world-api.ts';
import { useWorld } from '../world/use-world.ts';
import type { WorldSpec } from '../world/world-spec.ts';
import type { WorldStore } from '../world/world-store.ts';
import { useWatched } from './use-watched.ts';

/** What a page brings along. */
export interface Built<View> {
  readonly place: string;
  /** Virtual microseconds. */
  readonly at: number;
  readonly view: View;
  /** Where one can look. */
  readonly places: readonly string[];
}

export interface KernelView<View> {
  /** Goes on the figure: what is not on the screen is not asked. */
  readonly figure: RefObject<HTMLElement | null>;
  readonly store: WorldStore;
  readonly place: string;
  readonly places: readonly string[];
  /** Another place is a live one: the cluster is started for it. */
  readonly choose: (place: string) => void;
  /** Undefined: there is no such place any more, or it is not known yet. */
  readonly view: View | undefined;
  /** What the rows are of: when it changes, none of them came or went. */
  readonly scope: string;
  readonly at: number;
  readonly state: 'built' | 'opening' | 'live' | 'failed';
  readonly notice: string | undefined;
}

/** Milliseconds between two looks. */
const pause = 200;

interface Seen<View> {
  readonly world: World;
  readonly version: number;
  readonly place: string;
  readonly places: readonly string[];
  readonly at: number;
  readonly view: View | undefined;
}

export function useKernelView<Kind extends keyof Views>(
  kind: Kind,
  spec: WorldSpec,
  built: Built<Views[Kind]>,
): KernelView<Views[Kind]> {
  const [store, { status, notice }] = useWorld(spec);
  const figure = useRef<HTMLElement>(null);
  const watched = useWatched(figure);
  const [place, setPlace] = useState(built.place);
  const [seen, setSeen] = useState<Seen<Views[Kind]> | undefined>(undefined);
  const last = useRef(seen);

  useEffect(() => {
    if (store.hasSaved) void store.open().catch(() => undefined);
  }, [store]);
  useEffect(() => {
    if (!watched || status !== 'open') return;
    const look = () => {
      const next = lookAgain(store, kind, place, last.current);
      if (next === last.current) return;
      last.current = next;
      setSeen(next);
    };
    look();
    const timer = setInterval(look, pause);
    return () => clearInterval(timer);
  }, [store, status, watched, kind, place]);

  const choose = (other: string) => {
    setPlace(other);
    void store.open().catch(() => undefined);
  };
  const common = { figure, store, place, choose, notice };
  const current = seen?.place === place && status === 'open' ? seen : undefined;
  if (current !== undefined) {
    const { view, at, places } = current;
    return { ...common, view, scope: place, at, places, state: 'live' };
  }
  return {
    ...common,
    view: place === built.place ? built.view : undefined,
    scope: place === built.place ? place : `${place}, not known yet`,
    at: built.at,
    places: seen?.places ?? built.places,
    state:
      status === 'failed' ? 'failed' : status === 'closed' && place === built.place ? 'built' : 'opening',
  };
}

function lookAgain<Kind extends keyof Views>(
  store: WorldStore,
  kind: Kind,
  place: string,
  before: Seen<Views[Kind]> | undefined,
): Seen<Views[Kind]> | undefined {
  const { world } = store;
  if (world === undefined) return before;
  const { version } = store.snapshot();
  const { now } = world;
  if (before?.world === world && before.at === now && before.version === version && before.place === place)
    return before;
  const view = world.look(kind, place);
  const places = sameList(world.places(), before?.places);
  return { world, version, place, places, at: now, view };
}

function sameList(now: readonly string[], before: readonly string[] | undefined): readonly string[] {
  return before?.length === now.length && before.every((each, at) => each === now[at]) ? before : now;
}
