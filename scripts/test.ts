/**
 * `npm test`: every check of the project, stage by stage, closing with one line of counts. A tool's stage
 * counts as one test, a Vitest stage as its tests. `npm test -- --only engine,lint` runs the named stages.
 */
import { spawn } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cache, fingerprint, root } from './site.ts';

type Outcome = { passed: number; failed: number; skipped: number; output: string };
type Stage = {
  readonly name: string;
  readonly run: () => Promise<Outcome>;
  /** Keeps one core busy and needs nothing of the stage before: may run beside another such stage. */
  readonly beside?: boolean;
};

const bin = (path: string) => join(root, 'node_modules', path);
const tsc = (project: string): [string, ...string[]] => [bin('typescript/bin/tsc'), '-p', project];
const web = globSync('components/**/*.{ts,tsx}', { cwd: root }).length > 0;
const roomsThatExist = ['engine', 'cli', 'components', 'src', 'scripts', 'bench', 'tests'].filter((room) =>
  existsSync(join(root, room)),
);

const stages: readonly Stage[] = [
  beside(
    tool('lint', [
      eslint('engine', 'engine'),
      eslint('pages', 'components', 'src', 'docs'),
      eslint('rest', '.', '--ignore-pattern', '{engine,components,src,docs}/**'),
    ]),
  ),
  beside(
    tool('types', [
      tsc('engine'),
      tsc('.'),
      tsc('tests/browser'),
      tsc('bench/pages'),
      ...(web ? [tsc('components')] : []),
      [
        bin('astro/bin/astro.mjs'),
        'check',
        '--tsconfig',
        'src/tsconfig.json',
        '--minimumFailingSeverity',
        'hint',
      ],
    ]),
  ),
  beside(
    tool('format', [[bin('prettier/bin/prettier.cjs'), '--check', '.', '--cache', '--log-level', 'warn']]),
  ),
  beside(
    tool('arrows', [
      [
        bin('dependency-cruiser/bin/dependency-cruiser.mjs'),
        '--config',
        '.dependency-cruiser.js',
        ...roomsThatExist,
      ],
    ]),
  ),
  beside(tool('dead code', [[bin('knip/bin/knip.js')]])),
  beside(vitest('house')),
  vitest('engine'),
  vitest('components'),
  tool('site', [[join(root, 'scripts/build-site.ts')]]),
  tool('sizes', [[join(root, 'scripts/sizes.ts')]]),
  vitest('book'),
  vitest('browser'),
  vitest('truth'),
];

/**
 * ESLint remembers its findings by file, but rules that look at types depend on other files, too: its memory is good
 * only while no source has changed.
 */
function lintCache() {
  const folder = 'node_modules/.cache/eslint';
  const key = fingerprint(['**/*.{ts,tsx,astro,js}', 'tsconfig*.json', '*/tsconfig.json'], true);
  if (existsSync(join(root, folder)) && !existsSync(join(root, folder, key)))
    rmSync(join(root, folder), { recursive: true });
  return join(folder, key);
}

/** Part by part: the types of all parts at once are more than a process may remember. */
function eslint(part: string, ...words: readonly string[]): [string, ...string[]] {
  const location = join(lintCache(), part);
  return [
    bin('eslint/bin/eslint.js'),
    ...words,
    '--cache',
    '--cache-location',
    location,
    '--max-warnings',
    '0',
  ];
}

/** A tool that says yes or no: one test, whatever it looked at. */
function tool(name: string, commands: readonly [string, ...string[]][]): Stage {
  return {
    name,
    run: async () => {
      const output: string[] = [];
      let passed = true;
      for (const command of commands) {
        const result = await node(command);
        passed &&= result.status === 0;
        if (result.status !== 0 || /^\s*▲/m.test(result.output)) output.push(result.output.trim());
      }
      return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0, output: output.join('\n') };
    },
  };
}

function beside(stage: Stage): Stage {
  return { ...stage, beside: true };
}

/** A project of vitest.config.ts, counted from its own JSON report. */
function vitest(project: string): Stage {
  return {
    name: project,
    run: async () => {
      const report = join(cache, `vitest-${project}.json`);
      rmSync(report, { force: true });
      const { status, output } = await node([
        bin('vitest/vitest.mjs'),
        'run',
        '--project',
        project,
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
      ]);
      if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0, output };
      const counts = JSON.parse(readFileSync(report, 'utf8')) as Record<
        'numPassedTests' | 'numFailedTests' | 'numPendingTests' | 'numTodoTests',
        number
      >;
      return {
        passed: counts.numPassedTests,
        failed: status === 0 ? 0 : Math.max(1, counts.numFailedTests),
        skipped: counts.numPendingTests + counts.numTodoTests,
        output: status === 0 ? loud(output) : output,
      };
    },
  };
}

/** The lines of a failed stage that say what failed; the end of its output, where it has no such lines. */
function heads(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const telling = lines.filter((line) => /FAIL|Error:|\berror\b|✗/.test(line));
  return (telling.length > 0 ? telling.slice(0, 20) : lines.slice(-10)).join('\n');
}

/** What a passing stage still has to say: lines marked ▲, such as truth that is absent on this machine. */
const loud = (output: string) =>
  output
    .split('\n')
    .filter((line) => line.trimStart().startsWith('▲'))
    .join('\n');

function node(command: readonly string[]) {
  return new Promise<{ status: number; output: string }>((resolve, reject) => {
    const child = spawn(process.execPath, command, {
      cwd: root,
      env: {
        ...process.env,
        ASTRO_TELEMETRY_DISABLED: '1',
        ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status: status ?? 1, output }));
  });
}

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const names = values.only?.split(',').map((name) => name.trim());
const unknown = names?.filter((name) => !stages.some((stage) => stage.name === name)) ?? [];
if (unknown.length > 0) {
  console.error(
    `no such stage: ${unknown.join(', ')}; there are ${stages.map(({ name }) => name).join(', ')}`,
  );
  process.exit(2);
}

mkdirSync(cache, { recursive: true });
const total = { passed: 0, failed: 0, skipped: 0 };
/** What failed and why, said once more at the end: of a long log the end is what is read, and at times all that is kept. */
const failures: string[] = [];
const waiting = stages.filter((stage) => names?.includes(stage.name) ?? true);
const together = waiting.filter((stage) => stage.beside);
// The longest come first, so two cores end at about the same time.
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, () => work(together)));
await work(waiting.filter((stage) => !stage.beside));
for (const failure of failures) console.log(`\n${failure}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;

/** Takes stages from the queue until it is empty. */
async function work(queue: Stage[]) {
  for (let stage = queue.shift(); stage !== undefined; stage = queue.shift()) {
    const start = process.hrtime.bigint();
    const outcome = await stage.run();
    report(stage.name, outcome, Number((process.hrtime.bigint() - start) / 1_000_000n) / 1000);
  }
}

function report(name: string, { passed, failed, skipped, output }: Outcome, seconds: number) {
  const counts = [`${passed} passed`, failed > 0 && `${failed} failed`, skipped > 0 && `${skipped} skipped`];
  const mark = failed > 0 ? '✗' : '✓';
  if (output) console.log(output);
  console.log(
    `${mark} ${name.padEnd(11)}${seconds.toFixed(1).padStart(6)} s  ${counts.filter(Boolean).join(', ')}`,
  );
  if (failed > 0) failures.push(`✗ ${name}\n${heads(output)}`);
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
}
