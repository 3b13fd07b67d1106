/**
 * `npx node tests/truth/kubectl-server/main.ts SEED LOOKING [CHAINS [LENGTH]]`: fresh random command lines by hand, as
 * many as wanted. Prints each difference (real `-`, ours `+`), then the counts.
 */
import { unifiedDiff } from '../../../engine/lab/replay/unified-diff.ts';
import { realKubectlFolder } from '../real-kubectl.ts';
import { compareChanging, compareLooking, type Comparison, lookingCommands } from './compare.ts';
import { normalisedAnswer } from './normalise.ts';
import type { Outcome } from './pair.ts';

const [seed = '1', looking = '200', chains = '0', length = '20'] = process.argv.slice(2);
const programs = realKubectlFolder();
if (programs === undefined) process.exit(2);
tell('looking', await compareLooking(programs, lookingCommands(seed, Number(looking))));
tell('changing', await compareChanging(programs, { seed, chains: Number(chains), length: Number(length) }));

function tell(what: string, { compared, different }: Comparison): void {
  for (const outcome of different) process.stdout.write(`${described(outcome)}\n`);
  process.stdout.write(
    `${what}: ${String(compared)} compared, ${String(compared - different.length)} equal\n`,
  );
}

function described({ line, real, ours }: Outcome): string {
  const [one, other] = [normalisedAnswer(line, real), normalisedAnswer(line, ours)];
  const parts = (['stdout', 'stderr'] as const).flatMap((stream) =>
    one[stream] === other[stream]
      ? []
      : [`${stream}:`, ...unifiedDiff(one[stream].split('\n'), other[stream].split('\n'))],
  );
  const exit = one.exit === other.exit ? [] : [`exit: -${String(one.exit)} +${String(other.exit)}`];
  return [`$ ${line}`, ...exit, ...parts].join('\n');
}
