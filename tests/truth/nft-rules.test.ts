/**
 * Random rules given to the real nft and to ours: both take them or both refuse them, and list them alike. The seed is
 * printed; NFT_SEED repeats it.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aNamespace } from '../../engine/linux/netfilter/testing/namespace.ts';
import { runNft } from '../../engine/shell/nft/testing.ts';
import { randomRule, type RandomRule, scaffold } from './nft-grammar.ts';
import { hasNft, realNamespace, removeNamespace, shellIn } from './nft-real.ts';

const namespace = `nft-rules-${String(process.pid)}`;
const families = ['ip', 'ip6', 'inet'] as const;
const count = Number(process.env['NFT_RULES'] ?? 400);

interface Outcome {
  readonly accepted: boolean;
  readonly listed: string;
}

/** Rules of each chain of a listing, by the chain's name. */
function rulesOf(listing: string): ReadonlyMap<string, string> {
  const chains = new Map<string, string>();
  let family = '';
  let chain = '';
  for (const line of listing.split('\n')) {
    family = /^table (\w+)/.exec(line)?.[1] ?? family;
    const name = /^\tchain (\w+)/.exec(line)?.[1];
    if (name !== undefined) chain = `${family} ${name}`;
    else if (line.startsWith('\t\t')) chains.set(chain, `${chains.get(chain) ?? ''}${line.trim()}\n`);
  }
  return chains;
}

/** First all at once those we take; one by one only when the real nft refuses one of them. */
function real(rules: readonly RandomRule[], taken: readonly boolean[]): readonly Outcome[] {
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const tables = families.map((family) => scaffold(family, chainsOf(rules, family))).join('');
  const add = ({ family, rule }: RandomRule, at: number) => `add rule ${family} t c${String(at)} ${rule}`;
  const good = rules.flatMap((rule, at) => (taken[at] === true ? [`${add(rule, at)}\n`] : []));
  const each = (rule: RandomRule, at: number) =>
    `nft ${quoted(add(rule, at))} >/dev/null 2>&1 && echo ${String(at)}`;
  const script = [
    'nft flush ruleset',
    `nft -f - <<'END'\n${tables}END`,
    `if nft -f - 2>/dev/null <<'END'\n${good.join('')}END`,
    'then echo all',
    ...rules.map((rule, at) => (taken[at] === true ? '' : each(rule, at))),
    'else',
    ...rules.map(each),
    'fi',
    'echo LIST',
    'nft list ruleset',
  ].join('\n');
  const [answers = '', listing = ''] = shellIn(namespace, script).split('LIST\n');
  const said = new Set(answers.trim().split('\n'));
  const chains = rulesOf(listing);
  return rules.map(({ family }, at) => ({
    accepted: said.has(String(at)) || (said.has('all') && taken[at] === true),
    listed: chains.get(`${family} c${String(at)}`) ?? '',
  }));
}

function chainsOf(rules: readonly RandomRule[], family: RandomRule['family']): readonly number[] {
  return rules.flatMap((rule, at) => (rule.family === family ? [at] : []));
}

function ours(rules: readonly RandomRule[]): readonly (Outcome & { readonly out: string })[] {
  const place = aNamespace();
  const tables = families.map((family) => scaffold(family, chainsOf(rules, family))).join('');
  expect(runNft(place, ['-f', '-'], tables)).toEqual({ out: '', status: 0 });
  const answers = rules.map(({ family, rule }, at) =>
    runNft(place, ['add', 'rule', family, 't', `c${String(at)}`, rule]),
  );
  const chains = rulesOf(runNft(place, ['list', 'ruleset']).out);
  return answers.map(({ status, out }, at) => ({
    accepted: status === 0,
    out,
    listed: chains.get(`${rules[at]?.family ?? ''} c${String(at)}`) ?? '',
  }));
}

describe.skipIf(!hasNft)('random rules', () => {
  beforeAll(() => {
    expect(realNamespace(namespace)).toBe(true);
  });
  afterAll(() => {
    removeNamespace(namespace);
  });

  it('are taken, refused and listed as the real nft does it', { timeout: 60_000 }, () => {
    const seed = Number(process.env['NFT_SEED'] ?? Date.now() % 0x7fff_ffff);
    const rules = fc.sample(randomRule, { numRuns: count, seed });
    const got = ours(rules);
    const wanted = real(
      rules,
      got.map(({ accepted }) => accepted),
    );
    const differing = rules.flatMap(({ family, rule }, at) => {
      const [theirs, our] = [wanted[at], got[at]];
      if (theirs === undefined || our === undefined || our.out.startsWith('not simulated')) return [];
      if (theirs.accepted === our.accepted && theirs.listed === our.listed) return [];
      const say = ({ accepted, listed }: Outcome) => (accepted ? listed.trim() : 'refused');
      return [
        `${family}: ${rule}\n  real ${say(theirs)}\n  ours ${say(our)} ${our.out.split('\n')[0] ?? ''}`,
      ];
    });
    const unmodelled = got.filter(({ out }) => out.startsWith('not simulated')).length;
    console.log(
      `nft rules: seed ${String(seed)}, ${String(rules.length)} rules, ${String(unmodelled)} not simulated, ${String(differing.length)} differ`,
    );
    for (const each of differing) console.log(each);
    // Of rules that contradict themselves the real one sometimes says strange things.
    expect(differing.length).toBeLessThanOrEqual(rules.length / 50);
  });
});
