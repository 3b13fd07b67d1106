/**
 * What `nft -j list chain` of the real nft 1.0.6 said of each rule that it took.
 */
import { describe, expect, it } from 'vitest';
import { aNamespace } from '../../../linux/netfilter/testing/namespace.ts';
import { runNft } from '../testing.ts';
import recorded from './json.json' with { type: 'json' };
import { setUp } from './scaffold.ts';

/** Rules whose JSON differs, and why. */
const known: ReadonlySet<string> = new Set([
  // Order of flags in a set, by their first bit only, depends on the hash.
  'tcp flags { syn, syn | ack }',
  // nft forgets that it was said without the family.
  'ct original saddr 10.0.0.1',
  'ct original daddr 10.0.0.1',
  'synproxy mss 1460 sack-perm',
]);

describe.each(recorded)('rules of family $family in a chain of $chain', ({ family, chain, rules }) => {
  it('are JSON as the real nft writes it', () => {
    const rows = (rules as unknown as readonly (readonly [string, string])[]).filter(
      ([rule]) => !known.has(rule),
    );
    const got = rows.flatMap(([rule]) => {
      const place = aNamespace();
      setUp(place, family, chain);
      const { out, status } = runNft(place, ['add', 'rule', family, 't', 'c', rule]);
      if (status !== 0 && out.startsWith('not simulated')) return [];
      const listed = runNft(place, ['-j', 'list', 'chain', family, 't', 'c']).out.trim();
      return [[rule, /"expr": (.*)\}\}\]\}$/.exec(listed)?.[1] ?? out] as const];
    });
    const wanted = new Map(rows);
    expect(got).toEqual(got.map(([rule]) => [rule, wanted.get(rule)]));
    expect(got.length / rows.length).toBeGreaterThan(0.85);
  });
});
