/**
 * Variables written as commands that make them again: `declare -p`, `export -p`, `set`, `${x@A}`.
 */
import { doubleQuote, quoteIfNeeded, singleQuote } from './quote.ts';
import type { Variable } from './variables.ts';

export function describeVariable(name: string, variable: Variable, how: 'declare' | 'assignment'): string {
  const array = arrayText(variable);
  const flags = `${variable.indexed === undefined ? '' : 'a'}${variable.associative === undefined ? '' : 'A'}${variable.integer ? 'i' : ''}${variable.fold === 'lower' ? 'l' : ''}${variable.readonly ? 'r' : ''}${variable.fold === 'upper' ? 'u' : ''}${variable.exported ? 'x' : ''}`;
  if (how === 'assignment' && flags === '') return `${name}=${singleQuote(variable.value ?? '')}`;
  const value = array ?? (variable.value === undefined ? undefined : doubleQuote(variable.value));
  return `declare -${flags === '' ? '-' : flags} ${name}${value === undefined ? '' : `=${value}`}`;
}

function arrayText(variable: Variable): string | undefined {
  if (variable.indexed !== undefined)
    return `(${[...variable.indexed]
      .sort(([a], [b]) => a - b)
      .map(([key, value]) => `[${key}]=${doubleQuote(value)}`)
      .join(' ')})`;
  if (variable.associative !== undefined)
    return `(${[...variable.associative].map(([key, value]) => `[${/^[\w.-]+$/.test(key) ? key : doubleQuote(key)}]=${doubleQuote(value)} `).join('')})`;
  return undefined;
}

/** The line `set` prints. */
export function assignmentLine(name: string, variable: Variable): string {
  return `${name}=${arrayText(variable) ?? quoteIfNeeded(variable.value ?? '')}`;
}
