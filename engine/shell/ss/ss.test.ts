import { describe, expect, test } from 'vitest';
import { finish, pair, start } from '../../linux/socket/testing/pair.ts';
import { Address, anyV4 } from '../../net/address/address.ts';
import { second } from '../../clock/clock.ts';
import { ss } from './ss.ts';

/** A listener on 8080 and a connection to it. */
function connected() {
  const world = pair();
  start(world.other, {
    *program(process) {
      const socket = process.place.sockets.tcp(process);
      socket.bind(anyV4, 8080);
      socket.listen(511);
      const connection = yield* socket.accept();
      if (typeof connection !== 'string') yield* connection.receive();
      return 0;
    },
    arguments: ['nginx'],
  });
  start(world.one, {
    *program(process) {
      const socket = process.place.sockets.tcp(process);
      yield* socket.connect(Address.parse('10.0.0.2'), 8080);
      yield* socket.receive();
      return 0;
    },
    arguments: ['nc'],
  });
  world.clock.runUntil(second);
  return world;
}

const run = (place: ReturnType<typeof pair>['one'], words: string) =>
  finish(place, { program: ss.program, arguments: words.split(' ') });

describe('ss', () => {
  test('lists who listens and who is connected', () => {
    const { other } = connected();
    expect(run(other, 'ss -Htln').text).toBe('LISTEN 0      511    0.0.0.0:8080 0.0.0.0:*\n');
    const { text } = run(other, 'ss -Htnp');
    expect(text).toMatch(
      /^ESTAB 0 {6}0 {6}10\.0\.0\.2:8080 10\.0\.0\.1:\d+ users:\(\("nginx",pid=\d+,fd=4\)\)\n$/,
    );
  });

  test('expressions and states select', () => {
    const { one } = connected();
    expect(run(one, 'ss -Htn dst 10.0.0.2 and dport = :8080').text).toContain('10.0.0.2:8080');
    expect(run(one, 'ss -Htn not dport = :8080').text).toBe('');
    expect(run(one, 'ss -Htn state time-wait').text).toBe('');
    expect(run(one, 'ss -Htan -6').text).toBe('');
  });

  test('its own errors', () => {
    const { one } = pair();
    expect(run(one, 'ss -tn sport = :bogus').text).toBe(
      'Error: "bogus" does not look like a port.\nCannot parse dst/src address.\n',
    );
    expect(run(one, 'ss bogus').process.exit?.status).toBe(1);
    expect(run(one, 'ss -tn state bogus').text).toBe('ss: wrong state name: bogus\n');
    expect(run(one, 'ss -Z').text).toBe('ss: SELinux is not enabled.\n');
  });
});
