/**
 * Two equal worlds: one served over HTTPS to the real kubectl, in the other ours runs on the workstation. Both are given
 * the same command lines in the same order, and the same time passes in both.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Clock, millisecond, second } from '../../../engine/clock/clock.ts';
import { finish } from '../../../engine/clock/work.ts';
import { recordedCluster } from '../../../engine/lab/replay/cluster/recorded-cluster.ts';
import { runCommand } from '../../../engine/lab/replay/cluster/run-command.ts';
import type { Stage } from '../../../engine/lab/stage/stage.ts';
import type { Pace } from '../../../cli/api/pace.ts';
import { serveApi, type ServedApi } from '../../../cli/api/serve.ts';
import type { KubectlAnswer } from '../real-kubectl.ts';
import { files, preparation } from './world.ts';

/** The workstation's folder with the files. */
const folder = '/root/work';

/** How old the worlds are when the first command is given (ages are told in whole minutes then). */
const age = 1500 * second;
/** How long a change is given to settle. */
const settling = 40 * second;

/** While the real kubectl waits for something, the world goes this much faster than it does. */
const beat = { real: 4, virtual: 400 * millisecond };

/** The world stands still, but for the time in which a command may wait for it. */
class CommandedPace implements Pace {
  readonly #clock: Clock;
  #timer: NodeJS.Timeout | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  catchUp(): void {
    // Time passes with beats only.
  }

  go(): void {
    this.#timer = setInterval(() => {
      this.#clock.runUntil(this.#clock.now + beat.virtual);
    }, beat.real);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

export interface Outcome {
  readonly line: string;
  readonly real: KubectlAnswer;
  readonly ours: KubectlAnswer;
}

export class Pair {
  readonly #served: Stage;
  readonly #own: Stage;
  readonly #pace: CommandedPace;
  readonly #api: ServedApi;
  readonly #root: string;
  readonly #programs: string;

  private constructor(parts: {
    readonly served: Stage;
    readonly own: Stage;
    readonly pace: CommandedPace;
    readonly api: ServedApi;
    readonly root: string;
    readonly programs: string;
  }) {
    this.#served = parts.served;
    this.#own = parts.own;
    this.#pace = parts.pace;
    this.#api = parts.api;
    this.#root = parts.root;
    this.#programs = parts.programs;
  }

  /** @param programs the folder of the real kubectl */
  static async begin(programs: string): Promise<Pair> {
    // The real kubectl's ages in `describe` are those of this machine's clock.
    const epoch = Date.now() - age / millisecond;
    const [served, own] = [prepared(epoch), prepared(epoch)];
    const pace = new CommandedPace(served.environment.clock);
    const api = await serveApi(served, { port: 0, pace });
    const root = mkdtempSync(join(tmpdir(), 'kubectl-server-'));
    for (const each of ['home', 'work']) mkdirSync(join(root, each));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(root, 'work', name), text);
    writeFileSync(join(root, 'config'), api.kubeconfig);
    return new Pair({ served, own, pace, api, root, programs });
  }

  /** Commands that change nothing and wait for nothing: any order, several at once. */
  async look(lines: readonly string[]): Promise<readonly Outcome[]> {
    const real = new Map<string, KubectlAnswer>();
    const left = [...lines];
    const worker = async (): Promise<void> => {
      for (let line = left.shift(); line !== undefined; line = left.shift())
        real.set(line, await this.#runReal(line));
    };
    await Promise.all([worker(), worker(), worker()]);
    return lines.map((line) => ({ line, real: real.get(line) as KubectlAnswer, ours: this.#runOurs(line) }));
  }

  /** A command that changes something or waits: alone, and then time passes in both worlds until they are as old. */
  async change(line: string): Promise<Outcome> {
    this.#pace.go();
    const real = await this.#runReal(line);
    this.#pace.stop();
    const ours = this.#runOurs(line);
    const clocks = [this.#served.environment.clock, this.#own.environment.clock];
    const then = Math.max(...clocks.map(({ now }) => now)) + settling;
    for (const clock of clocks) clock.runUntil(then);
    return { line, real, ours };
  }

  #runReal(line: string): Promise<KubectlAnswer> {
    const env = {
      PATH: [this.#programs, '/usr/bin', '/bin'].join(delimiter),
      HOME: join(this.#root, 'home'),
      KUBECONFIG: join(this.#root, 'config'),
      COLUMNS: '120',
    };
    const options = { cwd: join(this.#root, 'work'), env, timeout: 60_000, maxBuffer: 2 ** 26 };
    return new Promise((resolve) => {
      const child = execFile('/bin/bash', ['-c', line], options, (_error, stdout, stderr) => {
        resolve({ exit: child.exitCode ?? -1, stdout, stderr });
      });
      child.stdin?.end();
    });
  }

  #runOurs(line: string): KubectlAnswer {
    return run(this.#own, line);
  }

  async end(): Promise<void> {
    await this.#api.close();
    rmSync(this.#root, { recursive: true });
  }
}

function run(stage: Stage, line: string): KubectlAnswer {
  const standing = stage.stand('workstation');
  if (standing === undefined) throw new Error('no workstation');
  return runCommand(stage.environment.clock, standing, { shell: 'bash', line, directory: folder });
}

function prepared(epoch: number): Stage {
  const stage = finish(recordedCluster.building({ epoch }));
  const { clock } = stage.environment;
  const tree = stage.stand('workstation')?.files;
  for (const [name, text] of Object.entries(files)) tree?.set(`${folder}/${name}`, text);
  for (const line of preparation) {
    const answer = run(stage, line);
    if (answer.exit !== 0) throw new Error(`${line}: ${answer.stderr}`);
  }
  clock.runUntil(age);
  return stage;
}
