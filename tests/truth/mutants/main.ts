/**
 * `npm run fuzz -- [SEED [MUTANTS [KIND[,KIND…] [FIRST]]]]`: mutated manifests, command lines and requests by hand, as many as
 * wanted, on all processors. Prints each kind of finding once with how often it came, and the counts.
 */
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { readCorpus } from './corpus.ts';
import { type Batch, batchSize, mutantKinds, type Mutant, type MutantKind, Mutants } from './mutants.ts';

/** A mutant that takes longer than this many milliseconds is one that never ends. */
const longest = 60_000;

interface Report {
  readonly tried: number;
  readonly refused: number;
  readonly findings: readonly (Mutant & { readonly at: number })[];
}

if (isMainThread) await main(process.argv.slice(2));
else work(workerData as Batch);

function work(batch: Batch): void {
  const findings: (Mutant & { readonly at: number })[] = [];
  let tried = 0;
  let refused = 0;
  const began = (text: string): void => parentPort?.postMessage({ began: text });
  for (const mutant of new Mutants(readCorpus()).batch(batch, began)) {
    if (mutant.complaints.length > 0) findings.push({ ...mutant, at: tried });
    tried += 1;
    refused += mutant.refused ? 1 : 0;
  }
  parentPort?.postMessage({ done: { tried, refused, findings } satisfies Report });
}

async function main([
  seed = '1',
  count = '1000',
  names = mutantKinds.join(),
  first = '0',
]: readonly string[]): Promise<void> {
  const chosen = names
    .split(',')
    .filter((name): name is MutantKind => mutantKinds.some((kind) => kind === name));
  const batches: Batch[] = [];
  for (let at = 0; at * batchSize < Number(count); at++)
    batches.push({
      seed,
      kind: chosen[at % chosen.length] ?? 'request',
      number: Number(first) + Math.floor(at / chosen.length),
    });
  const seen = new Map<string, { times: number; text: string }>();
  let tried = 0;
  let refused = 0;
  const worker = async (): Promise<void> => {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      const report = await run(batch);
      tried += report.tried;
      refused += report.refused;
      for (const { text, complaints, at } of report.findings)
        for (const complaint of complaints) {
          const key = complaint.replaceAll(/"[^"]*"|\d+/g, '…').slice(0, 200);
          const known = seen.get(key);
          if (known !== undefined) known.times += 1;
          else {
            seen.set(key, { times: 1, text });
            const { kind, number } = batch;
            process.stdout.write(
              `--- ${kind} ${String(number)}/${String(at)}: ${complaint}\n${text.slice(0, 1500)}\n`,
            );
          }
        }
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  for (const [key, { times }] of seen) if (times > 1) process.stdout.write(`${String(times)} × ${key}\n`);
  process.stdout.write(
    `${String(tried)} mutants of seed ${seed}, ${String(refused)} refused, ${String(seen.size)} kinds of findings\n`,
  );
  process.exitCode = seen.size === 0 ? 0 : 1;
}

/** In a thread of its own, which can be ended when a mutant never ends. */
async function run(batch: Batch): Promise<Report> {
  const thread = new Worker(new URL(import.meta.url), { workerData: batch });
  let current = '';
  let tried = 0;
  let report: Report | undefined;
  let timer: NodeJS.Timeout | undefined;
  thread.on('message', (message: { began?: string; done?: Report }) => {
    clearTimeout(timer);
    report = message.done;
    if (message.began === undefined) return;
    current = message.began;
    tried += 1;
    timer = setTimeout(() => {
      report = {
        tried,
        refused: 0,
        findings: [{ text: current, complaints: ['does not end'], refused: false, at: tried - 1 }],
      };
      void thread.terminate();
    }, longest);
  });
  thread.on('error', (error: unknown) => {
    report = {
      tried,
      refused: 0,
      findings: [{ text: current, complaints: [`throws ${String(error)}`], refused: false, at: tried - 1 }],
    };
  });
  await new Promise((resolve) => thread.once('exit', resolve));
  clearTimeout(timer);
  return report ?? { tried, refused: 0, findings: [] };
}
