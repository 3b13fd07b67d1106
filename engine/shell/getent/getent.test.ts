import { describe, expect, test } from 'vitest';
import { run } from '../bind/testing/name-server.ts';
import { getent } from './getent.ts';

describe('getent', () => {
  test('hosts and ahosts', () => {
    expect(run(getent.program, 'getent hosts web')).toEqual({
      text: '10.0.0.80       web.lab.test\n',
      status: 0,
    });
    expect(run(getent.program, 'getent hosts 10.0.0.80').text).toBe('10.0.0.80       web.lab.test\n');
    expect(run(getent.program, 'getent ahosts web').text).toBe(
      '10.0.0.80       STREAM web.lab.test\n10.0.0.80       DGRAM  \n10.0.0.80       RAW    \n',
    );
    expect(run(getent.program, 'getent hosts nosuch')).toEqual({ text: '', status: 2 });
    expect(run(getent.program, 'getent -s files hosts web').status).toBe(2);
  });

  test('services and protocols', () => {
    expect(run(getent.program, 'getent services http').text).toBe('http                  80/tcp www\n');
    expect(run(getent.program, 'getent protocols 17').text).toBe('udp                   17 UDP\n');
  });

  test('its own errors', () => {
    const more = "Try `getent --help' or `getent --usage' for more information.\n";
    expect(run(getent.program, 'getent')).toEqual({
      text: `getent: wrong number of arguments\n${more}`,
      status: 1,
    });
    expect(run(getent.program, 'getent nosuch')).toEqual({
      text: `Unknown database: nosuch\n${more}`,
      status: 1,
    });
    expect(run(getent.program, 'getent -z')).toEqual({
      text: `getent: invalid option -- 'z'\n${more}`,
      status: 64,
    });
  });
});
