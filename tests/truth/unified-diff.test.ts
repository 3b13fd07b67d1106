/** Our unified diff against Python's difflib, on texts of few and of many equal lines. */
import { describe, expect, it } from 'vitest';
import { Random } from '../../engine/clock/random.ts';
import { unifiedDiff } from '../../engine/lab/replay/unified-diff.ts';
import { hasPython, python } from './shared.ts';

const driver = `
import sys, json, difflib
print(json.dumps([list(difflib.unified_diff(a, b, n=1, lineterm=""))[2:] for a, b in json.load(sys.stdin)]))
`;

function lines(random: Random, most: number, kinds: number): string[] {
  return Array.from({ length: random.integer(0, most) }, () => String(random.integer(0, kinds)));
}

/** The same text with some lines lost, changed or added. */
function edited(text: readonly string[], random: Random): string[] {
  return text.flatMap((line) => {
    const draw = random.fraction();
    if (draw < 0.05) return [];
    return draw < 0.1 ? [random.hex(2)] : draw < 0.15 ? [line, random.hex(2)] : [line];
  });
}

describe.skipIf(!hasPython)('unified diff', () => {
  it("is that of Python's difflib, with one line of context", () => {
    const random = new Random('diff');
    const pairs = Array.from({ length: 600 }, (_, at) => {
      const one = lines(random, at % 10 === 0 ? 500 : 30, random.pick([2, 10, 100]));
      return [one, random.fraction() < 0.5 ? edited(one, random) : lines(random, 30, 10)] as const;
    });
    const theirs = python(driver, pairs) as string[][];
    for (const [at, [one, other]] of pairs.entries()) expect(unifiedDiff(one, other)).toEqual(theirs[at]);
  });
});
