/**
 * `--dry-run` and `--validate`, shared by the writing verbs.
 */
import { Failure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';

export type DryRun = 'none' | 'client' | 'server';

export function dryRunMode(run: Invocation): DryRun {
  const value = run.value('dry-run');
  switch (value) {
    case undefined:
    case 'none':
      return 'none';
    case 'client':
    case 'server':
      return value;
    case 'unchanged':
      run.warn('--dry-run is deprecated and can be replaced with --dry-run=client.');
      return 'client';
    default:
      throw new Failure(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
  }
}

export function dryRunSuffix(mode: DryRun): string {
  return mode === 'none' ? '' : mode === 'client' ? ' (dry run)' : ' (server dry run)';
}

export function dryRunQuery(mode: DryRun): Readonly<Record<string, string>> {
  return mode === 'server' ? { dryRun: 'All' } : {};
}

export function fieldValidation(run: Invocation): Readonly<Record<string, string>> {
  const value = run.text('validate', 'strict');
  switch (value) {
    case 'true':
    case 'strict':
      return { fieldValidation: 'Strict' };
    case 'warn':
      return { fieldValidation: 'Warn' };
    case 'false':
    case 'ignore':
      return { fieldValidation: 'Ignore' };
    default:
      throw new Failure(
        `invalid - validate option ${JSON.stringify(value)}; must be one of: strict (or true), warn, ignore (or false)`,
      );
  }
}
