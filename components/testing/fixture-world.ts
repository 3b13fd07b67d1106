/** A World over the small cluster: enough of it for stories and tests of figures. Its shell knows a handful of commands. */
import type { Action, NewAction } from '../../engine/lab/world/action.ts';
import type { Console, Journey, World } from '../../engine/lab/world/world-api.ts';
import type { MapView } from '../../engine/lab/view/map.ts';
import type { Flow } from '../../engine/lab/probe/flow.ts';
import type { Check, CheckOutcome } from '../../engine/lab/exercise/check.ts';
import { FixtureConsole } from './fixture-console.ts';
import { record, serve } from './fixture-flow.ts';
import { fixtureMap } from './fixture-map.ts';
import { buildCluster, type Cluster } from './two-node-cluster.ts';

export class FixtureWorld implements World {
  readonly scenario: string;
  readonly api = undefined;
  readonly #cluster: Cluster;
  readonly #actions: Action[] = [];
  readonly #consoles = new Map<string, FixtureConsole>();
  readonly #listeners = new Set<() => void>();

  constructor(scenario: string, actions: readonly Action[] = []) {
    this.scenario = scenario;
    this.#cluster = buildCluster();
    serve(this.#cluster);
    for (const { at, ...action } of actions) {
      this.#cluster.environment.clock.runUntil(at);
      this.perform(action);
    }
  }

  get actions(): readonly Action[] {
    return this.#actions;
  }

  get now(): number {
    return this.#cluster.environment.clock.now;
  }

  get wallTime(): number {
    return this.#cluster.environment.wallTime;
  }

  get next(): number | undefined {
    return this.#cluster.environment.clock.next;
  }

  perform(action: NewAction): void {
    this.#actions.push({ ...action, at: this.now });
    if (action.kind === 'type') this.#open(action.tab, action.place).type(action.line);
    if (action.kind === 'key') this.#consoles.get(action.tab)?.interrupt();
    this.#tell();
  }

  run(until: number, budget = Number.POSITIVE_INFINITY): boolean {
    const { clock } = this.#cluster.environment;
    for (let left = budget; left > 0; left--)
      if (!clock.step(until)) {
        clock.runUntil(until);
        return false;
      }
    return true;
  }

  settle(limit = 60_000_000): void {
    this.run(this.now + limit);
  }

  places(): readonly string[] {
    return [...this.#cluster.places.keys()];
  }

  console(tab: string, place: string): Console {
    return this.#open(tab, place);
  }

  #open(tab: string, place: string): FixtureConsole {
    const namespace = this.#cluster.places.get(place);
    if (namespace === undefined) throw new RangeError(`there is no place ${place}`);
    let console = this.#consoles.get(tab);
    if (console?.place !== place) {
      console = new FixtureConsole(tab, place, namespace, () => this.#tell());
      this.#consoles.set(tab, console);
    }
    return console;
  }

  map(): MapView {
    return fixtureMap(this.#cluster);
  }

  journey(flow: Flow): Journey {
    const copy = new FixtureWorld(this.scenario, this.#actions);
    copy.run(this.now);
    return record(copy.#cluster, flow);
  }

  check(checks: readonly Check[]): readonly CheckOutcome[] {
    return checks.map(({ clause, not }): CheckOutcome => {
      if (clause.kind !== 'reaches')
        return { state: 'cannot-check', why: 'this small world knows flows only' };
      const { outcome } = this.journey(clause.flow);
      const met = (outcome.verdict === 'answered') !== (not ?? false);
      return { state: met ? 'pass' : 'not-yet', saw: outcome.sentence };
    });
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
