/** The stage `site`: builds the book the tests look at, and fails on any warning of the build. */
import { builtSite, testedBase } from './site.ts';

const { log } = await builtSite(testedBase);
const warnings = log.split('\n').filter((line) => /\bWARN\b|\bERROR\b|\[warn\]/i.test(line));
if (warnings.length > 0) {
  console.error(warnings.join('\n'));
  process.exitCode = 1;
}
