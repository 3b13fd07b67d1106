/**
 * The real kernel as a process that answers cases (kernel.py, which drives the kernel oracle's laboratory): one at a time
 * each, so that several can be asked at once.
 */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sharedFolder } from '../shared.ts';
import type { CaseAnswer, CaseData } from './case-data.ts';

const oracle = join(sharedFolder, 'kernel-oracle');

/** Why the real kernel cannot be asked here; undefined where it can. */
export function whyNoKernel(): string | undefined {
  if (!existsSync(join(oracle, 'oracle.py')))
    return `no ${oracle} (set SHARED to the folder of recorded truth)`;
  if (process.getuid?.() !== 0) return 'not root';
  if (spawnSync('unshare', ['-n', 'true']).status !== 0) return 'no network namespaces';
  const missing = ['python3', 'ip', 'bridge', 'iptables-restore', 'nft', 'ipset', 'conntrack'].find(
    (tool) => spawnSync('which', [tool]).status !== 0,
  );
  return missing === undefined ? undefined : `no ${missing}`;
}

export class Kernel {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;
  #complaints = '';

  constructor() {
    this.#process = spawn('python3', [join(import.meta.dirname, 'kernel.py')], {
      env: { ...process.env, PYTHONPATH: oracle, PYTHONDONTWRITEBYTECODE: '1' },
    });
    this.#process.stderr.on('data', (text: Buffer) => (this.#complaints += text.toString()));
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /** @throws Error when the laboratory itself failed */
  async ask(data: CaseData): Promise<CaseAnswer> {
    this.#process.stdin.write(`${JSON.stringify(data)}\n`);
    const line = await this.#answers.next();
    if (line.done === true) throw new Error(`the kernel's laboratory ended: ${this.#complaints}`);
    const answer = JSON.parse(line.value) as CaseAnswer | { failure: string };
    if ('failure' in answer) throw new Error(`${data.id}: ${answer.failure}`);
    return answer;
  }

  close(): void {
    this.#process.stdin.end();
  }
}
