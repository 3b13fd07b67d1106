/**
 * kubectl steps recorded on a real 1.36.3 cluster, replayed on the simulated one without kernels: the same commands give
 * the same bytes after the recordings' own normalisation. `expected` holds how many outputs of each scenario are equal;
 * a number may only grow. What needs nodes, pods' tools or kinds that are not simulated is missing there.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Clock, second } from '../../engine/clock/clock.ts';
import { referenceCluster } from '../../engine/kubernetes/cluster.ts';
import { FakeRuntime } from '../../engine/kubernetes/node/fake-runtime.ts';
import { type RecordedStep, RecordingReplay } from '../../engine/shell/kubectl/recording.ts';
import { hasPython, shared } from './shared.ts';

const folder = shared('goldens', 'cluster');
const comparer = shared('goldens', 'normalise_cluster.py');

const expected: Readonly<Record<string, number>> = {
  '01-first-look': 14,
  '03-output-formats': 14,
  '04-labels-and-sorting': 17,
  '16-apply-lifecycle': 17,
  '25-delete': 17,
  '26-cascade-and-owners': 12,
  '31-cli-mistakes': 16,
  '33-yaml-syntax': 21,
  '34-strict-fields': 12,
  '35-names-and-labels': 16,
  '36-pod-spec-errors': 16,
  '37-pod-dns-errors': 10,
  '38-deployment-errors': 7,
  '39-service-port-errors': 15,
  '40-service-address-errors': 11,
  '41-service-type-errors': 16,
  '61-service-defaults': 9,
};

function replayed(file: string): readonly object[] {
  const [head = {}, ...steps] = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RecordedStep & { readonly files?: Readonly<Record<string, string>> });
  const clock = new Clock();
  const cluster = referenceCluster(clock, ({ podCidr, address }) => {
    return new FakeRuntime(clock, podCidr.split('.').slice(0, 3).join('.'), address);
  });
  cluster.settle();
  clock.runUntil(clock.now + 30 * second);
  const replay = new RecordingReplay(cluster, clock, head.files ?? {});
  return [head, ...steps.flatMap((step) => replay.step(step) ?? [])];
}

describe.skipIf(folder === undefined || comparer === undefined || !hasPython)(
  'kubectl, as recorded on a real cluster',
  () => {
    for (const [name, least] of Object.entries(expected))
      it(`gives at least ${least} equal outputs in ${name}`, () => {
        const golden = path.join(folder ?? '', `${name}.jsonl`);
        const out = mkdtempSync(path.join(tmpdir(), 'kubectl-recording-'));
        const ours = path.join(out, `${name}.jsonl`);
        try {
          writeFileSync(
            ours,
            replayed(golden)
              .map((line) => `${JSON.stringify(line)}\n`)
              .join(''),
          );
          const { stdout } = spawnSync('python3', [comparer ?? '', 'compare', golden, ours], {
            encoding: 'utf8',
          });
          const passed = Number(/(\d+) passed, \d+ failed\s*$/.exec(stdout)?.[1] ?? 0);
          expect(passed, stdout).toBeGreaterThanOrEqual(least);
        } finally {
          rmSync(out, { recursive: true });
        }
      });
  },
);
