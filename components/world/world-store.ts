/**
 * One world of a page: opened on first use, kept in storage, shared by everything that shows it. Islands of a page are
 * React roots of their own, so they meet here and not in a context.
 */
import type { Work } from '../../engine/clock/work.ts';
import { type Action, needsShell, type NewAction } from '../../engine/lab/world/action.ts';
import type { Console, Journey, World } from '../../engine/lab/world/world-api.ts';
import type { Check, CheckOutcome } from '../../engine/lab/exercise/check.ts';
import type { Flow } from '../../engine/lab/probe/flow.ts';
import { bringCode, loadEngine, loadEngineWithShell, type OpenWorld } from './engine.ts';
import { longWork } from './long-work.ts';
import { Pacer, type Pace } from './pacer.ts';
import { redoneTo, undoneTo } from './undo-steps.ts';
import { bringBack, forgetOwn, keepAside, loadWorld, saveWorld, takeUpWorld } from './world-storage.ts';
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
  #turns: Promise<unknown> = Promise.resolve();
  /** Taken back, in the order of doing. Whoever does something else gives them up. */
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
      const saved = takeUpWorld(this.spec.id);
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

  /**
   * @param undone what can be done again then
   * @param until the world goes on so far; else its time runs on from the last action
   */
  async #replace(actions: readonly Action[], undone: readonly Action[] = [], until?: number): Promise<World> {
    this.#pacer?.stop();
    let world: World;
    try {
      world = await this.#make(actions);
      if (until !== undefined) await longWork(() => runningTo(world, until));
    } catch (error) {
      if (actions.length === 0) throw error;
      world = await this.#make([]);
      this.#tell({ notice: 'What was done here before no longer fits this cluster. This is a new one.' });
    }
    this.#consoles.clear();
    this.#install(world);
    this.#undone = undone;
    this.#tell({
      undone: undone.length,
      generation: this.#snapshot.generation + 1,
      version: this.#snapshot.version + 1,
      actions: world.actions.length,
    });
    this.#save();
    if (until === undefined && actions.length > 0) this.#pacer?.wake();
    return world;
  }

  /** With the shell when it is there, or when the world cannot be without. */
  async #make(actions: readonly Action[]): Promise<World> {
    const made = await this.#build(actions);
    if (made !== undefined) return made;
    await this.#fetchShell();
    const world = await this.#build(actions);
    if (world === undefined) throw new Error('the engine is not there yet');
    return world;
  }

  #build(actions: readonly Action[]): Promise<World | undefined> {
    const open = this.#open;
    if (open === undefined) return Promise.resolve(undefined);
    return longWork(() => open(this.spec, actions));
  }

  /** What replaces the world, or acts on it, waits for what was begun before. */
  #inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    const turn = this.#turns.then(act);
    this.#turns = turn.catch(() => undefined);
    return turn;
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
  readonly openShell = (): Promise<World> => this.#inTurn(() => this.#withShell());

  async #withShell(): Promise<World> {
    const world = await this.open();
    if (this.#shelled === world) return world;
    await this.#fetchShell();
    this.#pacer?.stop();
    const { now } = world;
    const same = (await this.#build(world.actions)) ?? world;
    await longWork(() => runningTo(same, now));
    this.#install(same);
    // What was begun before the shell came goes on.
    if (same.actions.length > 0) this.#pacer?.wake();
    return same;
  }

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
      this.#bring,
    );
  }

  /** A command that is not here yet stops the cluster's time. @returns whether it is here now */
  readonly #bring = async (code: string): Promise<boolean> => {
    try {
      await bringCode(code);
      return true;
    } catch (error) {
      this.#tell({
        notice: `${code} could not be fetched: ${reasonOf(error)}. The cluster’s time stands still until you do something else.`,
      });
      return false;
    }
  };

  /** The cluster changes many times a second while time runs; figures look a few times a second. */
  #changed(): void {
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined;
      this.#tell({ version: this.#snapshot.version + 1, actions: this.#world?.actions.length ?? 0 });
    }, quiet);
  }

  /** Does something in the world and lets its time run. */
  readonly perform = (action: NewAction): Promise<World> =>
    this.#inTurn(async () => {
      const world = await (needsShell(action) ? this.#withShell() : this.open());
      // What is due at this moment comes before what is done now, as it will when this is done again.
      await longWork(() => runningTo(world, world.now));
      world.perform(action);
      this.#giveUp();
      this.#changed();
      this.#save();
      this.#pacer?.wake();
      return world;
    });

  /** What would become of a flow, tried in a copy of the world as it is now. */
  readonly trace = async (flow: Flow): Promise<Journey> => {
    const world = await this.open();
    return longWork(() => world.tracing(flow));
  };

  /** What the clauses of an exercise come to now. */
  readonly check = async (checks: readonly Check[]): Promise<readonly CheckOutcome[]> => {
    const world = await this.openShell();
    return longWork(() => world.checking(checks));
  };

  /** A shell at a place, of the world as it is now. @throws RangeError for a place that is not there */
  console(tab: string, place: string, size: { readonly columns: number; readonly rows: number }): Console {
    if (this.#world === undefined) throw new Error('open the world first');
    const console = this.#world.console(tab, place, size);
    this.#consoles.set(tab, console);
    // A shell begins by reading: it runs until it waits.
    this.#pacer?.now(500);
    return console;
  }

  /** As the scenario begins. The reader's own is gone: ask first where it matters. */
  readonly reset = (): Promise<void> =>
    this.#inTurn(async () => {
      await this.open();
      await this.#replace([]);
    });

  /** As if the last action had not been; the lines of a paste are one. */
  readonly undo = (): Promise<void> => this.#stand(undoneTo);

  /** The last action that was taken back, done again. */
  readonly redo = (): Promise<void> => this.#stand(redoneTo);

  /** As after the first `count` of all actions, those taken back included; the others can be done again. */
  readonly rewind = (count: number): Promise<void> => this.#stand(() => count);

  #stand(where: (all: readonly Action[], done: number) => number): Promise<void> {
    return this.#inTurn(async () => {
      const { actions } = await this.open();
      const all = [...actions, ...this.#undone];
      const count = Math.min(Math.max(where(all, actions.length), 0), all.length);
      if (count === actions.length) return;
      await this.#replace(all.slice(0, count), all.slice(count), all[count]?.at);
    });
  }

  /** What was taken back and can be done again, in the order of doing. */
  get undone(): readonly Action[] {
    return this.#undone;
  }

  #giveUp(): void {
    if (this.#undone.length === 0) return;
    this.#undone = [];
    this.#tell({ undone: 0 });
  }

  /** A world that came by link takes the place of the reader's own, which is kept. */
  readonly adopt = (actions: readonly Action[]): Promise<void> =>
    this.#inTurn(async () => {
      await this.open();
      keepAside(this.spec.id);
      await this.#replace(actions);
    });

  readonly restoreOwn = (): Promise<boolean> =>
    this.#inTurn(async () => {
      await this.open();
      const found = bringBack(this.spec.id);
      const saved = found ? takeUpWorld(this.spec.id) : undefined;
      if (saved?.ok !== true) return false;
      await this.#replace(saved.value.actions);
      return true;
    });

  readonly setPace = (pace: Pace): void => {
    this.#tell({ pace });
    this.#pacer?.wake();
  };

  /** Goes on to the next thing that happens by itself, however far away it is, and does it. */
  readonly jump = (): Promise<void> =>
    this.#inTurn(async () => {
      const world = await this.open();
      const { next } = world;
      if (next !== undefined) await longWork(() => runningTo(world, next));
      this.#changed();
    });

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

/** Events between two looks at the reader's clock. */
const batch = 32;

function* runningTo(world: World, time: number): Work<void> {
  while (world.run(time, batch)) yield;
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
  forgetOwn();
}
