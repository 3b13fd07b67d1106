/**
 * Fresh random cases on the real kernel and on ours, kind after kind, until the time is over: what agrees at which level,
 * and for what does not, the case and a shrunk one in a folder.
 *
 * A difference counts when the kernel says the same twice: a case that differs is asked again, and where the second
 * answer agrees with ours the kernel disagrees with itself.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../../engine/clock/random.ts';
import { type Level, levels } from '../../../engine/lab/oracle/levels.ts';
import type { CaseAnswer, CaseData } from './case-data.ts';
import { Kernel } from './kernel.ts';
import { type Kind, kinds } from './kinds.ts';
import { shrink } from './shrink.ts';
import { judge, type Verdict } from './verdict.ts';

export interface KindTally {
  cases: number;
  probes: number;
  /** Probes that agree at each level. */
  readonly agree: Record<Level, number>;
  /** Probes where the kernel's two answers differ. */
  unsteady: number;
  /** Commands after the last probe, and those that print the same. */
  commands: number;
  equalCommands: number;
  /** Cases that one side could not build and the other could. */
  refused: number;
}

export interface Finding {
  readonly id: string;
  readonly level: Level | 'after' | 'refused';
  readonly file: string;
  readonly text: string;
}

export interface FuzzOptions {
  readonly seed: string;
  readonly kinds: readonly Kind[];
  /** Milliseconds. */
  readonly time: number;
  /** Cases of each kind; none: as many as the time allows. */
  readonly cases?: number;
  readonly first?: number;
  readonly workers: number;
  /** Where differing cases go. */
  readonly folder: string;
  /** Cases that differ at these levels or below are shrunk. */
  readonly shrinkUpTo?: Level;
}

export interface FuzzReport {
  readonly tallies: ReadonlyMap<Kind, KindTally>;
  readonly findings: readonly Finding[];
}

export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const run = new Run(options);
  await Promise.all(Array.from({ length: options.workers }, () => run.work()));
  return { tallies: run.tallies, findings: run.findings };
}

class Run {
  readonly tallies = new Map<Kind, KindTally>();
  readonly findings: Finding[] = [];
  readonly #options: FuzzOptions;
  readonly #end: number;
  #next = 0;
  #toShrink = 3;

  constructor(options: FuzzOptions) {
    this.#options = options;
    this.#end = performance.now() + options.time;
    for (const kind of options.kinds)
      this.tallies.set(kind, {
        cases: 0,
        probes: 0,
        agree: { L0: 0, L1: 0, L2: 0, L3: 0 },
        unsteady: 0,
        commands: 0,
        equalCommands: 0,
        refused: 0,
      });
  }

  async work(): Promise<void> {
    const kernel = new Kernel();
    try {
      for (;;) {
        const { kinds: chosen, cases, first = 0, seed } = this.#options;
        const index = this.#next++;
        const kind = chosen[index % chosen.length];
        const number = first + Math.floor(index / chosen.length);
        if (kind === undefined || performance.now() > this.#end || number - first >= (cases ?? Infinity))
          return;
        await this.#try(kernel, kind, `${kind}-${seed}-${number}`);
      }
    } finally {
      kernel.close();
    }
  }

  async #try(kernel: Kernel, kind: Kind, id: string): Promise<void> {
    const data = kinds[kind](new Random(id), id);
    let answer = await kernel.ask(data);
    let verdict = judge(data, answer);
    const isUnsteady = new Set<number>();
    if (differs(verdict)) {
      const second = await kernel.ask(data);
      const again = judge(data, second);
      for (const { probe } of verdict.differences)
        if (again.levels[probe] === undefined) isUnsteady.add(probe);
      if (!differs(again)) [answer, verdict] = [second, again];
      else if (again.after.length < verdict.after.length) verdict = { ...verdict, after: again.after };
    }
    this.#count(kind, data, verdict, isUnsteady);
    await this.#report(kernel, data, answer, verdict, isUnsteady);
  }

  #count(
    kind: Kind,
    data: CaseData,
    { levels: first, after, errors }: Verdict,
    isUnsteady: Set<number>,
  ): void {
    const tally = this.tallies.get(kind);
    if (tally === undefined) return;
    tally.cases += 1;
    tally.probes += first.length;
    tally.unsteady += isUnsteady.size;
    tally.commands += data.after?.length ?? 0;
    tally.equalCommands += (data.after?.length ?? 0) - after.length;
    tally.refused += errors.length > 0 ? 1 : 0;
    for (const level of levels)
      tally.agree[level] += first.filter(
        (one, probe) =>
          one === undefined || isUnsteady.has(probe) || levels.indexOf(one) > levels.indexOf(level),
      ).length;
  }

  async #report(
    kernel: Kernel,
    data: CaseData,
    answer: CaseAnswer,
    verdict: Verdict,
    isUnsteady: ReadonlySet<number>,
  ): Promise<void> {
    const steady = verdict.differences.filter(({ probe }) => !isUnsteady.has(probe));
    const worst = levels.find((level) => steady.some((one) => one.level === level));
    const level =
      verdict.errors.length > 0 ? 'refused' : (worst ?? (verdict.after.length > 0 ? 'after' : undefined));
    if (level === undefined) return;
    const { folder, shrinkUpTo = 'L1' } = this.#options;
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `${data.id}.json`);
    const write = (path: string, smaller: CaseData, { actual }: CaseAnswer): void => {
      writeFileSync(path, `${JSON.stringify({ ...smaller, expect: actual }, undefined, 1)}\n`);
    };
    write(file, data, answer);
    let text = describe(data, verdict, steady);
    if (worst !== undefined && levels.indexOf(worst) <= levels.indexOf(shrinkUpTo) && this.#toShrink-- > 0) {
      const small = await shrink(
        data,
        async (smaller) => isBad(judge(smaller, await kernel.ask(smaller)), worst),
        80,
      );
      const smallAnswer = await kernel.ask(small);
      write(file.replace('.json', '.small.json'), small, smallAnswer);
      const again = judge(small, smallAnswer);
      text += `--- shrunk to ${file.replace('.json', '.small.json')}\n${describe(small, again, again.differences)}`;
    }
    writeFileSync(file.replace('.json', '.txt'), text);
    this.findings.push({ id: data.id, level, file, text });
  }
}

function differs({ differences, after, errors }: Verdict): boolean {
  return differences.length + after.length + errors.length > 0;
}

function isBad({ differences, errors }: Verdict, worst: Level): boolean {
  return (
    errors.length === 0 && differences.some(({ level }) => levels.indexOf(level) <= levels.indexOf(worst))
  );
}

function describe(data: CaseData, { errors, after }: Verdict, differences: Verdict['differences']): string {
  const lines = [data.id];
  for (const error of errors) lines.push(`! ${error}`);
  for (const { probe, level, kernel, ours } of differences)
    lines.push(
      `DIFF ${probe} at ${level} ${JSON.stringify(data.probes[probe])}`,
      `  kernel ${JSON.stringify(kernel)}`,
      `  ours   ${JSON.stringify(ours)}`,
    );
  for (const [command, kernel, ours] of after)
    lines.push(`AFTER ${command}`, ...unlike(kernel, ours).map((line) => `  ${line}`));
  return `${lines.join('\n')}\n`;
}

/** Lines that only one of the two texts has. */
function unlike(kernel: string, ours: string): string[] {
  const one = kernel.split('\n');
  const other = ours.split('\n');
  return [
    ...one.filter((line) => !other.includes(line)).map((line) => `kernel ${line}`),
    ...other.filter((line) => !one.includes(line)).map((line) => `ours   ${line}`),
  ];
}

/** One line for each kind, and the sum. */
export function summary(tallies: FuzzReport['tallies']): string {
  return [...tallies]
    .filter(([, { cases }]) => cases > 0)
    .map(([kind, { cases, probes, agree, unsteady, commands, equalCommands, refused }]) =>
      [
        `${kind.padEnd(9)}${cases} cases, ${probes} probes:`,
        levels.map((level) => `${level} ${agree[level]}`).join(', '),
        ...(unsteady > 0 ? [`(the kernel disagrees with itself on ${unsteady})`] : []),
        ...(commands > 0 ? [`; commands ${equalCommands} of ${commands} equal`] : []),
        ...(refused > 0 ? [`; ${refused} could not be built`] : []),
      ].join(' '),
    )
    .join('\n');
}
