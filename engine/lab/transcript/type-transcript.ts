/**
 * Types a transcript's commands in a world, one after the other, each to its end, and gives the transcript as it came
 * out: what a reader would see who typed them.
 */
import { second } from '../../clock/clock.ts';
import type { TerminalSize } from '../../linux/process/stream.ts';
import type { Console, World } from '../world/world-api.ts';
import type { Turn } from './transcript.ts';

/** Longer than any command of a document takes. */
const patience = 120 * second;

export interface Typing {
  /** Where a turn without a place is typed. */
  readonly place: string;
  /** Names the shells: texts typed under the same name share them. */
  readonly name: string;
  readonly size: TerminalSize;
}

/** @throws RangeError for a place that is not there, or a command that does not end */
export function typeTranscript(world: World, turns: readonly Turn[], typing: Typing): readonly Turn[] {
  const seats = new Map<string, Seat>();
  const typed = turns.map((turn) => {
    const place = placeNamed(world, turn.place ?? typing.place);
    const seat = seats.get(place) ?? new Seat(world, place, typing);
    seats.set(place, seat);
    return seat.type(turn);
  });
  for (const seat of seats.values()) seat.leave();
  return typed;
}

/** A place by its whole name, or by the last part of it where that is nobody else's. */
function placeNamed(world: World, name: string): string {
  const places = world.places();
  if (places.includes(name)) return name;
  const [place = name, ...others] = places.filter((candidate) => candidate.endsWith(`/${name}`));
  return others.length === 0 ? place : name;
}

class Seat {
  readonly #world: World;
  readonly #place: string;
  readonly #tab: string;
  readonly #console: Console;
  #printed = '';
  readonly leave: () => void;

  constructor(world: World, place: string, { name, size }: Typing) {
    this.#world = world;
    this.#place = place;
    this.#tab = `${name} at ${place}`;
    this.#console = world.console(this.#tab, place, size);
    this.leave = this.#console.onOutput((text) => {
      // On a screen a line that ends with a carriage return is a line.
      this.#printed += text.replaceAll('\r\n', '\n');
    });
  }

  type(turn: Turn): Turn {
    this.#world.perform({ kind: 'type', tab: this.#tab, place: this.#place, line: turn.line });
    if (turn.interrupt !== undefined) {
      this.#world.run(this.#world.now + turn.interrupt * second);
      this.#world.perform({ kind: 'key', tab: this.#tab, key: 'interrupt' });
    }
    const end = this.#world.now + patience;
    do this.#world.run(this.#world.now + second / 10);
    while (!this.#console.idle && this.#world.now < end);
    if (!this.#console.idle)
      throw new RangeError(
        `\`${turn.line}\` at ${this.#place} still runs after ${patience / second} seconds`,
      );
    const output =
      this.#printed === '' || this.#printed.endsWith('\n') ? this.#printed : `${this.#printed}\n`;
    this.#printed = '';
    return { ...turn, status: this.#console.status, output };
  }
}
