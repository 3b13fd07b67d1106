import { describe, expect, test } from 'vitest';
import { finish, pair, start } from '../../linux/socket/testing/pair.ts';
import { anyV4 } from '../../net/address/address.ts';
import { second } from '../../clock/clock.ts';
import { netstat } from './netstat.ts';

function serving() {
  const world = pair();
  start(world.one, {
    *program(process) {
      const socket = process.place.sockets.tcp(process);
      socket.bind(anyV4, 8080);
      socket.listen(511);
      yield* socket.accept();
      return 0;
    },
    arguments: ['/usr/sbin/nginx'],
  });
  world.clock.runUntil(second);
  return world.one;
}

const run = (words: string) =>
  finish(serving(), {
    program: netstat.program,
    arguments: words.split(' '),
    files: { '/etc/hosts': '10.0.0.1 one\n' },
  });

describe('netstat', () => {
  test('-tln, -tlp', () => {
    const head = 'Active Internet connections (only servers)\n';
    const columns = 'Proto Recv-Q Send-Q Local Address           Foreign Address         State      ';
    expect(run('netstat -tln').text).toBe(
      `${head}${columns}\ntcp        0      0 0.0.0.0:8080            0.0.0.0:*               LISTEN     \n`,
    );
    expect(run('netstat -tlp').text).toMatch(
      /0\.0\.0\.0:http-alt {8}0\.0\.0\.0:\* {15}LISTEN {6}\d+\/nginx {2,}\n$/,
    );
  });

  test('-r and -g', () => {
    expect(run('netstat -r').text).toContain('10.0.0.0        0.0.0.0         255.255.255.0   U ');
    expect(run('netstat -g').text).toContain('eth0            1      224.0.0.1\n');
  });

  test('its own errors', () => {
    expect(run('netstat --foo').text).toMatch(/^netstat: unrecognized option '--foo'\nusage: netstat/);
    expect(run('netstat -c').text).toBe('netstat: not simulated: -c\n');
    expect(run('netstat -6rn').text).toBe('netstat: not simulated: -6 with -r, the IPv6 routing table\n');
    expect(run('netstat -M').process.exit?.status).toBe(1);
  });
});
