/** Manifests of most kinds: what the API server would store of them, as a real one has said. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compareWithRecordings } from '../../cli/replay-cluster.ts';
import { hasPython, shared } from './shared.ts';

const program = shared('goldens', 'normalise_cluster.py');

/** The file, and what is otherwise. Each differs created and applied. */
const differing: Readonly<Record<string, string>> = {
  'p-vols': 'a claim as a volume is not simulated, and says so',
  'p-sched': 'topology spread is not simulated, and says so',
  pv: 'no finalizer protects a volume',
  pvc: 'no finalizer protects a claim',
  crd: 'defaults in a schema are not checked',
  node: 'a new node is not tainted as not ready by admission',
};

it.skipIf(program === undefined || !hasPython)(
  'are stored with the real one’s defaults and managed fields',
  { timeout: 300_000 },
  () => {
    const { report, passed, failed } = compareWithRecordings({
      files: [join(import.meta.dirname, 'server-objects/recorded/objects.jsonl')],
      heldBack: undefined,
      all: false,
      program: program ?? '',
    });
    console.log(`▲ objects of an API server: ${String(passed + failed)} compared, ${String(passed)} equal`);
    const found = [...report.matchAll(/^objects:\d+ .* -f (\S+)\.yaml$/gm)].map(([, file = '']) => file);
    expect([...new Set(found)], report).toEqual(Object.keys(differing));
  },
);
