import { describe, expect, test } from 'vitest';
import { finish, pair } from '../../linux/socket/testing/pair.ts';
import { tracepath } from './tracepath.ts';

const run = (words: string) =>
  finish(pair().one, { program: tracepath.program, arguments: words.split(' ') });

describe('tracepath', () => {
  test('learns the MTU and reaches a neighbour', () => {
    const { text, process } = run('tracepath -n 10.0.0.2');
    // The first hop is asked again because the MTU changed.
    expect(text.replace(/ +\d+\.\d+ms/g, ' T')).toBe(` 1?: [LOCALHOST]                      pmtu 1500
 1:  10.0.0.2 T reached
 1:  10.0.0.2 T reached
     Resume: pmtu 1500 hops 1 back 1 
`);
    expect(process.exit?.status).toBe(0);
  });

  test('an address nobody has', () => {
    expect(run('tracepath -n -l 1000 10.0.0.9').text).toContain('!H\n     Resume: pmtu 1000 \n');
  });

  test('its own errors', () => {
    expect(run('tracepath -Z 10.0.0.2').text).toMatch(/^tracepath: invalid option -- 'Z'\n\nUsage\n/);
    expect(run('tracepath -l 10 10.0.0.2').text).toBe(
      'tracepath: pktlen must be within: 28 < value <= 2147483647\n',
    );
    expect(run('tracepath nosuch').process.exit?.status).toBe(1);
  });
});
