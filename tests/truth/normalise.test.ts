/** Our normalisation against the Python original, on every recorded output of the Linux goldens. */
import { describe, expect, it } from 'vitest';
import { Random } from '../../engine/clock/random.ts';
import { normalise } from '../../engine/lab/replay/normalise/normalise.ts';
import { hasPython, python, recordings, shared } from './shared.ts';

const folder = shared('goldens', 'linux');

interface Line {
  readonly cmd: string;
  readonly exit?: number;
  readonly merged?: string;
  readonly stderr?: string;
  readonly split?: boolean;
  readonly kube_proxy?: string;
}

interface Subject extends Line {
  readonly where: string;
  readonly head: Line;
  readonly exit: number;
}

const driver = `
import sys, json, normalise
print(json.dumps([[normalise.norm(r, r.get(k, ""), k, r["head"]) for k in ("merged", "stderr")] for r in json.load(sys.stdin)]))
`;

function subjects(): Subject[] {
  return recordings(folder ?? '').flatMap(({ name, text }) => {
    const [head, ...rows] = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line);
    return rows.flatMap((row, index) => {
      const { exit } = row;
      if (exit === undefined) return [];
      return [{ ...row, exit, head: head ?? row, where: `${name}:${index + 2} ${row.cmd}` }];
    });
  });
}

function compareAll(all: readonly Subject[]): void {
  const theirs = python(driver, all) as string[][];
  expect(theirs).toHaveLength(all.length);
  const ours = all.map((subject) =>
    (['merged', 'stderr'] as const).map((field) =>
      normalise(subject, subject[field] ?? '', field, subject.head),
    ),
  );
  const equal = ours.filter((mine, at) => JSON.stringify(mine) === JSON.stringify(theirs[at])).length;
  console.log(`normalisation: ${equal} of ${all.length} records equal`);
  for (const [at, mine] of ours.entries())
    expect([all[at]?.where, mine]).toEqual([all[at]?.where, theirs[at]]);
}

/** What an imperfect simulator might print: other digits, lines lost, doubled or swapped. */
function damage(text: string, random: Random): string {
  const lines = text.split('\n');
  for (let times = random.integer(1, 4); times > 0; times--) {
    const at = random.integer(0, lines.length - 1);
    const line = lines[at] ?? '';
    switch (random.integer(0, 3)) {
      case 0:
        // Two ends of connections that differ in their MAC addresses only stand in the order of Python's hash seed.
        if (!line.includes('ethertype'))
          lines[at] = line.replace(/\d/g, (digit) => (random.fraction() < 0.1 ? random.hex(1) : digit));
        break;
      case 1:
        lines.splice(at, 1);
        break;
      case 2:
        lines.splice(random.integer(0, lines.length), 0, line);
        break;
      default:
        lines.splice(random.integer(0, lines.length - 1), 0, ...lines.splice(at, 1));
    }
  }
  return lines.join('\n');
}

describe.skipIf(folder === undefined || !hasPython)('normalisation', () => {
  it(
    'gives what the Python original gives, byte for byte, for every recorded output',
    { timeout: 180_000 },
    () => {
      const all = subjects();
      expect(all).toHaveLength(1945);
      compareAll(all);
    },
  );

  it('gives what the original gives for recorded outputs that were damaged', { timeout: 180_000 }, () => {
    const random = new Random('damage');
    compareAll(
      subjects().map((subject) => ({
        ...subject,
        merged: damage(subject.merged ?? '', random),
        stderr: damage(subject.stderr ?? '', random),
      })),
    );
  });
});
