import { describe, expect, it } from 'vitest';
import { Address } from '../../net/address/address.ts';
import { ipv4 } from '../../net/packet/ipv4.ts';
import { tcpFlags } from '../../net/packet/transport.ts';
import type { Answer } from './case.ts';
import { parseCases } from './case.ts';
import { sight } from './hops.ts';
import { closingLines, compareAnswers, tallyLevels } from './levels.ts';
import { observe } from './observe.ts';
import { topologySteps } from './steps.ts';

const topo = { ns: { c: { addr: [['eth0', '10.1.0.2/24']] }, s: {} }, veth: [['c', 'eth0', 's', 'p0']] };

function complaint(value: unknown): string {
  const parsed = parseCases(JSON.stringify(value), 'a.json');
  return parsed.ok ? '' : parsed.error;
}

describe('an oracle case', () => {
  it.each([
    [{ probes: [] }, 'a.json: not an oracle case: the field "topo" is missing'],
    [
      { topo, probes: [{ from: 'x', proto: 'icmp', dst: '10.1.0.1' }] },
      'a.json.probes[0].from: there is no namespace "x"',
    ],
    [
      { topo, probes: [{ from: 'c', proto: 'tcp', dst: '10.1.0.1' }] },
      'a.json.probes[0]: a tcp probe needs a "dport"',
    ],
    [{ topo, probes: [], expect: [{ v: 'ok' }] }, 'a.json: 0 probes, but "expect" has 1 answers'],
    [
      { topo: { ns: {}, veth: [['c', 'eth0', 's', 'p0']] }, probes: [] },
      'a.json.topo.veth: there is no namespace "c"',
    ],
  ])('is refused with its place when it makes no sense', (value, expected) => {
    expect(complaint(value)).toBe(expected);
  });

  it('is built namespaces first, then cables, then what is in them', () => {
    const parsed = parseCases(JSON.stringify({ topo, probes: [] }), 'a.json');
    if (!parsed.ok) throw new Error(parsed.error);
    const steps = topologySteps(parsed.value[0]!.topo).filter(({ do: what }) => what !== 'sysctl');
    expect(steps.map((step) => `${step.namespace} ${step.do === 'command' ? step.input : step.do}`)).toEqual([
      'c machine',
      's machine',
      'c link',
      'c link set lo up\naddr add 10.1.0.2/24 brd + dev eth0\nlink set eth0 up\n',
      's link set lo up\nlink set p0 up\n',
    ]);
  });
});

describe('an answer', () => {
  const base: Answer = {
    v: 'ok',
    srv: 's',
    src: '1',
    dst: '2',
    sport: 'kept',
    fwd: ['c:eth0:out a'],
    rev: [],
  };
  const switches = new Set(['sw']);

  it.each([
    ['L0', { ...base, v: 'timeout' }],
    ['L1', { ...base, sport: 'changed' }],
    ['L2', { ...base, fwd: [] }],
    ['L3', { ...base, fwd: ['c:eth0:out a', 'sw:p1:in a', 'w1:v:promisc a'] }],
    [undefined, { ...base }],
  ])('first differs at %s', (level, other) => {
    expect(compareAnswers(other, base, switches)).toBe(level);
  });

  it('is counted at every level up to where it differs', () => {
    expect(closingLines(tallyLevels([undefined, 'L2', 'L0']))).toBe(
      'L0 2 passed, 1 failed\nL1 2 passed, 1 failed\nL2 1 passed, 2 failed\nL3 1 passed, 2 failed\n',
    );
  });

  it('tells a refused connection by the reset that came home', () => {
    const packet = (from: string, to: string, flags: 'syn' | 'rst') =>
      ipv4({
        source: Address.parse(from),
        destination: Address.parse(to),
        payload: {
          kind: 'tcp',
          sourcePort: 40000,
          destinationPort: 81,
          sequence: 0,
          acknowledgement: 0,
          flags: tcpFlags({ [flags]: true }),
          window: 0,
          urgent: 0,
          options: [],
          data: new Uint8Array(0),
        },
      });
    const seen = [
      sight('c', 'eth0', 'outgoing', packet('10.1.0.2', '10.1.0.1', 'syn')),
      sight('c', 'eth0', 'host', packet('10.1.0.1', '10.1.0.2', 'rst')),
    ].filter((sighting) => sighting !== undefined);
    const probe = { from: 'c', proto: 'tcp', dst: '10.1.0.1', dport: 81 } as const;
    expect(observe(probe, { v: 'ECONNREFUSED' }, seen, new Set())).toEqual({
      v: 'ECONNREFUSED',
      rst: true,
      fwd: ['c:eth0:out 10.1.0.2>10.1.0.1:81 ttl64'],
      rev: ['c:eth0:in 10.1.0.1>10.1.0.2 ttl64'],
    });
  });
});
