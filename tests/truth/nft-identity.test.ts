/**
 * `nft list ruleset | nft -f -` is an identity on every nftables rule set of the recordings, and on random ones.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aNamespace } from '../../engine/linux/netfilter/testing/namespace.ts';
import { runNft } from '../../engine/shell/nft/testing.ts';
import { randomRule, type RandomRule, scaffold } from './nft-grammar.ts';
import { shared } from './shared.ts';

const recordings = shared('goldens', 'linux');

function listedAgain(text: string): readonly [string, string] {
  const first = aNamespace();
  expect(runNft(first, ['-f', '-'], text)).toEqual({ out: '', status: 0 });
  const listed = runNft(first, ['list', 'ruleset']).out;
  const second = aNamespace();
  expect(runNft(second, ['-f', '-'], listed)).toEqual({ out: '', status: 0 });
  return [listed, runNft(second, ['list', 'ruleset']).out];
}

/** Every text of tables that a recording fed to nft or got from it. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') {
    const text = value.replaceAll('\r', '');
    // What iptables wrote is shown with words that nft itself does not read.
    return /^table \w+ [\w-]+ \{\n/.test(text) &&
      text.endsWith('}\n') &&
      !/ {2}|xt (?:match|target)/.test(text)
      ? [text]
      : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

describe.skipIf(recordings === undefined)('nft list ruleset | nft -f -, of recordings', () => {
  it('is an identity on every rule set', () => {
    const files = readdirSync(recordings ?? '').filter((name) => /nftables|iptables|errors/.test(name));
    const texts = new Set(
      files.flatMap((name) =>
        readFileSync(path.join(recordings ?? '', name), 'utf8')
          .split('\n')
          .filter((line) => line !== '')
          .flatMap((line) => textsIn(JSON.parse(line))),
      ),
    );
    expect(texts.size).toBeGreaterThan(2);
    for (const text of texts) {
      const [listed, again] = listedAgain(text);
      expect(again).toBe(listed);
    }
  });
});

/** Each rule listed, in a chain of its own; undefined where it is refused. */
function listedEach(rules: readonly (RandomRule | undefined)[]): readonly (RandomRule | undefined)[] {
  const place = aNamespace();
  const chainsOf = (family: string) => rules.flatMap((rule, at) => (rule?.family === family ? [at] : []));
  const tables = (['ip', 'ip6', 'inet'] as const).map((family) => scaffold(family, chainsOf(family)));
  expect(runNft(place, ['-f', '-'], tables.join(''))).toEqual({ out: '', status: 0 });
  return rules.map((rule, at) => {
    if (rule === undefined) return undefined;
    const { family } = rule;
    const chain = `c${String(at)}`;
    if (runNft(place, ['add', 'rule', family, 't', chain, rule.rule]).status !== 0) return undefined;
    const lines = runNft(place, ['list', 'chain', family, 't', chain]).out.split('\n');
    return { family, rule: (lines[2] ?? '').trim() };
  });
}

describe('nft list ruleset | nft -f -, of random rules', () => {
  it('is an identity but for the first forms of sets of one, of flags and of protocols that exclude each other', () => {
    const seed = Number(process.env['NFT_SEED'] ?? Date.now() % 0x7fff_ffff);
    const rules = fc.sample(randomRule, { numRuns: 300, seed });
    const first = listedEach(rules);
    const second = listedEach(first);
    const third = listedEach(second);
    const taken = first.filter((rule) => rule !== undefined).length;
    const again = second.filter((rule) => rule !== undefined).length;
    const same = second.filter((rule, at) => rule !== undefined && rule.rule === first[at]?.rule).length;
    expect([seed, third.filter((rule, at) => rule?.rule !== second[at]?.rule)]).toEqual([seed, []]);
    expect(again / taken).toBeGreaterThan(0.97);
    expect(same / again).toBeGreaterThan(0.9);
  });
});
