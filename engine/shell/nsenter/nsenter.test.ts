import { describe, expect, it } from 'vitest';
import { ip } from '../ip/ip.ts';
import { bench } from '../iproute2/testing/bench.ts';
import { nsenter } from './nsenter.ts';

describe('nsenter', () => {
  it('runs a command where another process stands', () => {
    const made = bench(ip, nsenter);
    made.prepare('nsenter --net=/run/netns/green ip link set lo up');
    expect(made.type('nsenter --net=/run/netns/green ip -br link')).toContain('UNKNOWN');
    expect(made.type('ip -br link')).toContain('DOWN');
  });

  it.each([
    ['nsenter -n ip a', 'nsenter: neither filename nor target pid supplied for ns/net\n[1]'],
    ['nsenter -t foo -n ip a', "nsenter: failed to parse pid: 'foo'\n[1]"],
    ['nsenter -t -n ip a', "nsenter: failed to parse pid: '-n'\n[1]"],
    ['nsenter -t 99999 -n ip a', 'nsenter: cannot open /proc/99999/ns/net: No such file or directory\n[1]'],
    ['nsenter nosuch', 'nsenter: failed to execute nosuch: No such file or directory\n[127]'],
    ['nsenter -t 1 -m ip a', 'not simulated: nsenter --mount\n[1]'],
  ])('%j → %j', (line, text) => {
    expect(bench(ip, nsenter).type(line)).toBe(text);
  });
});
