import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { second } from '../../../clock/clock.ts';
import { Address } from '../../../net/address/address.ts';
import { restore } from '../iptables/restore.ts';
import { aNamespace } from '../testing/namespace.ts';
import { forward, tcp } from '../testing/packets.ts';
import { masked, type Part } from './element.ts';
import { SetHashTable } from './hash-table.ts';
import type { SetSettings } from './ip-set.ts';
import { ipSets } from './ip-sets.ts';
import { jhash2 } from './jhash.ts';
import { setTypes } from './set-type.ts';

const settings: SetSettings = {
  family: 4,
  hashSize: 1024,
  maximum: 65_536,
  bucketSize: 12,
  seed: 1,
  timeout: 0,
  counters: true,
  comment: false,
  skbinfo: false,
  forceAdd: false,
  places: 8,
};

function network(text: string): readonly Part[] {
  const [address = '', length = '32'] = text.split('/');
  return [{ kind: 'address', address: Address.parse(address), length: Number(length) }];
}

function aSetOf(type: string) {
  const namespace = aNamespace();
  const found = setTypes.get(type);
  if (found === undefined) throw new Error(type);
  const set = ipSets.of(namespace).create('s', found, settings);
  return { namespace, set };
}

function rules(namespace: ReturnType<typeof aNamespace>, lines: string): void {
  expect(restore(namespace.netfilter.iptables, `*filter\n${lines}COMMIT\n`)).toBeUndefined();
}

describe('a set of networks', () => {
  const { namespace, set } = aSetOf('hash:net');
  set.add(network('10.9.0.0/24'), {}, false);
  set.add(network('10.9.0.0/30'), { nomatch: true }, false);
  set.add(network('10.9.0.3'), {}, false);
  rules(namespace, '-A FORWARD -m set --match-set s dst -j DROP\n');

  it.each([
    ['10.9.0.9:80', 'forward'],
    ['10.9.0.2:80', 'tcp 10.8.0.5:1 > 10.9.0.2:80'],
    ['10.9.0.3:80', 'forward'],
    ['10.9.1.1:80', 'tcp 10.8.0.5:1 > 10.9.1.1:80'],
  ])('asks the longest prefix first: %s', (to, end) => {
    expect(forward(namespace, tcp('10.8.0.5:1', to, { syn: true }))).toBe(end);
  });

  it('counts what it matched', () => {
    expect(set.find(network('10.9.0.3'))).toMatchObject({ packets: 1, bytes: 40 });
  });

  it('keeps what it counted when an element is added again', () => {
    const { set: other } = aSetOf('hash:ip');
    other.add(network('10.9.0.1'), { packets: 5, bytes: 9 }, false);
    other.add(network('10.9.0.1'), { packets: 2 }, true);
    expect(other.members.map(({ packets, bytes }) => [packets, bytes])).toEqual([[2, 9]]);
  });

  it('is held by the rule that names it, until the rule goes', () => {
    expect(set.references).toBe(1);
    rules(namespace, '');
    expect(set.references).toBe(0);
  });
});

it('a member with a timeout is gone when its time is over', () => {
  const { namespace, set } = aSetOf('hash:ip');
  set.add(network('10.0.0.1'), { timeout: 5 }, false);
  set.add(network('10.0.0.2'), {}, false);
  namespace.environment.clock.runUntil(5 * second);
  expect(set.members.map(({ key }) => key)).toEqual(['10.0.0.2']);
});

it('what a rule adds is asked by another', () => {
  const { namespace, set } = aSetOf('hash:ip,port');
  rules(
    namespace,
    '-A FORWARD -m set --match-set s src,dst -j DROP\n-A FORWARD -j SET --add-set s src,dst\n',
  );
  const again = tcp('10.8.0.5:1', '10.9.0.2:80', { syn: true });
  expect([forward(namespace, again), forward(namespace, again)]).toEqual([
    'tcp 10.8.0.5:1 > 10.9.0.2:80',
    'forward',
  ]);
  expect(set.members.map(({ key }) => key)).toEqual(['10.8.0.5,tcp:80']);
});

it('a swap changes what rules see', () => {
  const { namespace, set } = aSetOf('hash:ip');
  const ipsets = ipSets.of(namespace);
  const other = ipsets.create('t', set.type, settings);
  other.add(network('10.9.0.2'), {}, false);
  rules(namespace, '-A FORWARD -m set --match-set s dst -j DROP\n');
  const packet = tcp('10.8.0.5:1', '10.9.0.2:80', { syn: true });
  expect(forward(namespace, packet)).not.toBe('forward');
  const [one, two] = [ipsets.find('s'), ipsets.find('t')];
  if (one === undefined || two === undefined) throw new Error('no sets');
  ipsets.swap(one, two);
  expect(forward(namespace, packet)).toBe('forward');
});

it('the table of a set holds exactly what was added and not deleted, whatever its size', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(300), fc.boolean()), { maxLength: 400 }), (steps) => {
      const table = new SetHashTable<number>(64, 2, (member) => jhash2([member], 7));
      const known = new Set<number>();
      for (const [member, adds] of steps)
        if (adds && !known.has(member)) {
          table.add(member);
          known.add(member);
        } else if (!adds && known.delete(member)) table.delete(member);
      const listed = [...table.members()];
      expect(listed).toHaveLength(known.size);
      expect(new Set(listed)).toEqual(known);
    }),
    { numRuns: 50 },
  );
});

it('a masked address keeps its first bits and no others', () => {
  fc.assert(
    fc.property(fc.nat(0xffff_ffff), fc.integer({ min: 0, max: 32 }), (bits, length) => {
      const kept = masked(Address.v4(bits), length).bits;
      const rest = 2 ** (32 - length);
      expect(kept).toBe(Math.floor((bits >>> 0) / rest) * rest);
    }),
  );
});
