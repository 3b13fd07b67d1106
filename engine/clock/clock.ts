/**
 * The virtual clock: an event queue ordered by (time, sequence). The only source of time in the engine.
 *
 * Times are whole microseconds since the world began. Nothing here waits: whoever holds the clock decides how far
 * it runs. Events of the same time run in the order they were scheduled, so a run is repeatable byte for byte.
 */

/** Microseconds of virtual time since the world began. */
export type Time = number;

export const millisecond = 1000;
export const second = 1_000_000;

/** A scheduled event; `cancel` makes it never happen. */
export interface Timer {
  readonly at: Time;
  readonly pending: boolean;
  cancel(): void;
}

/** Thrown by an event that cannot be done yet and changed nothing: it stays the next one. */
export class Interruption extends Error {}

type Action = (argument: unknown) => void;

class Event implements Timer {
  readonly at: Time;
  readonly sequence: number;
  action: Action | undefined;
  readonly argument: unknown;
  /** The next of the same microsecond. */
  next: Event | undefined = undefined;

  constructor(at: Time, sequence: number, action: Action, argument: unknown) {
    this.at = at;
    this.sequence = sequence;
    this.action = action;
    this.argument = argument;
  }

  get pending(): boolean {
    return this.action !== undefined;
  }

  cancel(): void {
    this.action = undefined;
  }
}

/** The microseconds that have a list of their own; a power of two. Most events (packets on the move) are as near. */
const span = 1024;
const within = span - 1;

export class Clock {
  #now: Time = 0;
  #sequence = 0;
  /** Binary heap of the events further away than `span`. */
  #heap: Event[] = [];
  /** When the heap is this long, those that were cancelled are thrown out. */
  #fullHeap = span;
  /** The events of the microseconds from now on, each list in the order of scheduling; a bit for each list. */
  readonly #first: (Event | undefined)[] = new Array<Event | undefined>(span).fill(undefined);
  readonly #last: (Event | undefined)[] = new Array<Event | undefined>(span).fill(undefined);
  readonly #occupied = new Int32Array(span / 32);
  #near = 0;

  get now(): Time {
    return this.#now;
  }

  /**
   * Run `action` after `delay` microseconds (0: after everything already due now). With an argument, what is done to
   * every packet needs no closure of its own.
   */
  after(delay: Time, action: () => void): Timer;
  after<Argument>(delay: Time, action: (argument: Argument) => void, argument: Argument): Timer;
  after(delay: Time, action: Action, argument?: unknown): Timer {
    const wait = delay > 0 ? Math.round(delay) : 0;
    const event = new Event(this.#now + wait, this.#sequence++, action, argument);
    if (wait >= span) {
      this.#push(event);
      return event;
    }
    const slot = event.at & within;
    const last = this.#last[slot];
    if (last === undefined) {
      this.#first[slot] = event;
      this.#occupied[slot >> 5] = (this.#occupied[slot >> 5] ?? 0) | (1 << (slot & 31));
    } else last.next = event;
    this.#last[slot] = event;
    this.#near++;
    return event;
  }

  at(time: Time, action: () => void): Timer {
    return this.after(time - this.#now, action);
  }

  /** The time of the next event, or undefined when nothing is scheduled. */
  get next(): Time | undefined {
    return this.#peek()?.at;
  }

  /**
   * Run the next event. @returns false when there is none, or none until `limit`
   * @throws Interruption when it cannot be done yet: the clock stands before it
   */
  step(limit: Time = Number.POSITIVE_INFINITY): boolean {
    const event = this.#peek();
    if (event === undefined || event.at > limit) return false;
    if (this.#heap[0] === event) this.#pop();
    else this.#shift(event.at & within);
    this.#now = event.at;
    const { action, argument } = event;
    event.action = undefined;
    try {
      action?.(argument);
    } catch (error) {
      if (error instanceof Interruption) {
        event.action = action;
        this.#push(event);
      }
      throw error;
    }
    return true;
  }

  /** Run everything due until `time`, then stand at `time`. */
  runUntil(time: Time): void {
    while (this.step(time));
    this.#now = Math.max(this.#now, time);
  }

  /** Run until `done()` holds, nothing is left, or `limit` is reached. @returns whether `done()` holds */
  runWhile(running: () => boolean, limit: Time = Number.POSITIVE_INFINITY): boolean {
    while (running()) if (!this.step(limit)) return !running();
    return true;
  }

  #peek(): Event | undefined {
    const near = this.#nearest();
    let far = this.#heap[0];
    while (far?.pending === false) {
      this.#pop();
      far = this.#heap[0];
    }
    if (near === undefined) return far;
    if (far === undefined) return near;
    return before(far, near) ? far : near;
  }

  /** The first pending event of the lists; those cancelled before it are dropped. */
  #nearest(): Event | undefined {
    while (this.#near > 0) {
      const slot = this.#nextSlot(this.#now & within);
      const event = this.#first[slot];
      if (event?.pending !== false) return event;
      this.#shift(slot);
    }
    return undefined;
  }

  /** The first list that is not empty, from `slot` on and round again. There is one. */
  #nextSlot(slot: number): number {
    const occupied = this.#occupied;
    let word = slot >> 5;
    let bits = (occupied[word] ?? 0) & (-1 << (slot & 31));
    while (bits === 0) {
      word = (word + 1) & (within >> 5);
      bits = occupied[word] ?? 0;
    }
    return (word << 5) | (31 - Math.clz32(bits & -bits));
  }

  #shift(slot: number): void {
    const next = this.#first[slot]?.next;
    this.#first[slot] = next;
    this.#near--;
    if (next !== undefined) return;
    this.#last[slot] = undefined;
    this.#occupied[slot >> 5] = (this.#occupied[slot >> 5] ?? 0) & ~(1 << (slot & 31));
  }

  #push(event: Event): void {
    if (this.#heap.length >= this.#fullHeap) this.#compact();
    this.#heap.push(event);
    this.#rise(this.#heap.length - 1, event);
  }

  /** Most timers are cancelled long before their time (retransmissions): they must not pile up. */
  #compact(): void {
    this.#heap = this.#heap.filter(({ pending }) => pending);
    this.#heap.sort((one, other) => (before(one, other) ? -1 : 1));
    this.#fullHeap = Math.max(span, this.#heap.length * 2);
  }

  #rise(from: number, event: Event): void {
    const heap = this.#heap;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !before(event, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = event;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      const left = heap[child];
      if (left === undefined) break;
      const right = heap[child + 1];
      let least = left;
      if (right !== undefined && before(right, left)) {
        least = right;
        child++;
      }
      if (!before(least, last)) break;
      heap[at] = least;
      at = child;
    }
    heap[at] = last;
  }
}

function before(one: Event, other: Event): boolean {
  return one.at < other.at || (one.at === other.at && one.sequence < other.sequence);
}
