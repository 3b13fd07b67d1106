/**
 * Our kernels against the real one: every stored case of the kernel oracle, at each level. The figures may only rise.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { clusterTopology } from '../../engine/lab/oracle/cluster.ts';
import { parseCases } from '../../engine/lab/oracle/case.ts';
import { compareAnswers, levels, switchesOf, tallyLevels } from '../../engine/lab/oracle/levels.ts';
import { runCase } from '../../engine/lab/oracle/run.ts';
import { shared } from './shared.ts';

const cases = shared('kernel-oracle', 'cases');

/** Probes that pass at L0, L1, L2 and L3. */
const reached: Readonly<Record<string, readonly [number, number, number, number]>> = {
  'sample.json': [5, 5, 5, 5],
  'router-40.jsonl': [400, 400, 400, 400],
  'cluster-vxlan.json': [328, 328, 328, 328],
  'cluster-hostgw.json': [328, 328, 328, 328],
  'cluster-calico-vxlan.json': [328, 328, 328, 328],
  'cluster-calico-bgp.json': [328, 328, 328, 328],
};

describe.skipIf(cases === undefined)('our kernels', () => {
  it.each(Object.entries(reached))('do what the real kernel did in %s', (file, least) => {
    const parsed = parseCases(readFileSync(`${cases ?? ''}/${file}`, 'utf8'), file);
    if (!parsed.ok) throw new Error(parsed.error);
    const differences = parsed.value.flatMap((oracleCase) => {
      const answers = runCase(oracleCase);
      if (!answers.ok) throw new Error(answers.error);
      expect(answers.value.errors).toEqual([]);
      const switches = switchesOf(oracleCase);
      return (oracleCase.expect ?? []).map((kernel, index) =>
        compareAnswers(answers.value.actual[index] ?? { v: '', fwd: [], rev: [] }, kernel, switches),
      );
    });
    const { passed, total } = tallyLevels(differences);
    console.log(`${file}: ${levels.map((level) => `${level} ${passed[level]}`).join(', ')} of ${total}`);
    for (const [index, level] of levels.entries())
      expect(passed[level]).toBeGreaterThanOrEqual(least[index] ?? 0);
  });

  it.each(['vxlan', 'hostgw', 'calico-vxlan', 'calico-bgp'] as const)(
    'stand in the same cluster as the stored cases of %s',
    (mode) => {
      const stored = JSON.parse(readFileSync(`${cases ?? ''}/cluster-${mode}.json`, 'utf8')) as {
        topo: unknown;
      };
      const pruned = (value: unknown): unknown => JSON.parse(JSON.stringify(value, withoutEmpty));
      expect(pruned(clusterTopology(mode))).toEqual(pruned(stored.topo));
    },
  );
});

function withoutEmpty(_key: string, value: unknown): unknown {
  return Array.isArray(value) && value.length === 0 ? undefined : value;
}
