/**
 * `npx node tests/truth/fuzz/main.ts SEED [KIND[,KIND…]] [CASES] [FIRST]`: fresh random cases by hand, as many as wanted. Prints each
 * finding and the counts; the seed and the number of a case are its name.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fuzz, summary } from './fuzz.ts';
import { isKind, kinds } from './kinds.ts';

const [seed = '1', names = Object.keys(kinds).join(','), cases = '20', first = '0'] = process.argv.slice(2);
const chosen = names.split(',').filter(isKind);
const folder = join(tmpdir(), `fuzz-${seed}`);
const { tallies, findings } = await fuzz({
  seed,
  kinds: chosen,
  time: Infinity,
  cases: Number(cases),
  first: Number(first),
  workers: 2,
  folder,
});
for (const { text } of findings) process.stdout.write(`${text}\n`);
process.stdout.write(`${summary(tallies)}\n${findings.length} findings in ${folder}\n`);
