/**
 * Recordings of a real Kubernetes 1.36.3 cluster, replayed on the simulated one: the same commands on the workstation,
 * the nodes, in pods and on the laptop give the same bytes, by the recordings' own normalisation. How many outputs of a
 * scenario still differ stands in `cluster-differing.ts`; a number may only fall.
 */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compareWithRecordings } from '../../cli/replay-cluster.ts';
import { differing } from './cluster-differing.ts';
import { hasPython, shared } from './shared.ts';

const folder = shared('goldens', 'cluster');

it.skipIf(folder === undefined || !hasPython)(
  'differs from the recorded cluster where it is said to, and nowhere else',
  { timeout: 300_000 },
  () => {
    const files = globSync(join(folder ?? '', '*.jsonl')).sort();
    const { report, passed, failed } = compareWithRecordings({ files, heldBack: undefined, all: false });
    console.log(`▲ real cluster: ${String(passed + failed)} compared, ${String(passed)} equal`);
    const found = new Map<string, number>();
    for (const [, scenario = ''] of report.matchAll(/^(\d\d-[\w-]+):\d+ /gm))
      found.set(scenario, (found.get(scenario) ?? 0) + 1);
    // More: something broke; the report says what. Fewer: write the smaller number down.
    const wrong = [...new Set([...found.keys(), ...Object.keys(differing)])].filter(
      (scenario) => (found.get(scenario) ?? 0) !== (differing[scenario] ?? 0),
    );
    const counted = wrong.map((scenario) => `${scenario}: ${String(found.get(scenario) ?? 0)}`);
    const texts = report
      .split(/^(?=\d\d-[\w-]+:\d+ )/m)
      .filter((text) => wrong.some((one) => text.startsWith(`${one}:`)));
    expect(counted, texts.join('')).toEqual([]);
  },
);
