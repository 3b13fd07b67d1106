/** A case on the real kernel and on ours, compared: level by level for each probe, and what the commands after it printed. */
import { type OracleCase, parseCases } from '../../../engine/lab/oracle/case.ts';
import { compareAnswers, type Level, switchesOf, viewAt } from '../../../engine/lab/oracle/levels.ts';
import { unseenDraws } from '../../../engine/lab/oracle/picks.ts';
import { runCase } from '../../../engine/lab/oracle/run.ts';
import type { CaseAnswer, CaseData } from './case-data.ts';

export interface Difference {
  readonly probe: number;
  readonly level: Level;
  readonly kernel: unknown;
  readonly ours: unknown;
}

export interface Verdict {
  /** For each probe the first level at which we differ from the kernel. */
  readonly levels: readonly (Level | undefined)[];
  readonly differences: readonly Difference[];
  /** What the commands after the last probe printed differently: command, kernel's text, ours. */
  readonly after: readonly (readonly [string, string, string])[];
  /** What our kernel or our commands refused and the real ones did not, or the other way about. */
  readonly errors: readonly string[];
}

export function judge(data: CaseData, kernel: CaseAnswer): Verdict {
  const parsed = parseCases(JSON.stringify({ ...data, expect: kernel.actual }), 'case.json');
  if (!parsed.ok) throw new Error(parsed.error);
  const [oracleCase] = parsed.value;
  if (oracleCase === undefined) throw new Error('no case');
  const draws = new Map<number, string>();
  let verdict = compare(oracleCase, data, kernel, draws);
  // What the kernel drew does not always show: then whatever it may have drawn counts.
  for (const [probe, question] of oracleCase.probes.entries()) {
    const answer = kernel.actual[probe];
    if (verdict.levels[probe] === undefined || answer === undefined) continue;
    for (const draw of unseenDraws(question, answer, oracleCase.services)) {
      const other = compare(oracleCase, data, kernel, new Map(draws).set(probe, draw));
      if (other.levels[probe] !== undefined) continue;
      draws.set(probe, draw);
      verdict = other;
      break;
    }
  }
  return verdict;
}

function compare(
  oracleCase: OracleCase,
  data: CaseData,
  kernel: CaseAnswer,
  draws: ReadonlyMap<number, string>,
): Verdict {
  const answers = runCase(oracleCase, draws);
  if (!answers.ok) throw new Error(answers.error);
  const { actual, after, errors } = answers.value;
  const switches = switchesOf(oracleCase);
  const found = kernel.actual.map((theirs, probe): Difference | undefined => {
    const ours = actual[probe] ?? { v: '', fwd: [], rev: [] };
    const level = compareAnswers(ours, theirs, switches);
    if (level === undefined) return undefined;
    return { probe, level, kernel: viewAt(level, theirs, switches), ours: viewAt(level, ours, switches) };
  });
  return {
    levels: found.map((difference) => difference?.level),
    differences: found.filter((difference) => difference !== undefined),
    after: (data.after ?? []).flatMap(([namespace, line], index) => {
      const texts = [kernel.after[index] ?? '', after[index] ?? ''] as const;
      return texts[0] === texts[1] ? [] : [[`${namespace}: ${line}`, ...texts] as const];
    }),
    errors: [
      ...refusedBy(errors, kernel.errors).map((error) => `ours: ${error}`),
      ...refusedBy(kernel.errors, errors).map((error) => `kernel: ${error}`),
    ],
  };
}

/** Refusals in namespaces where the other side refused nothing: the words differ, since tools are asked one by one or in batches. */
function refusedBy(errors: readonly string[], others: readonly string[]): string[] {
  const namespaceOf = (error: string): string | undefined => error.split(':')[0];
  const silent = new Set(others.map(namespaceOf));
  return errors.filter((error) => !silent.has(namespaceOf(error)));
}
