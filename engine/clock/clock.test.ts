import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Clock, millisecond, second, type Timer } from './clock.ts';

describe('the clock', () => {
  it('runs events by time, and those of one time in the order they were set', () => {
    const clock = new Clock();
    const ran: string[] = [];
    for (const [delay, name] of [
      [5, 'c'],
      [0, 'a'],
      [5, 'd'],
      [2 * second, 'e'],
      [3, 'b'],
    ] as const)
      clock.after(delay, () => ran.push(`${name} at ${String(clock.now)}`));
    clock.runUntil(10 * second);
    expect(ran).toEqual(['a at 0', 'b at 3', 'c at 5', 'd at 5', 'e at 2000000']);
    expect(clock.now).toBe(10 * second);
    expect(clock.next).toBeUndefined();
  });

  it('runs any schedule sorted by (time, sequence), cancelled events left out', () => {
    const delay = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 5 * millisecond }));
    const plan = fc.array(fc.record({ delay, cancelled: fc.boolean() }), { maxLength: 60 });
    fc.assert(
      fc.property(plan, (entries) => {
        const clock = new Clock();
        const ran: number[] = [];
        const timers = entries.map((entry, index) => clock.after(entry.delay, () => ran.push(index)));
        timers.forEach((timer, index) => entries[index]?.cancelled === true && timer.cancel());
        clock.runUntil(second);
        const sorted = entries
          .map((entry, index) => ({ ...entry, index }))
          .filter(({ cancelled }) => !cancelled)
          .toSorted((one, other) => one.delay - other.delay || one.index - other.index);
        expect(ran).toEqual(sorted.map(({ index }) => index));
      }),
      { numRuns: 300 },
    );
  });

  it('runs what events set in turn in the same order as a sorted list would', () => {
    // Each event sets more events when it runs, and cancels an earlier one; a naive list is the judge.
    interface Step {
      delay: number;
      children: number[];
      cancels: number | undefined;
    }
    const delay = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3000 }));
    const step: fc.Arbitrary<Step> = fc.record({
      delay,
      children: fc.array(delay, { maxLength: 3 }),
      cancels: fc.option(fc.nat(100), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
        expect(runOn(new Clock(), steps)).toEqual(runOn(new SortedList(), steps));
      }),
      { numRuns: 300 },
    );

    function runOn(clock: Schedule, steps: Step[]): string[] {
      const ran: string[] = [];
      const timers: Timer[] = [];
      const set = (wait: number, childDelays: number[], cancels: number | undefined) => {
        const name = timers.length;
        const action = () => {
          ran.push(`${String(name)} at ${String(clock.now)}`);
          if (cancels !== undefined) timers[cancels % timers.length]?.cancel();
          for (const child of childDelays) set(child, [], undefined);
        };
        timers.push(clock.after(wait, action));
      };
      for (const { delay: wait, children, cancels } of steps) set(wait, children, cancels);
      clock.runUntil(4000);
      clock.runUntil(second);
      return ran;
    }
  });

  it('never goes back, and holds more events than its queue keeps at once', () => {
    const clock = new Clock();
    let count = 0;
    let last = 0;
    const tick = () => {
      expect(clock.now).toBeGreaterThanOrEqual(last);
      last = clock.now;
      if (++count < 20_000) clock.after(count % 7, tick);
    };
    for (let index = 0; index < 10; index++) clock.after(index, tick);
    clock.runUntil(second);
    expect(count).toBe(20_009);
  });

  it('a cancelled timer is not pending, and one that ran is not either', () => {
    const clock = new Clock();
    const timer = clock.after(5, () => undefined);
    const other = clock.after(5, () => undefined);
    expect([timer.pending, timer.at, clock.next]).toEqual([true, 5, 5]);
    timer.cancel();
    timer.cancel();
    expect([timer.pending, other.pending]).toEqual([false, true]);
    clock.runUntil(5);
    expect(other.pending).toBe(false);
  });

  it('hands its argument to the action of an event', () => {
    const clock = new Clock();
    const ran: string[] = [];
    const action = (name: string): void => {
      ran.push(`${name} at ${String(clock.now)}`);
    };
    clock.after(7, action, 'packet');
    clock.after(5 * second, action, 'timer');
    clock.runUntil(10 * second);
    expect(ran).toEqual(['packet at 7', 'timer at 5000000']);
  });

  it('stops where it is told and takes up again', () => {
    const clock = new Clock();
    const ran: number[] = [];
    for (const at of [10, 20, 30]) clock.at(at, () => ran.push(at));
    clock.runUntil(20);
    expect([ran, clock.now, clock.next]).toEqual([[10, 20], 20, 30]);
    expect(clock.step(29)).toBe(false);
    expect(clock.step()).toBe(true);
    expect(clock.step()).toBe(false);
    expect(ran).toEqual([10, 20, 30]);
  });

  it('takes a time that has passed for now', () => {
    const clock = new Clock();
    clock.runUntil(100);
    const timer = clock.at(7, () => undefined);
    expect(timer.at).toBe(100);
  });

  it('runs while something holds, to a limit', () => {
    const clock = new Clock();
    let left = 3;
    const tick = () => {
      left--;
      clock.after(10, tick);
    };
    clock.after(10, tick);
    expect(clock.runWhile(() => left > 0)).toBe(true);
    expect(clock.now).toBe(30);
    expect(clock.runWhile(() => true, 100)).toBe(false);
    expect(clock.now).toBe(100);
    expect(new Clock().runWhile(() => true)).toBe(false);
  });
});

interface Schedule {
  readonly now: number;
  after(delay: number, action: () => void): Timer;
  runUntil(time: number): void;
}

/** The plainest clock: sorts before every step. */
class SortedList implements Schedule {
  now = 0;
  #events: { at: number; sequence: number; pending: boolean; action: () => void; cancel(): void }[] = [];
  #sequence = 0;

  after(delay: number, action: () => void): Timer {
    const event = {
      at: this.now + delay,
      sequence: this.#sequence++,
      pending: true,
      action,
      cancel: () => (event.pending = false),
    };
    this.#events.push(event);
    return event;
  }

  runUntil(time: number): void {
    for (;;) {
      this.#events = this.#events
        .filter(({ pending }) => pending)
        .sort((one, other) => one.at - other.at || one.sequence - other.sequence);
      const event = this.#events[0];
      if (event === undefined || event.at > time) break;
      this.now = event.at;
      event.pending = false;
      event.action();
    }
    this.now = time;
  }
}
