/**
 * Makes a world of a scenario and what was done to it: builds the stage, then does the actions again, each at its
 * virtual time. The same scenario and actions give the same world, byte for byte.
 */
import type { Time } from '../../clock/clock.ts';
import { second } from '../../clock/clock.ts';
import { finish, runningUntil, type Work } from '../../clock/work.ts';
import type { ApiDoor } from '../../kubernetes/api/request.ts';
import { devNull, type TerminalSize, TextInput } from '../../linux/process/stream.ts';
import type { Check, CheckOutcome } from '../exercise/check.ts';
import { applyFault, clearFault } from '../fault/fault.ts';
import { destinationOf } from '../probe/destination.ts';
import type { Flow } from '../probe/flow.ts';
import { forceEndpoint } from '../probe/force-endpoint.ts';
import { loading, type LoadTally } from '../probe/load.ts';
import { recordingFlow } from '../probe/record-flow.ts';
import { startFlow } from '../probe/send-flow.ts';
import type { ConsoleSession, Scenario, Stage } from '../stage/stage.ts';
import type { MapView } from '../view/map.ts';
import { type Names, namesOf } from '../view/names.ts';
import { lookUpRoute, type RouteLookup } from '../view/route-lookup.ts';
import { type Views, views } from '../view/views.ts';
import type { Action, NewAction } from './action.ts';
import type { Console, Journey, World } from './world-api.ts';

const defaultSize: TerminalSize = { columns: 120, rows: 40 };

/** @param actions in the order of their times */
export function openWorld(scenario: Scenario, actions: readonly Action[] = []): World {
  return finish(openingWorld(scenario, actions));
}

/** `openWorld` in pieces. */
export function* openingWorld(scenario: Scenario, actions: readonly Action[] = []): Work<World> {
  return yield* ScenarioWorld.opening(scenario, actions);
}

class ScenarioWorld implements World {
  readonly #scenario: Scenario;
  readonly #stage: Stage;
  readonly #actions: Action[] = [];
  readonly #refused = new Map<Action, string>();
  readonly #consoles = new Map<string, ConsoleSession>();
  readonly #listeners = new Set<() => void>();
  #changed = false;

  private constructor(scenario: Scenario, stage: Stage) {
    this.#scenario = scenario;
    this.#stage = stage;
    this.#stage.onChange(() => {
      this.#changed = true;
    });
  }

  static *opening(scenario: Scenario, actions: readonly Action[]): Work<ScenarioWorld> {
    const world = new ScenarioWorld(scenario, yield* scenario.building());
    for (const action of actions) {
      yield* runningUntil(world.#clock, action.at);
      world.#do(action);
    }
    return world;
  }

  get scenario(): string {
    return this.#scenario.name;
  }

  get actions(): readonly Action[] {
    return this.#actions;
  }

  get refused(): ReadonlyMap<Action, string> {
    return this.#refused;
  }

  get #clock() {
    return this.#stage.environment.clock;
  }

  get now(): Time {
    return this.#clock.now;
  }

  get wallTime(): number {
    return this.#stage.environment.wallTime;
  }

  get api(): ApiDoor | undefined {
    return this.#stage.api;
  }

  get next(): Time | undefined {
    return this.#clock.next;
  }

  perform(action: NewAction): void {
    this.#do({ ...action, at: this.now });
    this.#tell();
  }

  #do(action: Action): void {
    this.#actions.push(action);
    this.#changed = true;
    switch (action.kind) {
      case 'type':
        this.#open(action.tab, action.place, defaultSize)?.run(action.line);
        return;
      case 'key': {
        const console = this.#consoles.get(action.tab);
        if (action.key === 'interrupt') console?.interrupt();
        else console?.endOfFile();
        return;
      }
      case 'edit':
        this.#consoles.get(action.tab)?.finishEditing(action.text);
        return;
      case 'apply':
        this.#start('workstation', 'kubectl', ['kubectl', 'apply', '-f', '-'], action.manifest);
        return;
      case 'fault': {
        const why = applyFault(this.#stage, action.fault);
        if (why !== undefined) this.#refused.set(action, why);
        return;
      }
      case 'mend':
        clearFault(this.#stage, action.fault);
        return;
      case 'send':
        this.#send(action.flow);
        return;
    }
  }

  #start(place: string, command: string, argv: readonly string[], stdin: string): void {
    const standing = this.#stage.stand(place);
    const found = standing?.executables.find(command);
    if (standing === undefined || found === undefined) return;
    standing.processes.start({
      program: found.program,
      arguments: argv,
      place: standing.namespace,
      files: standing.files,
      stdin: new TextInput(stdin),
      stdout: devNull,
      stderr: devNull,
      environment: standing.environment,
      executables: standing.executables,
    });
  }

  #send(flow: Flow): void {
    const standing = this.#stage.stand(flow.from);
    if (standing === undefined) return;
    startFlow(standing, destinationOf(this.#stage, flow), () => undefined);
  }

  run(until: Time, budget = Number.POSITIVE_INFINITY): boolean {
    let left = budget;
    while (left > 0 && this.#clock.step(until)) {
      left--;
      this.#changed = true;
    }
    const more = (this.#clock.next ?? Number.POSITIVE_INFINITY) <= until;
    if (!more) this.#clock.runUntil(until);
    this.#tell();
    return more;
  }

  settle(limit: Time = 60 * second): void {
    const end = this.now + limit;
    while (this.#clock.step(end)) this.#changed = true;
    this.#tell();
  }

  #tell(): void {
    for (const console of this.#consoles.values()) console.checkIdle();
    if (!this.#changed) return;
    this.#changed = false;
    for (const listener of [...this.#listeners]) listener();
  }

  places(): readonly string[] {
    return this.#stage.places();
  }

  console(tab: string, place: string, size = defaultSize): Console {
    const console = this.#open(tab, place, size);
    if (this.#scenario.openConsole === undefined)
      throw new RangeError('this world was opened without a shell');
    if (console === undefined)
      throw new RangeError(`there is no place ${place}; there are ${this.#stage.places().join(', ')}`);
    return console;
  }

  #open(tab: string, place: string, size: TerminalSize): ConsoleSession | undefined {
    const known = this.#consoles.get(tab);
    if (known !== undefined && known.place === place && !known.ended) return known;
    const standing = this.#stage.stand(place);
    if (standing === undefined) return undefined;
    const opened = this.#scenario.openConsole?.(tab, place, standing, size, this.#stage);
    if (opened === undefined) return undefined;
    this.#consoles.set(tab, opened);
    return opened;
  }

  map(): MapView {
    return this.#stage.map();
  }

  names(place: string): Names {
    return namesOf(this.#stage.map(), () => this.#stage.servicePorts(), place);
  }

  /** A copy of this world as it is now. */
  *#copying(): Work<Stage> {
    const { now } = this;
    const copy = yield* ScenarioWorld.opening(this.#scenario, [...this.#actions]);
    yield* runningUntil(copy.#clock, now);
    return copy.#stage;
  }

  journey(flow: Flow): Journey {
    return finish(this.tracing(flow));
  }

  *tracing(flow: Flow): Work<Journey> {
    const stage = yield* this.#copying();
    const release = flow.endpoint === undefined ? undefined : forceEndpoint(stage, flow.endpoint);
    const recorded = yield* recordingFlow(stage, destinationOf(stage, flow));
    release?.();
    return { flow, ...recorded };
  }

  load(flow: Flow, count: number): LoadTally {
    return finish(this.loading(flow, count));
  }

  *loading(flow: Flow, count: number, told?: (tally: LoadTally) => void): Work<LoadTally> {
    const stage = yield* this.#copying();
    return yield* loading(stage, destinationOf(stage, flow), count, told);
  }

  check(checks: readonly Check[]): readonly CheckOutcome[] {
    return finish(this.checking(checks));
  }

  *checking(checks: readonly Check[]): Work<readonly CheckOutcome[]> {
    const { evaluate } = this.#scenario;
    if (evaluate === undefined) {
      const why = 'This world was opened for figures only.';
      return checks.map(() => ({ state: 'cannot-check', why }));
    }
    const outcomes: CheckOutcome[] = [];
    const context = { stage: this.#stage, copying: () => this.#copying() };
    for (const check of checks) outcomes.push(yield* evaluate(check, context));
    return outcomes;
  }

  look<Kind extends keyof Views>(kind: Kind, place: string): Views[Kind] | undefined {
    const standing = this.#stage.stand(place);
    return standing && views[kind](standing.namespace);
  }

  lookUpRoute(place: string, destination: string): RouteLookup | string | undefined {
    const standing = this.#stage.stand(place);
    return standing && lookUpRoute(standing.namespace, destination);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
