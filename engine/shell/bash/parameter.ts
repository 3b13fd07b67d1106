/**
 * Parameters: what a name, a number or a special character stands for, before any operation on it.
 */
import { ExpansionError } from './jump.ts';
import { setOptions } from './set-options.ts';
import type { Shell } from './shell.ts';

export type Value =
  | { readonly kind: 'unset' }
  | { readonly kind: 'scalar'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[]; readonly star: boolean };

export const unset: Value = { kind: 'unset' };

export function scalar(text: string | undefined): Value {
  return text === undefined ? unset : { kind: 'scalar', text };
}

/** @param index text between the brackets, expanded; undefined without brackets */
export function lookUp(shell: Shell, name: string, index: string | undefined): Value {
  if (index !== undefined) {
    if (index === '@' || index === '*')
      return { kind: 'list', items: elements(shell, name), star: index === '*' };
    if (name === 'FUNCNAME') return scalar(shell.functionNames.at(-1 - Number(index)));
    return scalar(shell.element(name, index));
  }
  switch (name) {
    case '@':
      return { kind: 'list', items: shell.positional, star: false };
    case '*':
      return { kind: 'list', items: shell.positional, star: true };
    case '#':
      return scalar(shell.positional.length.toString());
    case '?':
      return scalar(shell.status.toString());
    case '$':
      return scalar(shell.shellPid.toString());
    case '!':
      return scalar(shell.lastBackground?.toString());
    case '0':
      return scalar(shell.name);
    case '-':
      return scalar(flags(shell));
  }
  if (/^\d+$/.test(name)) return scalar(shell.positional[Number(name) - 1]);
  return scalar(shell.variables.get(name));
}

function flags(shell: Shell): string {
  const letters = [...shell.options].map((option) => setOptions[option]).join('');
  return `h${[...letters].sort().join('')}${shell.interactive ? 'i' : ''}B${shell.fromCommand ? 'c' : 's'}`;
}

export function elements(shell: Shell, name: string): readonly string[] {
  if (name === 'FUNCNAME') return [...shell.functionNames].reverse();
  const variable = shell.variables.find(name);
  if (variable?.associative !== undefined) return [...variable.associative.values()];
  if (variable?.indexed !== undefined)
    return [...variable.indexed].sort(([a], [b]) => a - b).map(([, value]) => value);
  const value = shell.variables.get(name);
  return value === undefined ? [] : [value];
}

export function keys(shell: Shell, name: string): readonly string[] {
  const variable = shell.variables.find(name);
  if (variable?.associative !== undefined) return [...variable.associative.keys()];
  if (variable?.indexed !== undefined) return [...variable.indexed.keys()].sort((a, b) => a - b).map(String);
  return shell.variables.get(name) === undefined ? [] : ['0'];
}

/** set -u. @throws ExpansionError */
export function requireSet(shell: Shell, name: string, value: Value): void {
  if (value.kind === 'unset' && shell.options.has('nounset') && name !== '@' && name !== '*')
    throw new ExpansionError(
      `${name === '!' || /^\d+$/.test(name) ? `$${name}` : name}: unbound variable`,
      127,
    );
}

export function separator(shell: Shell): string {
  return (shell.variables.get('IFS') ?? ' ')[0] ?? '';
}

/** The value as one string. */
export function joined(shell: Shell, value: Value): string {
  if (value.kind === 'unset') return '';
  if (value.kind === 'scalar') return value.text;
  return value.items.join(value.star ? separator(shell) : ' ');
}
