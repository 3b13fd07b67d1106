/**
 * How the pages load on a phone: Lighthouse's mobile run over each page of the built book, against the budgets. Timings are
 * the median of three runs, since machines are noisy; what it needs is in bench/package.json and is fetched on first use.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch } from '../../tests/browser/chromium.ts';
import type { Finding, Measured } from './finding.ts';

interface Report {
  readonly lhr: {
    readonly runtimeError?: { readonly message: string };
    readonly categories: Readonly<Record<string, { readonly score: number | null }>>;
    readonly audits: Readonly<Record<string, { readonly numericValue?: number }>>;
    /** How fast this machine was then; a phone's times are reckoned from its. */
    readonly environment: { readonly benchmarkIndex: number };
  };
}
type Lighthouse = (
  address: string,
  flags: { port: number; onlyCategories: readonly string[]; logLevel: 'error' },
) => Promise<Report | undefined>;

interface Measure {
  readonly name: string;
  readonly budget: number;
  readonly better: 'less' | 'more';
  readonly of: (report: Report['lhr']) => number;
  readonly text: (value: number) => string;
}

const audit = (id: string) => (report: Report['lhr']) => report.audits[id]?.numericValue ?? Number.NaN;
const score = (id: string) => (report: Report['lhr']) => report.categories[id]?.score ?? Number.NaN;
const milliseconds = (value: number) => `${value.toFixed(0)} ms`;
const percent = (value: number) => (value * 100).toFixed(0);

const measures: readonly Measure[] = [
  {
    name: 'LCP',
    budget: 1800,
    better: 'less',
    of: audit('largest-contentful-paint'),
    text: milliseconds,
  },
  { name: 'TBT', budget: 100, better: 'less', of: audit('total-blocking-time'), text: milliseconds },
  {
    name: 'CLS',
    budget: 0.05,
    better: 'less',
    of: audit('cumulative-layout-shift'),
    text: (value) => value.toFixed(3),
  },
  { name: 'performance', budget: 0.9, better: 'more', of: score('performance'), text: percent },
  { name: 'accessibility', budget: 0.95, better: 'more', of: score('accessibility'), text: percent },
];

const rounds = 3;

/** @param pages by their paths below `base` */
export async function loading(base: string, pages: readonly string[]): Promise<Measured> {
  const lighthouse = await installed();
  const port = await freePort();
  const browser = await launch([`--remote-debugging-port=${String(port)}`]);
  const rows: Record<string, string>[] = [];
  const missed: Finding[] = [];
  try {
    for (const page of pages) {
      const reports: Report['lhr'][] = [];
      for (let round = 0; round < rounds; round += 1)
        reports.push(await visit(lighthouse, new URL(page, base).href, port));
      const row: Record<string, string> = { page: `/${page}` };
      for (const measure of measures) {
        const value = median(reports.map(measure.of));
        const within = measure.better === 'less' ? value <= measure.budget : value >= measure.budget;
        row[measure.name] = measure.text(value) + (within ? '' : ' ✗');
        if (!within)
          missed.push({
            what: `/${page}: ${measure.name}`,
            is: measure.text(value),
            budget: measure.text(measure.budget),
          });
      }
      row.machine = median(reports.map(({ environment }) => environment.benchmarkIndex)).toFixed(0);
      rows.push(row);
      console.error(`  ${Object.values(row).join('  ')}`);
    }
  } finally {
    await browser.close();
  }
  return { rows, missed };
}

async function visit(lighthouse: Lighthouse, address: string, port: number): Promise<Report['lhr']> {
  const report = await lighthouse(address, {
    port,
    onlyCategories: ['performance', 'accessibility'],
    logLevel: 'error',
  });
  if (report === undefined) throw new Error(`Lighthouse says nothing about ${address}`);
  if (report.lhr.runtimeError !== undefined) throw new Error(report.lhr.runtimeError.message);
  return report.lhr;
}

async function installed(): Promise<Lighthouse> {
  const bench = join(import.meta.dirname, '..');
  const main = join(bench, 'node_modules/lighthouse/core/index.js');
  if (!existsSync(main)) {
    const { status } = spawnSync('npm', ['ci', '--prefix', bench], { stdio: 'inherit' });
    if (status !== 0) throw new Error('what the measuring needs could not be installed');
  }
  const module = (await import(pathToFileURL(main).href)) as { default: Lighthouse };
  return module.default;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
