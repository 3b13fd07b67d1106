/**
 * A share of the mutants (mutants/): mutated manifests, command lines and requests get an error that a reader can use, never an
 * exception, and what is refused changes nothing. FUZZ_SEED says which ones (else new ones each day); as many as wanted are
 * tried by hand: `npm run fuzz -- SEED 100000`.
 */
import { describe, expect, it } from 'vitest';
import { readCorpus } from './mutants/corpus.ts';
import { batchSize, mutantKinds, Mutants } from './mutants/mutants.ts';

const seed = process.env['FUZZ_SEED'] ?? new Date().toISOString().slice(0, 10);
const mutants = new Mutants(readCorpus());

describe.each(mutantKinds)('mutants of a %s', (kind) => {
  it('are answered as a reader needs it', () => {
    const tried = [...mutants.batch({ kind, seed, number: 0 })];
    expect(tried.filter(({ complaints }) => complaints.length > 0)).toEqual([]);
    expect(tried).toHaveLength(batchSize);
    expect(tried.filter(({ refused }) => refused).length).toBeGreaterThan(batchSize / 4);
  });
});
