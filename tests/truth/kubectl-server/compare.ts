/** A run of the comparison: what was compared, how many were equal, and each difference. */
import { isDeepStrictEqual } from 'node:util';
import { Random } from '../../../engine/clock/random.ts';
import { changingCommands, lookingCommand } from './generate.ts';
import { normalisedAnswer } from './normalise.ts';
import { type Outcome, Pair } from './pair.ts';

export interface Comparison {
  readonly compared: number;
  readonly different: readonly Outcome[];
}

export function isEqual({ line, real, ours }: Outcome): boolean {
  return (
    isDeepStrictEqual(real, ours) ||
    isDeepStrictEqual(normalisedAnswer(line, real), normalisedAnswer(line, ours))
  );
}

/** @returns `count` different lines */
export function lookingCommands(seed: string, count: number): readonly string[] {
  const random = new Random(`looking ${seed}`);
  const lines = new Set<string>();
  while (lines.size < count) lines.add(lookingCommand(random).trimEnd());
  return [...lines];
}

export async function compareLooking(programs: string, lines: readonly string[]): Promise<Comparison> {
  const pair = await Pair.begin(programs);
  try {
    const outcomes = await pair.look(lines);
    return { compared: outcomes.length, different: outcomes.filter((outcome) => !isEqual(outcome)) };
  } finally {
    await pair.end();
  }
}

/** One world after the other, each with a chain of commands; what comes after a difference says less. */
export async function compareChanging(
  programs: string,
  { seed, chains, length }: { readonly seed: string; readonly chains: number; readonly length: number },
): Promise<Comparison> {
  const outcomes: Outcome[] = [];
  for (let chain = 0; chain < chains; chain++) {
    const pair = await Pair.begin(programs);
    try {
      for (const line of changingCommands(new Random(`changing ${seed} ${String(chain)}`), length))
        outcomes.push(await pair.change(line));
    } finally {
      await pair.end();
    }
  }
  return { compared: outcomes.length, different: outcomes.filter((outcome) => !isEqual(outcome)) };
}
