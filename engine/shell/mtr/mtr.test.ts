import { describe, expect, test } from 'vitest';
import { second } from '../../clock/clock.ts';
import { finish, pair } from '../../linux/socket/testing/pair.ts';
import { mtr } from './mtr.ts';

const run = (words: string, place = pair().one) =>
  finish(place, { program: mtr.program, arguments: words.split(' '), files: { '/etc/hostname': 'here\n' } });

describe('mtr', () => {
  test('reports a neighbour', () => {
    const { one, clock } = pair();
    const { text, process } = run('mtr -n -r -c 2 10.0.0.2', one);
    expect(text.replace(/ +\d+\.\d$| +\d+\.\d(?= +\d)/gm, ' T')).toBe(`Start: 2026-11-22T23:55:09+0000
HOST: here                        Loss%   Snt   Last   Avg  Best  Wrst StDev
  1.|-- 10.0.0.2                   0.0%     2 T T T T T
`);
    expect(process.exit?.status).toBe(0);
    expect(clock.now).toBeGreaterThan(5 * second);
  });

  test('CSV and a host that does not exist', () => {
    expect(run('mtr -n -C -c 1 10.0.0.2').text).toContain(
      'Mtr_Version,Start_Time,Status,Host,Hop,Ip,Loss%,Snt, ,Last,Avg,Best,Wrst,StDev,\nMTR.0.95,',
    );
    expect(run('mtr -r nosuch').text).toMatch(/^mtr: Failed to resolve host: nosuch: /);
  });

  test('its own errors', () => {
    expect(run('mtr -Q').text).toMatch(/^mtr: option requires an argument -- 'Q'\n\nUsage:\n mtr/);
    expect(run('mtr -r -c x 10.0.0.2').text).toBe("mtr: invalid argument: 'x'\n");
    expect(run('mtr 10.0.0.2').text).toMatch(/^mtr: not simulated: the full-screen display/);
  });
});
