/**
 * What the real nft 1.0.6 on Linux 6.18 made of some hundred rules, one by one: how it lists them, or why it refuses
 * them. What differs is named here, with the reason.
 */
import { describe, expect, it } from 'vitest';
import { aNamespace } from '../../../linux/netfilter/testing/namespace.ts';
import { runNft } from '../testing.ts';
import recorded from './rules.json' with { type: 'json' };
import { setUp } from './scaffold.ts';

type Row = readonly [rule: string, listed: string | null, error?: string];

/** Begins of rules that the recording kernel could not do for lack of a module (nfnetlink_queue). */
const withoutModule = ['queue'];

const known: readonly (readonly [rule: string, reason: string])[] = [
  ['tcp flags { syn, syn | ack }', 'order of flags in a set, by their first bit only, depends on the hash'],
  ['ct zone original 1', 'bison goes on to the end of the line before it says what is wrong'],
  ['ip daddr', 'an error of grammar comes before one of meaning'],
  ['ip saddr { }', 'the same'],
  ['dnat to 10.0.0.1 foo', 'the same'],
  ['dnat to @m1', 'the same'],
  ['rt ip nexthop 10.0.0.1', 'an address of the wrong family is resolved first'],
  ['rt nexthop 10.0.0.1', 'the place of the error is the whole expression'],
  ['ct original saddr 10.0.0.1', 'a second error follows from the first'],
  ['ct original daddr 10.0.0.1', 'the same'],
  ['ct original ip saddr . ct original proto-dst { 10.0.0.1 . 80 }', 'which of two errors comes first'],
  ['tcp option eol kind 1', 'where a name that is none is noticed'],
  ['tcp option nop kind 1', 'the same'],
  ['tcp option maxseg kind 2', 'the same'],
  ['ip dscp set ip dscp map { cs0 : cs1 }', 'a mistake of nft 1.0.6 with fields that fill no octets'],
  ['add @dyn { ip saddr ct count over 3 } drop', 'said to be not simulated'],
  ['dnat to [fd00::1]:80', 'the place of the error includes the brackets'],
  ['snat to [fd00::1]:80', 'the same'],
];

/** What is listed, or the complaint. */
function outcome(family: string, chain: string, rule: string): string {
  const place = aNamespace();
  setUp(place, family, chain);
  const { out, status } = runNft(place, ['add', 'rule', family, 't', 'c', rule]);
  if (status !== 0) return out;
  const lines = runNft(place, ['list', 'chain', family, 't', 'c']).out.split('\n').slice(3, -3);
  return lines.map((line) => line.replace(/^\t\t/, '')).join('\n');
}

const differs = new Set(known.map(([rule]) => rule));

describe.each(recorded)('rules of family $family in a chain of $chain', ({ family, chain, rules }) => {
  const rows = (rules as unknown as readonly Row[]).filter(
    ([rule]) => !differs.has(rule) && !withoutModule.some((word) => rule.startsWith(word)),
  );

  it('are listed and refused as the real nft does it, or said to be not simulated', () => {
    const got = rows.map(([rule]) => [rule, outcome(family, chain, rule)] as const);
    const modelled = got.filter(([, text]) => !text.startsWith('not simulated: '));
    const wanted = new Map(rows.map(([rule, listed, error]) => [rule, listed ?? error ?? '']));
    expect(modelled).toEqual(modelled.map(([rule]) => [rule, wanted.get(rule)]));
    expect(modelled.length / rows.length).toBeGreaterThan(0.8);
  });
});
