import { describe, expect, it } from 'vitest';
import { second } from '../../clock/clock.ts';
import { scenarios } from '../scenario/registry.ts';
import { openWorld } from '../world/open-world.ts';
import type { World } from '../world/world-api.ts';
import { type Fault, readFault } from './fault.ts';

const reference = scenarios.find(({ name }) => name === 'reference');
if (reference === undefined) throw new Error('there is no reference');
const scenario = reference;

function pings(world: World, line: string): string {
  let output = '';
  const stop = world.console('test', 'node/k8s-w1').onOutput((piece) => (output += piece));
  world.perform({ kind: 'type', tab: 'test', place: 'node/k8s-w1', line });
  world.run(world.now + 20 * second);
  stop();
  return /(\d+) received/.exec(output)?.[1] ?? output;
}

const faults: readonly (readonly [Fault, string])[] = [
  [{ kind: 'link', at: 'node/k8s-w1', pattern: 'x.' }, '2'],
  [{ kind: 'link', at: 'node/k8s-w1', loss: 1 }, '0'],
  [{ kind: 'link', at: 'node/k8s-w1', delay: 700 }, '4'],
  [{ kind: 'partition', between: ['node/k8s-w1', 'node/k8s-w2'] }, '0'],
  [{ kind: 'power', at: 'node/k8s-w2' }, '0'],
];

describe('faults of a world', () => {
  it.each(faults)(
    '%j lets %s of four echoes through, and all of them when it is taken back',
    (fault, received) => {
      const world = openWorld(scenario);
      expect(pings(world, 'ping -c 4 -q 10.10.20.5')).toBe('4');
      world.perform({ kind: 'fault', fault });
      expect(pings(world, 'ping -c 4 -W 1 -q 10.10.20.5')).toBe(received);
      world.perform({ kind: 'mend', fault });
      world.run(world.now + 5 * second);
      expect(pings(world, 'ping -c 4 -q 10.10.20.5')).toBe('4');
    },
  );

  it('leave the other machines alone', () => {
    const world = openWorld(scenario);
    world.perform({ kind: 'fault', fault: { kind: 'partition', between: ['node/k8s-w1', 'node/k8s-w2'] } });
    expect(pings(world, 'ping -c 2 -q 10.10.20.3')).toBe('2');
  });

  it('are part of the log: a world done again has them', () => {
    const world = openWorld(scenario);
    world.perform({ kind: 'fault', fault: { kind: 'link', at: 'node/k8s-w1', loss: 0.5 } });
    const first = pings(world, 'ping -c 10 -i 0.2 -W 1 -q 10.10.20.5');
    const again = openWorld(scenario, world.actions.slice(0, 1));
    expect(pings(again, 'ping -c 10 -i 0.2 -W 1 -q 10.10.20.5')).toBe(first);
    expect(Number(first)).toBeLessThan(10);
  });

  it('kill a process', () => {
    const world = openWorld(scenario);
    world.perform({
      kind: 'type',
      tab: 'other',
      place: 'node/k8s-w1',
      line: 'sleep 1000 &',
    });
    world.run(world.now + second);
    expect(pings(world, 'pgrep -c sleep')).toMatch(/^1\r?\n/m);
    world.perform({ kind: 'fault', fault: { kind: 'kill', at: 'node/k8s-w1', process: 'sleep' } });
    expect(pings(world, 'pgrep -c sleep')).toMatch(/^0\r?\n/m);
    expect(world.refused.size).toBe(0);
  });

  it('that cannot be made say why', () => {
    const world = openWorld(scenario);
    world.perform({ kind: 'fault', fault: { kind: 'kill', at: 'node/k8s-w1', process: 'nginx' } });
    expect([...world.refused.values()]).toEqual(['no nginx runs at node/k8s-w1']);
  });

  it('are read back from outside, and nothing else is', () => {
    for (const [fault] of faults) expect(readFault(JSON.parse(JSON.stringify(fault)))).toEqual(fault);
    for (const wrong of [
      undefined,
      { kind: 'meteor', at: 'node/k8s-w1' },
      { kind: 'power' },
      { kind: 'link', at: 'node/k8s-w1', loss: 2 },
      { kind: 'link', at: 'node/k8s-w1', pattern: 'abc' },
      { kind: 'partition', between: ['node/k8s-w1'] },
      { kind: 'kill', at: 'node/k8s-w1', process: 'a b' },
    ])
      expect(readFault(wrong)).toBeUndefined();
  });
});
