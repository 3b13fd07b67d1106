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
      run.complain(`${klog(run)} --dry-run is deprecated and can be replaced with --dry-run=client.\n`);
      return 'client';
    default:
      throw new Failure(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
  }
}

/** The head of a klog warning of helpers.go. */
function klog(run: Invocation): string {
  const date = new Date(run.services.now()).toISOString();
  return `W${date.slice(5, 7)}${date.slice(8, 10)} ${date.slice(11, 23)}000   12345 helpers.go:719]`;
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
