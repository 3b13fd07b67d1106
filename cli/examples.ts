/**
 * `node cli/examples.ts [--write] [FOLDER…]`: types the examples of the commands' READMEs and tells where they print
 * something else than they say; with `--write` the READMEs are changed to say it. Look at what it wrote before you
 * commit: it is right only if the real tool prints it, too.
 *
 * `--recordings DIR` writes the examples of the laboratory as recordings into a folder, for the real kernel to be asked:
 * `replay.py DIR/*.jsonl` of the oracle's folder types them there and tells what it prints instead.
 */
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import {
  differencesOf,
  type Example,
  examplesOf,
  recordingOf,
  runExample,
  withExamples,
} from '../engine/lab/transcript/examples.ts';
import { parseArguments, UsageError } from './arguments.ts';
import { scenarioNamed } from './scenario.ts';

const shell = join(import.meta.dirname, '..', 'engine', 'shell');

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`examples: ${error.message}\n`);
  process.exitCode = 2;
}

function main(words: readonly string[]): number {
  const { options, rest } = parseArguments(words, { '--write': 'flag', '--recordings': 'value' });
  const files = (rest.length === 0 ? ['*/**'] : rest).flatMap((folder) =>
    globSync(join(shell, folder, 'README.md')).sort(),
  );
  if (files.length === 0) throw new UsageError(`no README in ${rest.join(', ')} below ${shell}`);
  const folder = options['--recordings'];
  if (folder !== undefined) return record(files, folder);
  let different = 0;
  for (const file of files) {
    const readme = readFileSync(file, 'utf8');
    const written = examplesOf(readme);
    const now = written.map((example) => attempt(relative(shell, file), example));
    const differences = written.flatMap((example, at) => differencesOf(example, now[at] ?? example));
    if (differences.length === 0) continue;
    different++;
    process.stdout.write(
      `--- ${relative(shell, file)}\n${differences.map((line) => `    ${line}\n`).join('')}`,
    );
    if (options['--write']) writeFileSync(file, withExamples(readme, now));
  }
  process.stdout.write(`${files.length - different} agree, ${different} differ\n`);
  return different === 0 || options['--write'] ? 0 : 1;
}

function record(files: readonly string[], folder: string): number {
  mkdirSync(folder, { recursive: true });
  for (const file of files) {
    const name = dirname(relative(shell, file)).replaceAll('/', '-');
    for (const [at, example] of examplesOf(readFileSync(file, 'utf8')).entries()) {
      const recording = recordingOf(example);
      if (recording !== undefined) writeFileSync(join(folder, `${name}-${at + 1}.jsonl`), recording);
    }
  }
  return 0;
}

function attempt(file: string, example: Example): Example {
  try {
    return runExample(example, scenarioNamed(example.scenario));
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}
