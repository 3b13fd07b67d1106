/**
 * Fresh random cases on the real kernel and on ours (fuzz/): verdict and translation must be the same, every time.
 *
 * FUZZ_SECONDS is how long (10 without it; `.ci/run` gives more), FUZZ_SEED which cases (else a new seed each day). A
 * case that differs is saved with a shrunk one in the folder that is printed.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fuzz, summary } from './fuzz/fuzz.ts';
import { isKind, kinds } from './fuzz/kinds.ts';
import { whyNoKernel } from './fuzz/kernel.ts';

const seconds = Number(process.env['FUZZ_SECONDS'] ?? 10);
const seed = process.env['FUZZ_SEED'] ?? new Date().toISOString().slice(0, 10);
const reason = whyNoKernel();
if (reason !== undefined)
  console.log(`▲ NO KERNEL HERE: ${reason}, so no fresh cases are tried on a real one`);

describe.skipIf(reason !== undefined)('fresh random cases', () => {
  it('end on our kernels as on the real one', { timeout: (seconds + 120) * 1000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
    const { tallies, findings } = await fuzz({
      seed,
      kinds: Object.keys(kinds).filter(isKind),
      time: seconds * 1000,
      workers: 2,
      folder,
    });
    console.log(`\n▲ fuzz, seed ${seed}, ${seconds} s:\n${summary(tallies).replaceAll(/^/gm, '▲ ')}`);
    if (findings.length > 0) console.log(`▲ what differs is in ${folder}`);
    const grave = findings.filter(({ level }) => level === 'L0' || level === 'L1' || level === 'refused');
    expect(grave.map(({ text }) => text)).toEqual([]);
    expect([...tallies.values()].reduce((sum, { probes }) => sum + probes, 0)).toBeGreaterThan(0);
  });
});
