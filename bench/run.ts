/**
 * `npm run bench`: the book's engine beside its nearest peer, both in this one run on this one machine, so that the
 * ratios mean something wherever it runs. `bench/ours.ts` exports `ours`, a Subject; without it only the peer runs.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { measure } from 'mitata';
import { kernelRows } from './kernel.ts';
import { median } from './median.ts';
import { printRows, rounded } from './row.ts';
import { type Cluster, type Subject } from './subject.ts';

/** What we promise ourselves, in milliseconds. */
const budgets: Readonly<Record<string, number>> = {
  'boot to settled': 20,
  '100 pods ready': 15,
  '1000 pods ready': 150,
  'request, unrecorded': 0.06,
};
const sizes = [100, 1000];
/** So many that the median is of code that has run before; the first is told too. */
const rounds = 7;

const here = import.meta.dirname;
if (!existsSync(join(here, 'node_modules/@ngrok/webernetes'))) {
  const { status } = spawnSync('npm', ['ci', '--prefix', here], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const { webernetes } = await import('./webernetes.ts');
const oursFile = join(here, 'ours.ts');
const ours = existsSync(oursFile) ? ((await import(oursFile)) as { ours: Subject }).ours : undefined;

const subjects = ours ? [ours, webernetes] : [webernetes];
const results = new Map<string, ReadonlyMap<string, number>>();
for (const subject of subjects) results.set(subject.name, await bench(subject));
print();
// In a process of its own: what the comparison leaves behind is nobody's cost but its own.
spawnSync(process.execPath, [...process.execArgv, join(here, 'large.ts')], { stdio: 'inherit' });
printRows('kernel', kernelRows());
process.exit(0);

/** Median milliseconds of each measure. */
async function bench(subject: Subject) {
  const times = new Map<string, number>();
  const boots = await timesOf(subject, () => undefined);
  times.set('boot to settled', median(boots));
  times.set('the first boot', boots[0] ?? Number.NaN);
  for (const pods of sizes.filter((size) => size <= subject.mostPods))
    times.set(`${pods} pods ready`, median(await timesOf(subject, (cluster) => cluster.deploy(pods), pods)));
  const cluster = await subject.boot();
  await cluster.deploy(10);
  times.set('request, unrecorded', await each(cluster.request));
  if (cluster.recordedRequest) times.set('request, recorded', await each(cluster.recordedRequest));
  await cluster.close();
  return times;
}

/** Of worlds one after the other: of their boot, or of what is done to them once they stand. */
async function timesOf(subject: Subject, act: (cluster: Cluster) => Promise<void> | void, pods?: number) {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    const cluster = await subject.boot(pods);
    const stood = performance.now();
    await act(cluster);
    times.push(pods === undefined ? stood - start : performance.now() - stood);
    await cluster.close();
  }
  return times;
}

/** mitata's median of one call, in milliseconds. */
async function each(call: () => Promise<void> | void) {
  const { p50 } = await measure(call, { min_cpu_time: 500_000_000 });
  return p50 / 1e6;
}

function print() {
  const measures = [...new Set([...results.values()].flatMap((times) => [...times.keys()]))];
  const time = (name: string, what: string) => results.get(name)?.get(what);
  const text = (value: number | undefined) => (value === undefined ? '–' : `${rounded(value)} ms`);
  const rows = measures.map((what) => {
    const mine = ours && time(ours.name, what);
    const theirs = time(webernetes.name, what);
    const budget = budgets[what];
    return {
      measure: what,
      ...(ours ? { [ours.name]: text(mine) } : {}),
      [webernetes.name]: text(theirs),
      ...(ours
        ? {
            ratio: mine && theirs ? `${rounded(theirs / mine)} ×` : '–',
            budget: budget ? `${budget} ms${mine && mine > budget ? ' (over)' : ''}` : '–',
          }
        : {}),
    };
  });
  console.table(rows);
}
