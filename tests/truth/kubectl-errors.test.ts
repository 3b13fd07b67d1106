/** Wrong manifests, patches and arguments: what the real kubectl and API server say, and the simulated ones. */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compareWithRecordings } from '../../cli/replay-cluster.ts';
import { hasPython, shared } from './shared.ts';

const program = shared('goldens', 'normalise_cluster.py');

/** Still told otherwise: after two ports of one number were applied, upstream's next patch takes both away. */
const differing = [
  'kubectl apply -f svc-ip.yaml',
  'kubectl apply --validate=false --dry-run=server -f svc-ip.yaml',
];

it.skipIf(program === undefined || !hasPython)(
  'are refused in the words of the real ones',
  { timeout: 300_000 },
  () => {
    const files = globSync(join(import.meta.dirname, 'kubectl-errors/recorded/*.jsonl')).sort();
    expect(files).toHaveLength(3);
    const { report, passed, failed } = compareWithRecordings({
      files,
      heldBack: undefined,
      all: false,
      program: program ?? '',
    });
    console.log(
      `▲ wrong manifests and commands: ${String(passed + failed)} compared, ${String(passed)} equal`,
    );
    const found = [...report.matchAll(/^[a-z]+:\d+ workstation \$ (.*)$/gm)].map(([, command]) => command);
    expect(found, report).toEqual(differing);
  },
);
