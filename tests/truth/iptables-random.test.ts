/**
 * Random rule sets on the real kernel and on ours: listed by the same bytes, and after random packets the same counters
 * on every rule. Needs root and the tools; IPTABLES_SEED chooses the cases (else today's), IPTABLES_SECONDS how long.
 */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askOurs, askReal, type Question } from './iptables/kernel.ts';
import { packet } from './iptables/random-packets.ts';
import { ruleSet, sets } from './iptables/random-rules.ts';

const able =
  spawnSync('unshare', ['-n', '-m', 'sh', '-c', 'iptables -V && ipset version && python3 -V']).status === 0;
if (!able) console.warn('SKIPPED: no root or no iptables, so no real kernel could judge our rules');

const seconds = Number(process.env['IPTABLES_SECONDS'] ?? 8);
const seed = Number(process.env['IPTABLES_SEED'] ?? Math.floor(Date.now() / 86_400_000));

const tables = ['raw', 'mangle', 'nat', 'filter'];
const after: readonly Question[] = [
  ...tables.map((table) => ({ command: `iptables-save -c -t ${table}` })),
  ...tables.flatMap((table) => [
    { command: `iptables -t ${table} -L -n -v -x` },
    { command: `iptables -t ${table} -S` },
  ]),
  { command: 'ipset list -sorted' },
];

/** A file of labels that nobody has is missed each time a label is printed; ours says so only when one is looked up. */
function withoutLabels(text = ''): string {
  return text.replace(/^Warning: cannot open .*connlabel.*\n/gm, '');
}

/** Lines, without dates. What does not matter between two kernels is levelled: the octets of memory. */
function lines(text: string): readonly string[] {
  return text.split('\n').filter((line) => !/^# |^Size in memory/.test(line));
}

describe.skipIf(!able)('random rules and packets', () => {
  it('count and list as on the real kernel', { timeout: (seconds + 60) * 1000 }, () => {
    const began = Date.now();
    let [rules, packets, seeds, equal, compared] = [0, 0, 0, 0, 0];
    for (let at = seed; Date.now() - began < seconds * 1000; at++) {
      const [text = ''] = fc.sample(ruleSet(7), { seed: at, numRuns: 1 });
      const sent = fc.sample(packet, { seed: at, numRuns: 120 });
      const before = [
        { command: 'ipset restore', input: sets },
        { command: 'iptables-restore', input: text },
      ];
      const real = askReal(before, sent, after);
      const ours = askOurs(before, sent, after);
      for (const [index, question] of [...before, ...after].entries()) {
        const [theirs, mine] = [real[index], ours[index]];
        const where = `seed ${String(at)}: ${question.command}`;
        expect(`${where} ${String(mine?.status)} ${withoutLabels(mine?.stderr)}`).toBe(
          `${where} ${String(theirs?.status)} ${withoutLabels(theirs?.stderr)}`,
        );
        const [wanted, got] = [lines(theirs?.stdout ?? ''), lines(mine?.stdout ?? '')];
        compared += wanted.length;
        equal += wanted.filter((line, row) => line === got[row]).length;
        expect([where, ...got]).toEqual([where, ...wanted]);
      }
      seeds++;
      rules += text.split('\n').filter((line) => line.startsWith('-A')).length;
      packets += sent.length;
    }
    console.log(
      `iptables: ${String(rules)} random rules, ${String(packets)} packets, seeds ${String(seed)} to ${String(seed + seeds - 1)}: ${String(equal)} of ${String(compared)} lines equal`,
    );
  });
});
