/** The tabs of one world's terminal: which are open, which one is shown. Kept for the reader; what they show the world knows. */
import type { WorldStore } from '../world/world-store.ts';
import { keep, kept } from '../kept/storage.ts';
import { ShellTab } from './shell-tab.ts';

export interface OpenTabs {
  readonly tabs: readonly ShellTab[];
  /** The name of the shown one. */
  readonly current: string;
}

interface KeptTabs {
  readonly places: readonly (readonly [name: string, place: string])[];
  readonly current: string;
}

const most = 12;

export class TabSet {
  readonly #store: WorldStore;
  readonly #listeners = new Set<() => void>();
  #open: OpenTabs = { tabs: [], current: '' };

  constructor(store: WorldStore) {
    this.#store = store;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): OpenTabs => this.#open;

  get #key(): string {
    return `terminal/${this.#store.spec.id}`;
  }

  /** The tabs of an earlier visit, and those in which something was typed. @param places where one can stand */
  restore(places: readonly string[]): void {
    if (this.#open.tabs.length > 0) return;
    const before = readKept(kept(this.#key));
    const found = new Map(before.places);
    for (const action of this.#store.world?.actions ?? [])
      if (action.kind === 'type' && /^t\d+$/.test(action.tab)) found.set(action.tab, action.place);
    const tabs = [...found]
      .filter(([, place]) => places.includes(place))
      .slice(-most)
      .map(([name, place]) => new ShellTab(this.#store, name, place));
    const current = tabs.some(({ name }) => name === before.current) ? before.current : tabs.at(-1)?.name;
    this.#set({ tabs, current: current ?? '' });
  }

  /** The tab at a place, opened when there is none, and shown. */
  stand(place: string): ShellTab {
    const { tabs } = this.#open;
    const known = tabs.find((tab) => tab.place === place);
    const tab = known ?? new ShellTab(this.#store, this.#freeName(), place);
    this.#set({ tabs: known === undefined ? [...tabs, tab] : tabs, current: tab.name });
    return tab;
  }

  readonly show = (name: string): void => this.#set({ ...this.#open, current: name });

  readonly close = (name: string): void => {
    const tabs = this.#open.tabs.filter((tab) => tab.name !== name);
    const current = name === this.#open.current ? (tabs.at(-1)?.name ?? '') : this.#open.current;
    this.#set({ tabs, current });
  };

  /** A name no shell of this world has had: it would go on in that one. */
  #freeName(): string {
    const used = new Set(this.#open.tabs.map(({ name }) => name));
    for (const action of this.#store.world?.actions ?? []) if (action.kind === 'type') used.add(action.tab);
    let number = 1;
    while (used.has(`t${String(number)}`)) number++;
    return `t${String(number)}`;
  }

  #set(open: OpenTabs): void {
    this.#open = open;
    const places = open.tabs.map(({ name, place }) => [name, place] as const);
    keep(this.#key, { places, current: open.current } satisfies KeptTabs);
    for (const listener of [...this.#listeners]) listener();
  }
}

function readKept(value: unknown): KeptTabs {
  const { places, current } = (typeof value === 'object' ? (value ?? {}) : {}) as Partial<
    Record<keyof KeptTabs, unknown>
  >;
  const pairs: unknown[] = Array.isArray(places) ? places.slice(0, most) : [];
  return {
    places: pairs.filter(
      (pair): pair is [string, string] =>
        Array.isArray(pair) && pair.length === 2 && pair.every((each) => typeof each === 'string'),
    ),
    current: typeof current === 'string' ? current : '',
  };
}

const sets = new WeakMap<WorldStore, TabSet>();

/** The one set of tabs of this world. */
export function tabSet(store: WorldStore): TabSet {
  let set = sets.get(store);
  if (set === undefined) {
    set = new TabSet(store);
    sets.set(store, set);
  }
  return set;
}
