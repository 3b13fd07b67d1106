/**
 * One world of a page: opened on first use, kept in storage, shared by everything that shows it. Islands of a page are
 * React roots of their own, so they meet here and not in a context.
 */
import { type Action, needsShell, type NewAction } from '../../engine/lab/world/action.ts';
import type { Console, World } from '../../engine/lab/world/world-api.ts';
import { loadEngine, loadEngineWithShell, type OpenWorld } from './engine.ts';
import { Pacer, type Pace } from './pacer.ts';
import { bringBack, keepAside, loadWorld, saveWorld } from './world-storage.ts';
import { worldHash } from './world-link.ts';
import type { WorldSpec } from './world-spec.ts';

export interface WorldSnapshot {
  readonly status: 'closed' | 'opening' | 'open' | 'failed';
  /** Counts changes of the world's state. */
  readonly version: number;
  /** Counts worlds: reset and undo open a new one, and consoles of the old are gone. */
  readonly generation: number;
  readonly actions: number;
  /** How many actions were taken back and can be done again. */
  readonly undone: number;
  readonly pace: Pace;
  /** Something the reader should know: storage is full, what was kept could not be read. */
  readonly notice: string | undefined;
}

/** Milliseconds between two looks. */
const quiet = 200;

const closed: WorldSnapshot = {
  status: 'closed',
  version: 0,
  generation: 0,
  actions: 0,
  undone: 0,
  pace: 'live',
  notice: undefined,
};

export class WorldStore {
  readonly spec: WorldSpec;
  #snapshot: WorldSnapshot = closed;
  #world: World | undefined;
  #open: OpenWorld | undefined;
  #fetchingShell: Promise<OpenWorld> | undefined;
  #hasShell = false;
  /** The world, when it was opened with the shell. */
  #shelled: World | undefined;
  #opening: Promise<World> | undefined;
  #pacer: Pacer | undefined;
  #stopListening: (() => void) | undefined;
  /** Taken back, the last first. Whoever does something else gives them up. */
  #undone: readonly Action[] = [];
  #telling: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #consoles = new Map<string, Console>();

  constructor(spec: WorldSpec) {
    this.spec = spec;
  }

  /** The world, once open. */
  get world(): World | undefined {
    return this.#world;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): WorldSnapshot => this.#snapshot;

  /** Whether the reader did something here in an earlier visit: then what the page was built with is out of date. */
  get hasSaved(): boolean {
    return loadWorld(this.spec.id)?.ok === true;
  }

  /** @throws what the engine throws, after telling it in the snapshot */
  readonly open = (): Promise<World> => {
    this.#opening ??= this.#begin();
    return this.#opening;
  };

  async #begin(): Promise<World> {
    this.#tell({ status: 'opening' });
    try {
      this.#open = await loadEngine();
      const saved = loadWorld(this.spec.id);
      let notice: string | undefined;
      let actions: readonly Action[] = [];
      if (saved?.ok === true && saved.value.scenario === this.spec.scenario) actions = saved.value.actions;
      else if (saved !== undefined)
        notice = `What you did here before could not be brought back: ${saved.ok ? 'it belongs to another cluster' : saved.error}. This is a new cluster.`;
      const world = await this.#replace(actions);
      this.#tell({ status: 'open', notice });
      return world;
    } catch (error) {
      this.#opening = undefined;
      this.#tell({ status: 'failed', notice: `The cluster could not be started: ${reasonOf(error)}` });
      throw error;
    }
  }

  async #replace(actions: readonly Action[]): Promise<World> {
    let world: World;
    try {
      world = await this.#make(actions);
    } catch (error) {
      if (actions.length === 0) throw error;
      world = await this.#make([]);
      this.#tell({ notice: 'What was done here before no longer fits this cluster. This is a new one.' });
    }
    this.#consoles.clear();
    this.#install(world);
    this.#tell({
      generation: this.#snapshot.generation + 1,
      version: this.#snapshot.version + 1,
      actions: world.actions.length,
    });
    this.#save();
    return world;
  }

  /** With the shell when it is there, or when the world cannot be without. */
  async #make(actions: readonly Action[]): Promise<World> {
    const made = this.#open?.(this.spec, actions);
    if (made !== undefined) return made;
    await this.#fetchShell();
    const world = this.#open?.(this.spec, actions);
    if (world === undefined) throw new Error('the engine is not there yet');
    return world;
  }

  /** @throws what fetching threw, after telling it in the snapshot */
  async #fetchShell(): Promise<void> {
    this.#fetchingShell ??= loadEngineWithShell();
    try {
      this.#open = await this.#fetchingShell;
      this.#hasShell = true;
    } catch (error) {
      this.#fetchingShell = undefined;
      this.#tell({ notice: `The shell could not be fetched: ${reasonOf(error)}` });
      throw error;
    }
  }

  /** The world with its shell, which is fetched when a terminal is first opened: the same world, at the same moment. */
  readonly openShell = async (): Promise<World> => {
    const opened = await this.open();
    if (this.#shelled === opened) return opened;
    await this.#fetchShell();
    // Meanwhile something may have been done, or another terminal was opened.
    const world = this.#world ?? opened;
    if (this.#shelled === world) return world;
    const same = this.#open?.(this.spec, world.actions) ?? world;
    same.run(world.now);
    this.#install(same);
    return same;
  };

  #install(world: World): void {
    this.#pacer?.stop();
    this.#stopListening?.();
    this.#world = world;
    if (this.#hasShell) this.#shelled = world;
    this.#opening = Promise.resolve(world);
    this.#stopListening = world.onChange(() => this.#changed());
    this.#pacer = new Pacer(
      world,
      () => this.#snapshot.pace,
      () => [...this.#consoles.values()].some(({ idle }) => !idle),
    );
  }

  /** The cluster changes many times a second while time runs; figures look a few times a second. */
  #changed(): void {
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined;
      this.#tell({ version: this.#snapshot.version + 1, actions: this.#world?.actions.length ?? 0 });
    }, quiet);
  }

  /** Does something in the world and lets its time run. */
  readonly perform = async (action: NewAction): Promise<World> => {
    const world = await (needsShell(action) ? this.openShell() : this.open());
    world.perform(action);
    this.#giveUp();
    this.#changed();
    this.#save();
    this.#pacer?.wake();
    return world;
  };

  /** A shell at a place, of the world as it is now. @throws RangeError for a place that is not there */
  console(tab: string, place: string, size: { readonly columns: number; readonly rows: number }): Console {
    if (this.#world === undefined) throw new Error('open the world first');
    const console = this.#world.console(tab, place, size);
    this.#consoles.set(tab, console);
    // A shell begins by reading: it runs until it waits.
    this.#world.run(this.#world.now, 500);
    return console;
  }

  /** As the scenario begins. The reader's own is gone: ask first where it matters. */
  readonly reset = async (): Promise<void> => {
    await this.open();
    this.#giveUp();
    await this.#replace([]);
  };

  /** As if the last action had not been. */
  readonly undo = async (): Promise<void> => {
    const world = await this.open();
    const last = world.actions.at(-1);
    if (last === undefined) return;
    await this.#replace(world.actions.slice(0, -1));
    this.#keepUndone([last, ...this.#undone]);
  };

  /** The last action that was taken back, done again. */
  readonly redo = async (): Promise<void> => {
    const world = await this.open();
    const [next, ...rest] = this.#undone;
    if (next === undefined) return;
    await this.#replace([...world.actions, next]);
    this.#keepUndone(rest);
  };

  #giveUp(): void {
    if (this.#undone.length > 0) this.#keepUndone([]);
  }

  #keepUndone(actions: readonly Action[]): void {
    this.#undone = actions;
    this.#tell({ undone: actions.length });
  }

  /** A world that came by link takes the place of the reader's own, which is kept. */
  readonly adopt = async (actions: readonly Action[]): Promise<void> => {
    await this.open();
    keepAside(this.spec.id);
    this.#giveUp();
    await this.#replace(actions);
  };

  readonly restoreOwn = async (): Promise<boolean> => {
    await this.open();
    const found = bringBack(this.spec.id);
    const saved = found ? loadWorld(this.spec.id) : undefined;
    if (saved?.ok !== true) return false;
    this.#giveUp();
    await this.#replace(saved.value.actions);
    return true;
  };

  readonly setPace = (pace: Pace): void => {
    this.#tell({ pace });
    this.#pacer?.wake();
  };

  /** The address of this page with this world in it; undefined when it is too long for one. */
  readonly link = (): string | undefined => {
    const hash = worldHash(this.spec.id, this.#saved());
    if (hash === undefined) return undefined;
    const address = new URL(location.href);
    address.hash = hash;
    return address.href;
  };

  #saved() {
    return { version: 1, scenario: this.spec.scenario, actions: this.#world?.actions ?? [] } as const;
  }

  #save(): void {
    const problem = saveWorld(this.spec.id, this.#saved());
    if (problem !== undefined && problem !== this.#snapshot.notice) this.#tell({ notice: problem });
  }

  #tell(part: Partial<WorldSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...part };
    for (const listener of [...this.#listeners]) listener();
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const stores = new Map<string, WorldStore>();

/** The one store of this world on this page. */
export function worldStore(spec: WorldSpec): WorldStore {
  let store = stores.get(spec.id);
  if (store === undefined) {
    store = new WorldStore(spec);
    stores.set(spec.id, store);
  }
  return store;
}

/** For tests: as if the page had just been loaded. */
export function forgetWorlds(): void {
  stores.clear();
}
