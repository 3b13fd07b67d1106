/**
 * Our kubectl against the real one with a server: in two equal worlds, one of them served over HTTPS, the same command
 * lines give the same standard output, standard error and exit status. More of them, of any seed, by hand:
 * `npx node tests/truth/kubectl-server/main.ts SEED LOOKING CHAINS`.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { compareLooking, type Comparison, lookingCommands } from './kubectl-server/compare.ts';
import { differing, verbOf } from './kubectl-server/differing.ts';
import { realKubectlFolder } from './real-kubectl.ts';

const programs = realKubectlFolder();
const lines = lookingCommands('test', 120);

describe.skipIf(programs === undefined)('kubectl with a server', () => {
  let comparison: Comparison;

  beforeAll(async () => {
    comparison = await compareLooking(programs ?? '', lines);
  });

  it.each([...new Set(lines.map(verbOf))])(
    '%s answers as the real one, but for what is written down',
    (verb) => {
      const found = comparison.different.filter(({ line }) => verbOf(line) === verb);
      const { most = 0 } = differing[verb] ?? {};
      expect(found.length > most ? found : []).toEqual([]);
    },
  );

  it('is counted', () => {
    const { compared, different } = comparison;
    console.log(
      `kubectl with a server: ${String(compared)} compared, ${String(compared - different.length)} equal`,
    );
    expect(compared).toBe(lines.length);
  });
});
