import { expect, test } from 'vitest';
import { Clock } from '../../clock/clock.ts';
import { FileTree } from '../file/file-tree.ts';
import { AbsentCode, laterProgram } from './later-program.ts';
import { type Process, ProcessTable, type Program, sleep } from './process.ts';
import { devNull, TextInput } from './stream.ts';

/** Two processes that say when they did what; the second is executed by a third, which became it. */
function world(find: () => Program<string> | undefined) {
  const clock = new Clock();
  const processes = new ProcessTable<string>(clock);
  const said: string[] = [];
  const start = (name: string, program: Program<string>) =>
    processes.start({
      program,
      arguments: [name],
      place: name,
      files: new FileTree(),
      stdin: new TextInput(''),
      stdout: devNull,
      stderr: devNull,
    });
  const note = (process: Process<string>, what: string) =>
    said.push(`${String(clock.now)} ${process.place} ${what}`);
  const later = laterProgram('sleeper', find);
  const become: Program<string> = function* (process) {
    note(process, 'becomes another');
    return yield* process.execute(later, ['sleeper']);
  };
  const beside: Program<string> = function* (process) {
    note(process, 'began');
    yield* sleep(clock, 10);
    note(process, 'slept');
    return 0;
  };
  const sleeper: Program<string> = function* (process) {
    note(process, 'began');
    yield* sleep(clock, 10);
    note(process, 'slept');
    return 0;
  };
  start('one', later);
  start('two', beside);
  start('three', become);
  start('four', beside);
  return { clock, said, sleeper, processes };
}

test('the clock stands before a program whose code is absent, and goes on as if it had been there', () => {
  const code: { brought?: Program<string> } = {};
  const there = world(() => there.sleeper);
  there.clock.runUntil(100);
  const absent = world(() => code.brought);
  expect(() => {
    absent.clock.runUntil(100);
  }).toThrow(AbsentCode);
  expect(absent.clock.now).toBe(0);
  expect(absent.said).toEqual([]);
  expect(() => absent.clock.step()).toThrow('sleeper');
  code.brought = absent.sleeper;
  absent.clock.runUntil(100);
  expect(absent.said).toEqual(there.said);
  expect(there.said).toHaveLength(9);
});

test('a process killed while its code is awaited never runs', () => {
  const code: { brought?: Program<string> } = {};
  const { clock, said, processes, sleeper } = world(() => code.brought);
  expect(() => clock.step()).toThrow(AbsentCode);
  processes.get(1)?.kill('SIGKILL');
  code.brought = sleeper;
  clock.runUntil(100);
  expect(said.some((each) => each.includes(' one '))).toBe(false);
  expect(said).toHaveLength(7);
});
