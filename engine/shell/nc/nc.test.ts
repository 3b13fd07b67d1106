import { describe, expect, test } from 'vitest';
import { second } from '../../clock/clock.ts';
import { acceptAndClose, tcpEcho, udpEcho } from '../../linux/program/echo.ts';
import { finish, pair, start } from '../../linux/socket/testing/pair.ts';
import { nc } from './nc.ts';
import { refusals } from './telnet.ts';

function world() {
  const two = pair();
  start(two.other, { program: acceptAndClose({ port: 8080 }) });
  start(two.other, { program: tcpEcho({ port: 7 }) });
  start(two.other, { program: udpEcho({ port: 9000 }, 'web-1') });
  two.clock.runUntil(second);
  const run = (words: string, stdin?: string) => {
    const began = two.clock.now;
    const options = { program: nc.program, arguments: ['nc', ...words.split(' ')] };
    const { text, process } = finish(two.one, stdin === undefined ? options : { ...options, stdin });
    return { text, status: process.exit?.status, seconds: Math.round((two.clock.now - began) / second) };
  };
  return { ...two, run };
}

describe('nc', () => {
  test('-zv says what is open, port after port', () => {
    const { run } = world();
    expect(run('-zv 10.0.0.2 8079-8081')).toMatchObject({
      status: 0,
      text:
        'nc: connect to 10.0.0.2 port 8079 (tcp) failed: Connection refused\n' +
        'Connection to 10.0.0.2 8080 port [tcp/http-alt] succeeded!\n' +
        'nc: connect to 10.0.0.2 port 8081 (tcp) failed: Connection refused\n',
    });
  });

  test('-w ends the wait for a connection', () => {
    const { run } = world();
    expect(run('-zv -w 1 10.0.0.9 80')).toEqual({
      status: 1,
      seconds: 1,
      text: 'nc: connect to 10.0.0.9 port 80 (tcp) timed out: Operation now in progress\n',
    });
  });

  test('-t refuses what a TELNET peer offers and asks for, and nothing else', () => {
    const { run } = world();
    expect(run('-t -N 10.0.0.2 7', 'hello\n')).toMatchObject({ status: 0, text: 'hello\n' });
    expect([...refusals(Uint8Array.of(104, 255, 251, 1, 255, 253, 24, 255, 241, 255, 254))]).toEqual([
      255, 254, 1, 255, 252, 24,
    ]);
  });

  test('carries what is typed and what comes back', () => {
    const { run } = world();
    expect(run('-N 10.0.0.2 7', 'hello\n')).toMatchObject({ status: 0, text: 'hello\n' });
    const udp = run('-u -w1 10.0.0.2 9000', 'hi\n');
    expect(udp.text).toMatch(/^web-1 10\.0\.0\.1:\d+ hi\n$/);
    expect(udp.seconds).toBe(1);
  });

  test('a closed UDP port is known by its ICMP error', () => {
    const { run } = world();
    expect(run('-zvu -w1 10.0.0.2 9001')).toMatchObject({ status: 1, text: '' });
    expect(run('-zvu -w1 10.0.0.2 9000')).toMatchObject({
      status: 0,
      text: 'Connection to 10.0.0.2 9000 port [udp/*] succeeded!\n',
    });
  });

  test('two of them talk: one listens', () => {
    const { one, other, clock } = pair();
    const listening = start(other, { program: nc.program, arguments: ['nc', '-lvn', '5000'] });
    clock.runUntil(second);
    const talking = finish(one, {
      program: nc.program,
      arguments: ['nc', '-N', '10.0.0.2', '5000'],
      stdin: 'good day\n',
    });
    expect(talking.process.exit?.status).toBe(0);
    expect(listening.text).toMatch(
      /^Listening on 0\.0\.0\.0 5000\nConnection received on 10\.0\.0\.1 \d+\ngood day\n$/,
    );
    expect(listening.process.exit?.status).toBe(0);
  });

  test('errors are its own', () => {
    const { run } = world();
    const cases: readonly (readonly [string, string])[] = [
      ['-zv 10.0.0.2', 'nc: missing port number\n'],
      ['-zv 10.0.0.2 nosuchport', 'nc: port number invalid: nosuchport\n'],
      ['-zv 10.0.0.2 70000', 'nc: port number too large: 70000\n'],
      ['-zv 10.0.0.2 0', 'nc: port number too small: 0\n'],
      ['-w x 10.0.0.2 1', 'nc: timeout invalid: x\n'],
      ['-M 300 10.0.0.2 1', 'nc: ttl is too large\n'],
      ['-z -l 1', 'nc: cannot use -z and -l\n'],
      ['-x a:1 b 1', 'nc: not simulated: -x\n'],
    ];
    for (const [words, text] of cases)
      expect([words, run(words).text, run(words).status]).toEqual([words, text, 1]);
    expect(run('-e x').text).toMatch(/^nc: invalid option -- 'e'\nusage: nc /);
  });
});
