import { describe, expect, test } from 'vitest';
import { finish, pair } from '../../linux/socket/testing/pair.ts';
import { traceroute } from './traceroute.ts';

const run = (words: string) =>
  finish(pair().one, { program: traceroute.program, arguments: words.split(' ') });

/** Times replaced, as the recordings are compared. */
const timeless = (text: string) => text.replace(/[\d.]+ ms/g, 'T ms');

describe('traceroute', () => {
  test('of a neighbour is one hop, three probes', () => {
    const { text, process } = run('traceroute -n 10.0.0.2');
    expect(timeless(text)).toBe(
      'traceroute to 10.0.0.2 (10.0.0.2), 30 hops max, 60 byte packets\n 1  10.0.0.2  T ms  T ms  T ms\n',
    );
    expect(process.exit?.status).toBe(0);
  });

  test('by ICMP echo and by TCP SYN', () => {
    for (const method of ['-I', '-T -p 81'])
      expect(timeless(run(`traceroute -n -q 1 ${method} 10.0.0.2`).text)).toContain('\n 1  10.0.0.2  T ms\n');
  });

  test('-F of a packet that is too long says what fits', () => {
    expect(timeless(run('traceroute -n -q 1 -F 10.0.0.2 1600').text)).toContain('\n 1  *  T ms !F-1500\n');
  });

  test('--mtu sends again what fits', () => {
    expect(timeless(run('traceroute -n --mtu 10.0.0.2').text)).toBe(
      'traceroute to 10.0.0.2 (10.0.0.2), 30 hops max, 65000 byte packets\n 1  10.0.0.2  T ms F=1500  T ms  T ms\n',
    );
  });

  test('errors are its own', () => {
    const cases: readonly (readonly [string, string, number])[] = [
      ['traceroute -m 0 10.0.0.2', 'first hop out of range\n', 2],
      ['traceroute -q 11 10.0.0.2', 'no more than 10 probes per hop\n', 2],
      ['traceroute -w x 10.0.0.2', "Cannot handle `-w' option with arg `x' (argc 2)\n", 2],
      ['traceroute -Z 10.0.0.2', "Bad option `-Z' (argc 1)\n", 2],
      ['traceroute -q', "Option `-q' (argc 1) requires an argument: `-q nqueries'\n", 2],
      ['traceroute 10.0.0.2 5 6', "Extra arg `6' (position 3, argc 3)\n", 2],
      ['traceroute -UL 10.0.0.2', 'traceroute: not simulated: -UL, UDPLITE\n', 1],
      [
        'traceroute 192.0.2.1',
        'traceroute to 192.0.2.1 (192.0.2.1), 30 hops max, 60 byte packets\nconnect: Network is unreachable\n',
        1,
      ],
    ];
    for (const [command, message, status] of cases) {
      const { text, process } = run(command);
      expect([command, text, process.exit?.status]).toEqual([command, message, status]);
    }
  });
});
