/**
 * Rules as iptables v1.8.9 (nf_tables) of Debian 12 reads and prints them: `rules.json` was recorded from it, one rule
 * in an empty table each.
 */
import { describe, expect, it } from 'vitest';
import { fullLibrary } from '../extended/library.ts';
import { IptablesError, NotSimulated } from '../error.ts';
import { BadArgument, isQuestion, parseCommand } from '../parse/command.ts';
import { listRule } from '../print/list.ts';
import { saveRule } from '../print/save.ts';
import { runCommand } from '../run.ts';
import { aNamespace } from '../../testing/namespace.ts';
import recorded from './rules.json' with { type: 'json' };

interface Recorded {
  readonly arguments: readonly string[];
  readonly exit: number;
  readonly stderr?: string;
  readonly saved?: string;
  readonly listed?: string;
  readonly numeric?: string;
  readonly verbose?: string;
}

const plain = { numeric: false, verbose: false, exact: false, lineNumbers: false };

function ours(words: readonly string[]): Recorded | 'not simulated' {
  const namespace = aNamespace();
  const ruleset = namespace.netfilter.iptables;
  try {
    for (const table of ['filter', 'nat', 'mangle', 'raw', 'security'] as const) {
      const made = parseCommand(['-t', table, '-N', 'USER'], { family: 4 });
      if (table === 'filter' && !isQuestion(made)) runCommand(ruleset, made);
    }
    const command = parseCommand(words, { family: 4, library: fullLibrary, namespace });
    if (isQuestion(command)) throw new Error('not a rule');
    runCommand(ruleset, command);
    const chain = ruleset.look(command.table).chain(command.chain ?? '');
    const rule = chain?.rules[0];
    if (rule === undefined) throw new Error('no rule was made');
    return {
      arguments: words,
      exit: 0,
      saved: saveRule(rule, command.chain ?? ''),
      listed: listRule(rule, 1, plain).trimEnd(),
      numeric: listRule(rule, 1, { ...plain, numeric: true }).trimEnd(),
      verbose: listRule(rule, 1, { ...plain, numeric: true, verbose: true }).trimEnd(),
    };
  } catch (error) {
    if (error instanceof NotSimulated) return 'not simulated';
    if (error instanceof BadArgument) return { arguments: words, exit: 2, stderr: error.message };
    if (!(error instanceof IptablesError)) throw error;
    return { arguments: words, exit: error.status, stderr: error.message };
  }
}

describe('a rule that the real iptables was given', () => {
  for (const real of recorded as readonly Recorded[]) {
    const mine = ours(real.arguments);
    if (mine === 'not simulated') continue;
    it(real.arguments.join(' '), () => {
      expect(mine.exit).toBe(real.exit);
      if (real.stderr !== undefined) {
        expect(real.stderr).toContain(mine.stderr);
        return;
      }
      expect(mine.saved).toBe(real.saved);
      for (const view of ['listed', 'numeric', 'verbose'] as const)
        expect(mine[view]).toBe(real[view]?.trimEnd());
    });
  }
});
