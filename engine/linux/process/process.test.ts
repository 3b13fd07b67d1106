/**
 * Processes: waiting, signals, groups, becoming another program.
 */
import { describe, expect, it } from 'vitest';
import { Clock, millisecond, second } from '../../clock/clock.ts';
import { FileTree } from '../file/file-tree.ts';
import { ProcessGroup } from './group.ts';
import {
  compute,
  drain,
  type Process,
  type ProcessStart,
  ProcessTable,
  type Program,
  readLine,
  sleep,
  waitForExit,
} from './process.ts';
import { devNull, Pipe, Sink } from './stream.ts';

function laboratory(): {
  clock: Clock;
  start: (program: Program<null>, options?: Partial<ProcessStart<null>>) => Process<null>;
} {
  const clock = new Clock();
  const table = new ProcessTable<null>(clock);
  const files = new FileTree();
  return {
    clock,
    start: (program, options = {}) =>
      table.start({
        program,
        arguments: ['test'],
        place: null,
        files,
        stdin: devNull,
        stdout: devNull,
        stderr: devNull,
        ...options,
      }),
  };
}

describe('a process', () => {
  it('shares its variables until it looks at them all, and then changes only its own', () => {
    const { start } = laboratory();
    const given = new Map([['HOME', '/']]);
    let copies = 0;
    const environment = {
      get: (name: string) => given.get(name),
      copy: () => {
        copies++;
        return new Map(given);
      },
    };
    const waiting = function* (own: Process<null>) {
      yield* sleep(own.clock, second);
      return 0;
    };
    const one = start(waiting, { environment });
    const other = start(waiting, { environment });
    expect(one.variable('HOME')).toBe('/');
    expect(copies).toBe(0);
    one.environment.set('HOME', '/root');
    const child = start(waiting, { parent: one });
    child.environment.set('HOME', '/tmp');
    expect([one, other, child].map((each) => each.variable('HOME'))).toEqual(['/root', '/', '/tmp']);
    expect(copies).toBe(1);
  });

  it('sleeps in virtual time and ends with its status', () => {
    const { clock, start } = laboratory();
    const process = start(function* (own) {
      yield* sleep(own.clock, 3 * second);
      return 7;
    });
    clock.runUntil(2 * second);
    expect(process.exit).toBeUndefined();
    clock.runUntil(3 * second);
    expect(process.exit).toEqual({ status: 7, signal: undefined });
  });

  it('ends by a signal it does not handle, running its finally blocks', () => {
    const { clock, start } = laboratory();
    let cleaned = false;
    const process = start(function* () {
      try {
        yield { on: [] };
      } finally {
        cleaned = true;
      }
      return 0;
    });
    clock.runUntil(1 * millisecond);
    process.kill('SIGTERM');
    clock.runUntil(2 * millisecond);
    expect(process.exit).toEqual({ status: 143, signal: 'SIGTERM' });
    expect(cleaned).toBe(true);
  });

  it('wakes with a signal it handles', () => {
    const { clock, start } = laboratory();
    const process = start(function* (own) {
      own.handle('SIGINT');
      const reason = yield { on: [] };
      return reason === 'signal' && own.takeSignal('SIGINT') ? 42 : 1;
    });
    clock.runUntil(1 * millisecond);
    process.kill('SIGINT');
    clock.runUntil(2 * millisecond);
    expect(process.exit?.status).toBe(42);
  });

  it('ignores a signal, and so do its children', () => {
    const { clock, start } = laboratory();
    const parent = start(function* (own) {
      own.ignore('SIGHUP');
      yield { on: [], until: second };
      const child = start(
        function* () {
          yield { on: [], until: 5 * second };
          return 3;
        },
        { parent: own },
      );
      own.clock.at(2 * second, () => {
        child.kill('SIGHUP');
      });
      return (yield* waitForExit(child)).status;
    });
    clock.runUntil(500_000);
    parent.kill('SIGHUP');
    clock.runUntil(6 * second);
    expect(parent.exit?.status).toBe(3);
  });

  it('becomes another program and forgets the signals it handled', () => {
    const { clock, start } = laboratory();
    const process = start(function* (own) {
      own.handle('SIGINT');
      return yield* own.execute(
        function* (next) {
          yield { on: [] };
          return next.arguments.length;
        },
        ['other', 'word'],
      );
    });
    clock.runUntil(1 * millisecond);
    expect(process.name).toBe('other');
    process.kill('SIGINT');
    clock.runUntil(2 * millisecond);
    expect(process.exit?.signal).toBe('SIGINT');
  });

  it('dies of SIGPIPE when nobody reads, at its next pause', () => {
    const { clock, start } = laboratory();
    const pipe = new Pipe();
    const process = start(
      function* (own) {
        for (;;) {
          own.print('y\n');
          yield* drain(own);
        }
      },
      { stdout: pipe.writeEnd },
    );
    clock.runUntil(10 * millisecond);
    expect(process.exit).toBeUndefined();
    pipe.readEnd.close();
    pipe.discard();
    clock.runUntil(20 * millisecond);
    expect(process.exit?.signal).toBe('SIGPIPE');
  });

  it('lets others run while it computes', () => {
    const { clock, start } = laboratory();
    start(function* (own) {
      for (;;) yield* compute(own, 10);
    });
    const other = start(function* (own) {
      yield* sleep(own.clock, 100);
      return 0;
    });
    clock.runUntil(millisecond);
    expect(other.exit?.status).toBe(0);
  });
});

describe('a process group', () => {
  it('is signalled as one and loses members that end', () => {
    const { clock, start } = laboratory();
    const group = new ProcessGroup();
    const wait: Program<null> = function* () {
      yield { on: [] };
      return 0;
    };
    const [one, other] = [start(wait, { group }), start(wait, { group })];
    clock.runUntil(1 * millisecond);
    expect(group.id).toBe(one.pid);
    group.kill('SIGINT');
    clock.runUntil(2 * millisecond);
    expect([one.exit?.signal, other.exit?.signal]).toEqual(['SIGINT', 'SIGINT']);
    expect(group.size).toBe(0);
  });
});

describe('reading', () => {
  it('waits for a whole line', () => {
    const { clock, start } = laboratory();
    const pipe = new Pipe();
    const lines: (string | undefined)[] = [];
    start(function* () {
      lines.push(yield* readLine(pipe.readEnd));
      lines.push(yield* readLine(pipe.readEnd));
      return 0;
    });
    pipe.write('on');
    clock.runUntil(1 * millisecond);
    pipe.write('e\ntw');
    clock.runUntil(2 * millisecond);
    expect(lines).toEqual(['one\n']);
    pipe.closeWriter();
    clock.runUntil(3 * millisecond);
    expect(lines).toEqual(['one\n', 'tw']);
  });

  it('hands output to a sink at once', () => {
    const { clock, start } = laboratory();
    let text = '';
    start(
      function* (own) {
        own.print('a');
        return 0;
      },
      { stdout: new Sink((piece) => (text += piece)) },
    );
    clock.runUntil(1 * millisecond);
    expect(text).toBe('a');
  });
});
