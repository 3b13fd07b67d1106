/**
 * Makes a world of a scenario and what was done to it: builds the stage, then does the actions again, each at its
 * virtual time. The same scenario and actions give the same world, byte for byte.
 */
import type { Time } from '../../clock/clock.ts';
import { second } from '../../clock/clock.ts';
import type { ApiDoor } from '../../kubernetes/api/request.ts';
import { devNull, type TerminalSize, TextInput } from '../../linux/process/stream.ts';
import type { Check, CheckOutcome } from '../exercise/check.ts';
import { evaluate } from '../exercise/evaluate.ts';
import { applyFault, clearFault } from '../fault/fault.ts';
import { destinationOf } from '../probe/destination.ts';
import type { Flow } from '../probe/flow.ts';
import { forceEndpoint } from '../probe/force-endpoint.ts';
import { recordFlow } from '../probe/record-flow.ts';
import { startFlow } from '../probe/send-flow.ts';
import type { ConsoleSession, Scenario, Stage } from '../stage/stage.ts';
import type { MapView } from '../view/map.ts';
import type { Action, NewAction } from './action.ts';
import type { Console, Journey, World } from './world-api.ts';

const defaultSize: TerminalSize = { columns: 120, rows: 40 };

/** @param actions in the order of their times */
export function openWorld(scenario: Scenario, actions: readonly Action[] = []): World {
  const world = new ScenarioWorld(scenario);
  world.replay(actions);
  return world;
}

class ScenarioWorld implements World {
  readonly #scenario: Scenario;
  readonly #stage: Stage;
  readonly #actions: Action[] = [];
  readonly #consoles = new Map<string, ConsoleSession>();
  readonly #listeners = new Set<() => void>();
  #changed = false;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#stage = scenario.build();
    this.#stage.onChange(() => {
      this.#changed = true;
    });
  }

  get scenario(): string {
    return this.#scenario.name;
  }

  get actions(): readonly Action[] {
    return this.#actions;
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

  replay(actions: readonly Action[]): void {
    for (const action of actions) {
      this.#clock.runUntil(action.at);
      this.#do(action);
    }
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
      case 'apply':
        this.#start('workstation', 'kubectl', ['kubectl', 'apply', '-f', '-'], action.manifest);
        return;
      case 'fault':
        applyFault(this.#stage, action.fault);
        return;
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
    const opened = this.#scenario.openConsole?.(tab, place, standing, size);
    if (opened === undefined) return undefined;
    this.#consoles.set(tab, opened);
    return opened;
  }

  map(): MapView {
    return this.#stage.map();
  }

  /** A copy of this world as it is now. */
  #copy(): Stage {
    const copy = new ScenarioWorld(this.#scenario);
    copy.replay(this.#actions);
    copy.#clock.runUntil(this.now);
    return copy.#stage;
  }

  journey(flow: Flow): Journey {
    const stage = this.#copy();
    const release = flow.endpoint === undefined ? undefined : forceEndpoint(stage, flow.endpoint);
    const recorded = recordFlow(stage, destinationOf(stage, flow));
    release?.();
    return { flow, ...recorded };
  }

  check(checks: readonly Check[]): readonly CheckOutcome[] {
    return checks.map((check) => evaluate(check, { stage: () => this.#copy() }));
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
