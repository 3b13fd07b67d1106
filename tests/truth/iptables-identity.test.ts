/**
 * iptables-save | iptables-restore is an identity on every rule set of the recordings and of the oracle's cases.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { saveTable } from '../../engine/linux/netfilter/iptables/print/save.ts';
import { restore } from '../../engine/linux/netfilter/iptables/restore.ts';
import type { Ruleset } from '../../engine/linux/netfilter/iptables/ruleset.ts';
import { aNamespace } from '../../engine/linux/netfilter/testing/namespace.ts';
import { shared } from './shared.ts';

const recordings = shared('goldens', 'linux');
const cases = shared('kernel-oracle', 'cases');

function save(ruleset: Ruleset): string {
  return ruleset.tables.map((table) => saveTable(table, 'none')).join('');
}

function withoutDates(text: string): string {
  return text
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .join('\n');
}

/** Every text of a rule set that a value holds: what was fed to iptables-restore, what iptables-save printed. */
function rulesIn(value: unknown): string[] {
  if (typeof value === 'string') return /^(#.*\r?\n)*\*\w+\r?\n[^]*COMMIT/.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(rulesIn);
}

function rulesOf(directory: string, name: string): string[] {
  const text = readFileSync(path.join(directory, name), 'utf8');
  const values = name.endsWith('.jsonl') ? text.split('\n').filter((line) => line !== '') : [text];
  return values.flatMap((value) => rulesIn(JSON.parse(value)));
}

describe.skipIf(recordings === undefined || cases === undefined)('iptables-save | iptables-restore', () => {
  it('is an identity on every rule set', () => {
    const texts = new Set(
      [recordings, cases].flatMap((directory) =>
        directory === undefined ? [] : readdirSync(directory).flatMap((name) => rulesOf(directory, name)),
      ),
    );
    expect(texts.size).toBeGreaterThan(50);
    for (const text of texts) {
      const first = aNamespace().netfilter.iptables;
      const failure = restore(first, text.replaceAll('\r', ''));
      // A section of --noflush may name chains it does not have.
      if (failure !== undefined) {
        expect(failure.message).toMatch(/No chain\/target\/match by that name|does not exist/);
        continue;
      }
      const saved = save(first);
      const second = aNamespace().netfilter.iptables;
      expect(restore(second, saved)).toBeUndefined();
      expect(save(second)).toBe(saved);
    }
  });

  it('prints what the recorded iptables-save printed', () => {
    let compared = 0;
    for (const name of recordings === undefined ? [] : readdirSync(recordings))
      for (const line of readFileSync(path.join(recordings ?? '', name), 'utf8').split('\n')) {
        if (line === '') continue;
        const record = JSON.parse(line) as { cmd?: string; merged?: string };
        if (!/^iptables(-legacy)?-save( -t \w+)?$/.test(record.cmd ?? '') || record.merged === undefined)
          continue;
        if (!record.merged.includes('COMMIT')) continue;
        const ruleset = aNamespace().netfilter.iptables;
        expect(restore(ruleset, record.merged.replaceAll('\r', ''))).toBeUndefined();
        expect(withoutDates(save(ruleset))).toBe(withoutDates(record.merged));
        compared++;
      }
    expect(compared).toBeGreaterThan(0);
  });
});
