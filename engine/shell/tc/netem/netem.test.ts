/**
 * What the real tc (iproute2 6.1) prints of netem's options, recorded with a kernel that was played to it, since the
 * kernel at hand has no netem: what it sends is what it is asked to show.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bench } from '../../iproute2/testing/bench.ts';
import { tc } from '../tc.ts';
import { netemUsage } from '../usage.ts';

interface Recorded {
  readonly options: string;
  /** What is said of wrong options, or what `tc qdisc show dev lo` then prints. */
  readonly text: string;
  readonly status: number;
  readonly json?: string;
}

const recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, 'recorded.json'), 'utf8'),
) as readonly Recorded[];

describe('netem options', () => {
  it.each(recorded)('$options', ({ options, text, status, json }) => {
    const made = bench(tc);
    const said = made.type(`tc qdisc add dev lo root netem ${options}`.trimEnd());
    if (status !== 0) {
      expect(said).toBe(`${text.replace('USAGE', netemUsage)}[${String(status)}]`);
      return;
    }
    expect(said).toBe('');
    expect(made.type('tc qdisc show dev lo')).toBe(text);
    expect(made.type('tc -j qdisc show dev lo')).toBe(json);
  });

  it.each(['loss gemodel 1%', 'loss state 10%', 'ecn', 'distribution normal', 'slot 10ms'])(
    'of %s is said that it is not simulated',
    (options) => {
      expect(bench(tc).type(`tc qdisc add dev lo root netem ${options}`)).toMatch(
        /^not simulated: tc qdisc netem .*\n\[1\]$/,
      );
    },
  );
});
