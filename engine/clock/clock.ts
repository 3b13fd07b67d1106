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

class Event implements Timer {
  readonly at: Time;
  readonly sequence: number;
  action: (() => void) | undefined;

  constructor(at: Time, sequence: number, action: () => void) {
    this.at = at;
    this.sequence = sequence;
    this.action = action;
  }

  get pending(): boolean {
    return this.action !== undefined;
  }

  cancel(): void {
    this.action = undefined;
  }
}

export class Clock {
  #now: Time = 0;
  #sequence = 0;
  /** Binary heap of the events that were scheduled out of order. */
  readonly #heap: Event[] = [];
  /** Events scheduled in order of time: most of them (packets on the move). A queue needs no heap. */
  #queue: Event[] = [];
  #queueHead = 0;

  get now(): Time {
    return this.#now;
  }

  /** Run `action` after `delay` microseconds (0: after everything already due now). */
  after(delay: Time, action: () => void): Timer {
    const event = new Event(this.#now + Math.max(0, Math.round(delay)), this.#sequence++, action);
    const last = this.#queue.at(-1);
    const inOrder = last === undefined || this.#queueHead >= this.#queue.length || event.at >= last.at;
    if (inOrder && delay <= millisecond) this.#queue.push(event);
    else this.#push(event);
    return event;
  }

  at(time: Time, action: () => void): Timer {
    return this.after(time - this.#now, action);
  }

  /** The time of the next event, or undefined when nothing is scheduled. */
  get next(): Time | undefined {
    return this.#peek()?.at;
  }

  /** Run the next event. @returns false when there is none, or none until `limit` */
  step(limit: Time = Number.POSITIVE_INFINITY): boolean {
    const event = this.#peek();
    if (event === undefined || event.at > limit) return false;
    this.#remove(event);
    this.#now = event.at;
    const action = event.action;
    event.action = undefined;
    action?.();
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
    for (;;) {
      const queued = this.#queue[this.#queueHead];
      if (queued !== undefined && !queued.pending) {
        this.#remove(queued);
        continue;
      }
      const heaped = this.#heap[0];
      if (heaped !== undefined && !heaped.pending) {
        this.#pop();
        continue;
      }
      if (queued === undefined) return heaped;
      if (heaped === undefined) return queued;
      return before(heaped, queued) ? heaped : queued;
    }
  }

  #remove(event: Event): void {
    if (this.#queue[this.#queueHead] !== event) {
      this.#pop();
      return;
    }
    this.#queueHead++;
    if (this.#queueHead === this.#queue.length || this.#queueHead > 4096) {
      this.#queue = this.#queue.slice(this.#queueHead);
      this.#queueHead = 0;
    }
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(event);
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
