/**
 * `npm run -s oracle -- [--check] FILE…`: run kernel-oracle cases through our kernels.
 *
 * Without `--check` the answers are printed as the oracle prints them (JSON). With it they are compared with what the
 * real kernel did (`expect`), level by level; each difference is shown unless `-q`, and the closing lines count.
 */
import { readFileSync } from 'node:fs';
import { parseCases, type OracleCase } from '../engine/lab/oracle/case.ts';
import {
  closingLines,
  compareAnswers,
  type Level,
  levels,
  switchesOf,
  tallyLevels,
  viewAt,
} from '../engine/lab/oracle/levels.ts';
import { runCase } from '../engine/lab/oracle/run.ts';
import { parseArguments, UsageError } from './arguments.ts';

const usage = `usage: npm run -s oracle -- [--check] [-q] [--level L0|L1|L2|L3] FILE…
  FILE      kernel-oracle cases: one JSON object (.json) or one a line (.jsonl)
  --check   compare with the real kernel's answers; exit status 1 on any difference up to --level (default L3)
  -q        with --check: only the closing lines
`;

// `| head` closes the pipe early: nothing to complain about.
process.stdout.on('error', () => process.exit());

process.exitCode = main(process.argv.slice(2));

function main(words: readonly string[]): number {
  try {
    const { options, rest } = parseArguments(words, {
      '--check': 'flag',
      '-q': 'flag',
      '--level': 'value',
      '--help': 'flag',
      '-h': 'flag',
    });
    if (options['--help'] || options['-h']) {
      process.stdout.write(usage);
      return 0;
    }
    if (rest.length === 0) throw new UsageError('no file is given');
    const wanted = levels.find((level) => level === (options['--level'] ?? 'L3'));
    if (wanted === undefined) throw new UsageError('--level is one of L0, L1, L2, L3');
    const files = rest.map((file) => ({ file, cases: read(file) }));
    if (!options['--check']) return printAnswers(files.flatMap(({ cases }) => cases));
    return check(files, wanted, options['-q']);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`oracle: ${error.message}\nTry 'npm run -s oracle -- --help'.\n`);
    return 2;
  }
}

interface CaseFile {
  readonly file: string;
  readonly cases: readonly OracleCase[];
}

function read(file: string): readonly OracleCase[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
  const parsed = parseCases(text, file);
  if (!parsed.ok) throw new UsageError(parsed.error);
  return parsed.value;
}

function printAnswers(cases: readonly OracleCase[]): number {
  for (const oracleCase of cases) {
    const answers = runCase(oracleCase);
    if (!answers.ok) throw new UsageError(answers.error);
    process.stdout.write(`${JSON.stringify(answers.value, undefined, 1)}\n`);
  }
  return 0;
}

function check(files: readonly CaseFile[], wanted: Level, quiet: boolean): number {
  const all: (Level | undefined)[] = [];
  for (const { file, cases } of files) {
    const found = cases.flatMap((oracleCase) => checkCase(oracleCase, wanted, quiet));
    if (files.length > 1) process.stdout.write(`# ${file}\n${indented(closingLines(tallyLevels(found)))}`);
    all.push(...found);
  }
  const tally = tallyLevels(all);
  process.stdout.write(closingLines(tally));
  return tally.passed[wanted] === tally.total ? 0 : 1;
}

/** @returns for each probe the first level at which we differ from the kernel */
function checkCase(oracleCase: OracleCase, wanted: Level, quiet: boolean): (Level | undefined)[] {
  const { expect, probes, id } = oracleCase;
  if (expect === undefined) throw new UsageError(`${id} has no "expect" to compare with`);
  const answers = runCase(oracleCase);
  if (!answers.ok) throw new UsageError(`${id}: ${answers.error}`);
  const { actual, errors } = answers.value;
  for (const error of quiet ? [] : errors) process.stdout.write(`! ${id}: ${error}\n`);
  const switches = switchesOf(oracleCase);
  return expect.map((kernel, index) => {
    const ours = actual[index];
    if (ours === undefined) return 'L0';
    const level = compareAnswers(ours, kernel, switches);
    if (!quiet && level !== undefined && levels.indexOf(level) <= levels.indexOf(wanted)) {
      process.stdout.write(`DIFF ${id} ${index} at ${level} ${JSON.stringify(probes[index])}\n`);
      process.stdout.write(`  kernel ${JSON.stringify(viewAt(level, kernel, switches))}\n`);
      process.stdout.write(`  ours   ${JSON.stringify(viewAt(level, ours, switches))}\n`);
    }
    return level;
  });
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '#   ');
}
