/**
 * Random rule sets of nft on a router, on the real kernel and on ours: both take the same text or refuse it in the same
 * words, and after the same packets every rule, set and object counted the same. NFT_SEED chooses the cases (else
 * today's), NFT_SECONDS how long.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askOurs, askReal } from './iptables/kernel.ts';
import { packet } from './iptables/random-packets.ts';
import { hasNft } from './nft-real.ts';
import { ruleset } from './nft-rulesets.ts';

const seconds = Number(process.env['NFT_SECONDS'] ?? 8);
const seed = Number(process.env['NFT_SEED'] ?? Math.floor(Date.now() / 86_400_000));
const after = [{ command: 'nft list ruleset' }];

/** How long an element still lives is not compared. */
function levelled(text = ''): string {
  return text.replace(/ expires [\dhms]+/g, '');
}

/** What both refuse is left out, line by line; `refused` sees each refusal of the real one and ours. */
function accepted(text: string, refused: (real: string, ours: string) => void): string {
  let lines = text.split('\n');
  for (;;) {
    const load = [{ command: 'nft -c -f -', input: lines.join('\n') }];
    const [ours] = askOurs(load, [], []);
    if (ours === undefined || ours.status === 0) return lines.join('\n');
    const at = Number(/^\/dev\/stdin:(\d+):/.exec(ours.stderr)?.[1] ?? NaN) - 1;
    if (!ours.stderr.startsWith('not simulated'))
      refused(askReal(load, [], [])[0]?.stderr ?? '', ours.stderr);
    const without = lines.filter((_, line) => line !== at);
    if (without.length === lines.length) throw new Error(ours.stderr);
    lines = without;
  }
}

describe.skipIf(!hasNft)('random rule sets of nft on a router', () => {
  it('are taken, counted and listed as on the real kernel', { timeout: (seconds + 60) * 1000 }, () => {
    const began = Date.now();
    let [seeds, rules, refusals] = [0, 0, 0];
    for (let at = seed; Date.now() - began < seconds * 1000; at++) {
      const [text = ''] = fc.sample(ruleset(5), { seed: at, numRuns: 1 });
      const sent = fc.sample(packet, { seed: at, numRuns: 100 });
      const good = accepted(text, (real, ours) => {
        refusals++;
        expect(`seed ${String(at)}\n${ours}`).toBe(`seed ${String(at)}\n${real}`);
      });
      const load = [{ command: 'nft -f -', input: good }];
      const [real, ours] = [askReal(load, sent, after), askOurs(load, sent, after)];
      const said = (runs: typeof real) =>
        [`seed ${String(at)}`, ...runs.map(({ stdout, stderr }) => stderr + levelled(stdout))].join('\n');
      expect(said(ours).split('\n')).toEqual(said(real).split('\n'));
      seeds++;
      rules += [...good.matchAll(/\bcounter\b/g)].length;
    }
    console.log(
      `nft router: seeds ${String(seed)} to ${String(seed + seeds - 1)}, ${String(rules)} rules counted alike, ${String(refusals)} refused alike`,
    );
  });
});
