/**
 * What figures, terminals, exercises and the command line see of a world. `openWorld` (open-world.ts) makes one.
 *
 * Nothing here waits: the caller runs the clock (`run`), a slice at a time in a browser, to the end in a test.
 */
import type { Time } from '../../clock/clock.ts';
import type { Work } from '../../clock/work.ts';
import type { ApiDoor } from '../../kubernetes/api/request.ts';
import type { JourneyEvent } from '../../linux/journey/event.ts';
import type { TerminalSize } from '../../linux/process/stream.ts';
import type { Editing } from '../../linux/process/terminal.ts';
import type { Check, CheckOutcome } from '../exercise/check.ts';
import type { Flow, FlowOutcome } from '../probe/flow.ts';
import type { LoadTally } from '../probe/load.ts';
import type { MapView } from '../view/map.ts';
import type { Names } from '../view/names.ts';
import type { RouteLookup } from '../view/route-lookup.ts';
import type { Views } from '../view/views.ts';
import type { Action, NewAction } from './action.ts';

/** A shell at a place of the world: one tab of a terminal. */
export interface Console {
  readonly tab: string;
  readonly place: string;
  /** As the shell that waits prints it: `root@k8s-w1:~# `, `> ` inside a command of several lines. */
  readonly prompt: string;
  /** All that a screen which was there from the beginning shows above the prompt; the newest 200,000 characters of it. */
  readonly scrollback: string;
  /** Lines typed so far, the oldest first. */
  readonly history: readonly string[];
  /** The last command line, and what it printed as far as it is kept. */
  readonly last: { readonly line: string; readonly printed: string } | undefined;
  /** One sentence about the last command, when it failed and what was meant is known. */
  readonly advice: string | undefined;
  /** What a text editor in the foreground shows. */
  readonly editing: Editing | undefined;
  /** The shell has ended: `exit`, or its place is gone. */
  readonly ended: boolean;
  /** No command is running in the foreground. */
  readonly idle: boolean;
  /** Exit status of the last command line. */
  readonly status: number;
  resize(size: TerminalSize): void;
  /** Output since it was opened arrives here, in order. @returns a function that stops it */
  onOutput(listener: (text: string) => void): () => void;
  /** Told when the command in the foreground ended and the prompt is due. */
  onIdle(listener: () => void): () => void;
  /** Told when an editor began or is gone. */
  onEditing(listener: () => void): () => void;
  /** Words that could stand at the cursor. */
  complete(line: string, cursor: number): readonly string[];
}

/** A recorded flow: the journey and what came of it. */
export interface Journey {
  readonly flow: Flow;
  readonly events: readonly JourneyEvent[];
  readonly outcome: FlowOutcome;
}

export interface World {
  readonly scenario: string;
  readonly actions: readonly Action[];
  /** Faults that could not be made, and why: `no flanneld runs at node/k8s-w1`. */
  readonly refused: ReadonlyMap<Action, string>;
  /** Virtual microseconds. */
  readonly now: Time;
  /** Milliseconds since 1970 of the world's own date. */
  readonly wallTime: number;
  readonly api: ApiDoor | undefined;

  /** Do something and remember it. It happens at the present virtual time; run the clock to see it through. */
  perform(action: NewAction): void;
  /** Run due events for at most `budget` of them, up to virtual time `until`. @returns whether anything is left until then */
  run(until: Time, budget?: number): boolean;
  /** Run until nothing more happens by itself, at most to `limit` further microseconds. */
  settle(limit?: Time): void;
  /** The virtual time of the next event; undefined when nothing is due. */
  readonly next: Time | undefined;

  /** The places one can stand: `workstation`, `node/k8s-w1`, `pod/default/web-1`, `laptop`. */
  places(): readonly string[];
  /** The console of a tab, made when first asked for. @throws RangeError for a place that is not there */
  console(tab: string, place: string, size?: TerminalSize): Console;

  map(): MapView;
  /** What words of an output printed at a place name: things on the map. As the world is now. */
  names(place: string): Names;
  /** A table of the kernel at a place, as it is now. @returns undefined when there is no such place */
  look<Kind extends keyof Views>(kind: Kind, place: string): Views[Kind] | undefined;
  /**
   * Which route the kernel at a place takes to an address, and why no other.
   * @returns the reason in words when the address is none; undefined when there is no such place
   */
  lookUpRoute(place: string, destination: string): RouteLookup | string | undefined;
  /**
   * Send a flow in a copy of this world, recorded: the reader's world stays as it is.
   * A journey is a function of scenario, actions and flow.
   */
  journey(flow: Flow): Journey;
  /** `journey` in pieces, for a page that must not stand still. */
  tracing(flow: Flow): Work<Journey>;
  /** Open and close `count` TCP connections in a copy of this world, and count who took them. */
  load(flow: Flow, count: number): LoadTally;
  /**
   * `load` in pieces.
   * @param told the tally so far, between pieces
   */
  loading(flow: Flow, count: number, told?: (tally: LoadTally) => void): Work<LoadTally>;
  /** Check an exercise's clauses, in copies of this world where they need packets. */
  check(checks: readonly Check[]): readonly CheckOutcome[];
  /** `check` in pieces. */
  checking(checks: readonly Check[]): Work<readonly CheckOutcome[]>;

  /** Called after the state changed: an action, an event that wrote something. Figures redraw. */
  onChange(listener: () => void): () => void;
}
