import { expect, test } from 'vitest';
import { second } from '../../clock/clock.ts';
import { sleep } from '../../linux/process/process.ts';
import { finish, pair, start } from '../../linux/socket/testing/pair.ts';
import { pidof } from './pidof.ts';

function run(words: string) {
  const world = pair();
  for (const name of ['/usr/sbin/nginx', '/usr/sbin/nginx', 'sleep'])
    start(world.one, {
      *program(process) {
        yield* sleep(process.clock, 60 * second);
        return 0;
      },
      arguments: [name],
    });
  world.clock.runUntil(second);
  const { text, process } = finish(world.one, { program: pidof.program, arguments: words.split(' ') });
  return { text, status: process.exit?.status };
}

test('pidof tells the newest first, and by its status whether there is any', () => {
  expect(run('pidof nginx')).toEqual({ text: '2 1\n', status: 0 });
  expect(run('pidof /usr/sbin/nginx sleep')).toEqual({ text: '2 1 3\n', status: 0 });
  expect(run('pidof nosuch')).toEqual({ text: '', status: 1 });
  expect(run('pidof')).toEqual({ text: '', status: 1 });
});

test('pidof tells one of each, leaves some out, with another separator, or nothing', () => {
  expect(run('pidof -s nginx sleep').text).toBe('2 3\n');
  expect(run('pidof -o 2 nginx').text).toBe('1\n');
  expect(run('pidof -d , nginx').text).toBe('2,1\n');
  expect(run('pidof -q nginx')).toEqual({ text: '', status: 0 });
  expect(run('pidof -k nginx')).toEqual({ text: '', status: 1 });
});
