/**
 * Rules as iptables v1.8.9 (nf_tables) of Debian 12 reads and prints them: `rules.json` was recorded from it, one rule
 * in an empty table each.
 */
import { describe, expect, it } from 'vitest';
import { fullLibrary } from '../extended/library.ts';
import { IptablesError, NotSimulated } from '../error.ts';
import { BadArgument, isQuestion, parseCommand } from '../parse/command.ts';
import { type ListOptions, listRule } from '../print/list.ts';
import { saveRule } from '../print/save.ts';
import { runCommand } from '../run.ts';
import { aNamespace } from '../../testing/namespace.ts';
import recorded from './rules.json' with { type: 'json' };
import recorded6 from './rules6.json' with { type: 'json' };

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

function ours(words: readonly string[], family: 4 | 6): Recorded | 'not simulated' {
  const namespace = aNamespace();
  const { iptables, ip6tables } = namespace.netfilter;
  const ruleset = family === 4 ? iptables : ip6tables;
  try {
    for (const table of ['filter', 'nat', 'mangle', 'raw', 'security'] as const) {
      const made = parseCommand(['-t', table, '-N', 'USER'], { family });
      if (table === 'filter' && !isQuestion(made)) runCommand(ruleset, made);
    }
    const command = parseCommand(words, { family, library: fullLibrary, namespace });
    if (isQuestion(command)) throw new Error('not a rule');
    runCommand(ruleset, command);
    const chain = ruleset.look(command.table).chain(command.chain ?? '');
    const rules = chain?.rules ?? [];
    const list = (options: ListOptions): string =>
      rules
        .map((rule, at) => listRule(rule, at + 1, options))
        .join('')
        .trimEnd();
    return {
      arguments: words,
      exit: 0,
      saved: rules.map((rule) => saveRule(rule, command.chain ?? '')).join('\n'),
      listed: list(plain),
      numeric: list({ ...plain, numeric: true }),
      verbose: list({ ...plain, numeric: true, verbose: true }),
    };
  } catch (error) {
    if (error instanceof NotSimulated) return 'not simulated';
    if (error instanceof BadArgument) return { arguments: words, exit: 2, stderr: error.message };
    if (!(error instanceof IptablesError)) throw error;
    return { arguments: words, exit: error.status, stderr: error.message };
  }
}

/** What differs, with the reason. */
const exceptions: Readonly<Record<string, string>> = {
  '-A INPUT -m ah --ahspi 0 --ahlen 32 --ahres': '--ahlen and --ahres are not known',
};

describe.each([
  ['iptables', 4, recorded as readonly Recorded[]],
  ['ip6tables', 6, recorded6 as readonly Recorded[]],
] as const)('a rule that the real %s was given', (_tool, family, rules) => {
  for (const real of rules) {
    const mine = ours(real.arguments, family);
    if (mine === 'not simulated' || real.arguments.join(' ') in exceptions) continue;
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
