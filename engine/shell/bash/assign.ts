/**
 * Assignments: `x=v`, `x+=v`, `a[i]=v`, `a=(…)`, to variables found or newly declared.
 */
import type { Assignment, ArrayValue } from 'unbash';
import type { Running } from '../../linux/process/wait.ts';
import { evaluate } from './arithmetic.ts';
import { expandText, expandWords } from './expand.ts';
import { ExpansionError } from './jump.ts';
import { quoteIfNeeded } from './quote.ts';
import type { Shell } from './shell.ts';
import { fold, type Variable } from './variables.ts';

/** @throws ExpansionError when it is read-only. @returns as `set -x` shows it */
export function* assign(shell: Shell, assignment: Assignment, into?: Variable): Running<string> {
  const { name } = assignment;
  const append = assignment.append === true;
  if (assignment.value.type === 'ArrayValue') {
    yield* assignArray(shell, name, assignment.value, append, into ?? shell.variables.obtain(name));
    return assignment.text;
  }
  const text = yield* expandText(shell, assignment.value, 'assignment');
  if (assignment.index !== undefined) {
    const index = yield* expandText(shell, assignment.index);
    const variable = into ?? shell.variables.obtain(name);
    const old = append ? (shell.element(name, index) ?? '') : '';
    shell.setElement(name, index, variable.integer ? arithmeticSum(shell, old, text) : old + text, variable);
    return `${name}[${index}]${append ? '+' : ''}=${quoteIfNeeded(text)}`;
  }
  assignText(shell, name, text, append, into);
  return `${name}${append ? '+' : ''}=${text === '' ? '' : quoteIfNeeded(text)}`;
}

/** @throws ExpansionError when it is read-only */
export function assignText(shell: Shell, name: string, text: string, append: boolean, into?: Variable): void {
  const variable = into ?? (shell.variables.dynamic.has(name) ? undefined : shell.variables.obtain(name));
  if (variable === undefined || !append) shell.setVariable(name, text, variable);
  else {
    const old = variable.indexed?.get(0) ?? variable.associative?.get('0') ?? variable.value ?? '';
    shell.setVariable(name, variable.integer ? arithmeticSum(shell, old, text) : old + text, variable);
  }
}

function arithmeticSum(shell: Shell, old: string, text: string): string {
  return (evaluate(old, shell.arithmetic) + evaluate(text, shell.arithmetic)).toString();
}

function* assignArray(
  shell: Shell,
  name: string,
  value: ArrayValue,
  append: boolean,
  variable: Variable,
): Running<void> {
  if (variable.readonly) throw new ExpansionError(`${name}: readonly variable`);
  const associative = variable.associative !== undefined;
  const indexed = new Map(
    append ? (variable.indexed ?? (variable.value === undefined ? [] : [[0, variable.value]])) : [],
  );
  const named = new Map(append ? variable.associative : []);
  let next = Math.max(-1, ...indexed.keys()) + 1;
  let pendingKey: string | undefined;
  for (const word of value.elements) {
    const match = /^\[((?:[^\][]|\[[^\]]*\])*)\](\+?)=/.exec(word.text);
    if (match !== null) {
      const whole = yield* expandText(shell, word, 'assignment');
      // The key is expanded with the word: find where it ends in the result.
      const close = whole.indexOf(match[2] === '+' ? ']+=' : ']=');
      const key = whole.slice(1, close);
      const text = whole.slice(close + (match[2] === '+' ? 3 : 2));
      if (associative)
        named.set(key, fold(variable, (match[2] === '+' ? (named.get(key) ?? '') : '') + text));
      else {
        const at = Number(evaluate(key, shell.arithmetic));
        indexed.set(at, fold(variable, (match[2] === '+' ? (indexed.get(at) ?? '') : '') + text));
        next = at + 1;
      }
      continue;
    }
    for (const text of yield* expandWords(shell, [word])) {
      if (!associative)
        indexed.set(
          next++,
          variable.integer ? evaluate(text, shell.arithmetic).toString() : fold(variable, text),
        );
      else if (pendingKey === undefined) pendingKey = text;
      else {
        named.set(pendingKey, fold(variable, text));
        pendingKey = undefined;
      }
    }
  }
  if (pendingKey !== undefined) named.set(pendingKey, '');
  variable.value = undefined;
  if (associative) variable.associative = named;
  else variable.indexed = indexed;
}
