/**
 * The operations of `${…}` (bash(1), Parameter Expansion): defaults, lengths, slices, removal, replacement, case,
 * indirection, names, `@` transformations.
 */
import type { ParameterExpansionPart, ParameterOperation, Word } from 'unbash';
import type { Running } from '../../linux/process/wait.ts';
import { ExpansionError } from './jump.ts';
import { joined, keys, lookUp, requireSet, scalar, type Value } from './parameter.ts';
import { matchesPattern, patternSource, safely } from './pattern.ts';
import { singleQuote } from './quote.ts';
import type { Shell } from './shell.ts';
import { describeVariable } from './declare.ts';

/** How operands are expanded; lent by expand.ts. */
export interface Expander {
  text(word: Word): Running<string>;
  plain(word: Word): Running<string>;
  pattern(word: Word): Running<string>;
  arithmetic(word: Word): Running<bigint>;
}

/** A value, or a word that stands in its place. */
export type Result = Value | { readonly kind: 'operand'; readonly word: Word };

export function* operate(
  shell: Shell,
  part: ParameterExpansionPart,
  index: string | undefined,
  expander: Expander,
): Running<Result> {
  let name = part.parameter;
  let at = index;
  const operation = part.operation;
  if (operation?.type === 'Unknown' || (name === '' && part.prefix === undefined))
    throw new ExpansionError(`${part.text}: bad substitution`);
  if (part.prefix === '!') {
    if (operation?.type === 'Names')
      return {
        kind: 'list',
        items: shell.variables.names().filter((known) => known.startsWith(name)),
        star: operation.operator === '*',
      };
    if (at === '@' || at === '*') return { kind: 'list', items: keys(shell, name), star: at === '*' };
    const target = joined(shell, lookUp(shell, name, at));
    const element = /^(\w+)\[(.*)\]$/.exec(target);
    name = element?.[1] ?? target;
    at = element?.[2];
    if (name === '') throw new ExpansionError(`${part.parameter}: invalid indirect expansion`);
    if (!/^(\w+|[@*#?$!-])$/.test(name)) throw new ExpansionError(`${name}: invalid variable name`);
  }
  const value = lookUp(shell, name, at);
  if (part.prefix === '#') return length(shell, name, value);
  if (operation === undefined) {
    requireSet(shell, name, value);
    return value;
  }
  if (operation.type === 'Default') return yield* defaults(shell, name, at, value, operation, expander);
  if (operation.type === 'Transform') return transform(shell, name, value, operation.operand.text);
  requireSet(shell, name, value);
  return yield* change(shell, name, value, operation, expander);
}

function length(shell: Shell, name: string, value: Value): Value {
  requireSet(shell, name, value);
  if (value.kind === 'list') return scalar(value.items.length.toString());
  return scalar([...(value.kind === 'scalar' ? value.text : '')].length.toString());
}

function* defaults(
  shell: Shell,
  name: string,
  index: string | undefined,
  value: Value,
  operation: Extract<ParameterOperation, { type: 'Default' }>,
  expander: Expander,
): Running<Result> {
  const colon = operation.operator.startsWith(':');
  const missing =
    value.kind === 'unset' ||
    (value.kind === 'list' && value.items.length === 0) ||
    (colon && joined(shell, value) === '');
  const operand = { kind: 'operand', word: operation.operand } as const;
  switch (operation.operator.replace(':', '')) {
    case '-':
      return missing ? operand : value;
    case '+':
      return missing ? scalar('') : operand;
    case '=': {
      if (!missing) return value;
      if (!/^[A-Za-z_]\w*$/.test(name)) throw new ExpansionError(`$${name}: cannot assign in this way`);
      const text = yield* expander.text(operation.operand);
      if (index === undefined) shell.setVariable(name, text);
      else shell.setElement(name, index, text);
      return scalar(text);
    }
    default: {
      if (!missing) return value;
      const text = yield* expander.text(operation.operand);
      const words = text === '' ? (colon ? 'parameter null or not set' : 'parameter not set') : text;
      throw new ExpansionError(`${name}: ${words}`, 127);
    }
  }
}

function* change(
  shell: Shell,
  name: string,
  value: Value,
  operation: ParameterOperation,
  expander: Expander,
): Running<Value> {
  switch (operation.type) {
    case 'Remove': {
      const pattern = yield* expander.pattern(operation.operand);
      return each(value, (text) => remove(text, operation.operator, pattern));
    }
    case 'Replace': {
      const pattern = yield* expander.pattern(operation.pattern);
      const replacement = yield* expander.pattern(operation.replacement);
      if (pattern === '' && operation.operator.length !== 2) return value;
      if (pattern === '' && operation.operator === '//') return value;
      return each(value, (text) => replace(text, operation.operator, pattern, replacement));
    }
    case 'CaseModification': {
      const pattern = operation.operand === undefined ? '?' : yield* expander.pattern(operation.operand);
      return each(value, (text) => changeCase(text, operation.operator, pattern === '' ? '?' : pattern));
    }
    case 'Slice': {
      const offset = Number(yield* expander.arithmetic(operation.offset));
      const count =
        operation.length === undefined ? undefined : Number(yield* expander.arithmetic(operation.length));
      return slice(shell, name, value, offset, count);
    }
    default:
      return value;
  }
}

function each(value: Value, map: (text: string) => string): Value {
  if (value.kind === 'unset') return scalar('');
  if (value.kind === 'scalar') return scalar(map(value.text));
  return { ...value, items: value.items.map(map) };
}

function remove(text: string, operator: '#' | '##' | '%' | '%%', pattern: string): string {
  const ends = [...Array(text.length + 1).keys()];
  const fromStart = operator.startsWith('#');
  const wanted = operator.length === 2 ? ends.reverse() : ends;
  for (const size of wanted) {
    const candidate = fromStart ? text.slice(0, size) : text.slice(text.length - size);
    if (matchesPattern(pattern, candidate))
      return fromStart ? text.slice(size) : text.slice(0, text.length - size);
  }
  return text;
}

function replace(
  text: string,
  operator: '/' | '//' | '/#' | '/%',
  pattern: string,
  replacement: string,
): string {
  const source = patternSource(pattern);
  const anchored = operator === '/#' ? `^(?:${source})` : operator === '/%' ? `(?:${source})$` : source;
  const expression = safely(anchored, operator === '//' ? 'gu' : 'u');
  return text.replace(expression, (match) => {
    if (match === '' && operator !== '/#' && operator !== '/%') return '';
    return replacement.replace(/\\([^])|&/g, (_whole, char: string | undefined) => char ?? match);
  });
}

function changeCase(text: string, operator: '^' | '^^' | ',' | ',,', pattern: string): string {
  const change = (char: string): string =>
    operator.startsWith('^') ? char.toUpperCase() : char.toLowerCase();
  return [...text]
    .map((char, at) =>
      (operator.length === 2 || at === 0) && matchesPattern(pattern, char) ? change(char) : char,
    )
    .join('');
}

function slice(shell: Shell, name: string, value: Value, offset: number, count: number | undefined): Value {
  if (value.kind === 'list') {
    const positional = name === '@' || name === '*';
    const items = positional ? [shell.name, ...value.items] : value.items;
    const from = offset < 0 ? items.length + offset : offset;
    if (from < 0) return { ...value, items: [] };
    if (count !== undefined && count < 0) throw new ExpansionError(`${count}: substring expression < 0`);
    const start = positional && from === 0 && offset === 0 ? 0 : from;
    return { ...value, items: items.slice(start, count === undefined ? undefined : start + count) };
  }
  const characters = [...(value.kind === 'scalar' ? value.text : '')];
  const from = offset < 0 ? characters.length + offset : offset;
  if (from < 0 || from > characters.length) return scalar('');
  const to = count === undefined ? characters.length : count < 0 ? characters.length + count : from + count;
  if (to < from) throw new ExpansionError(`${count ?? ''}: substring expression < 0`);
  return scalar(characters.slice(from, to).join(''));
}

function transform(shell: Shell, name: string, value: Value, operator: string): Value {
  if (value.kind === 'unset') return value;
  switch (operator) {
    case 'Q':
      return each(value, singleQuote);
    case 'U':
      return each(value, (text) => text.toUpperCase());
    case 'u':
      return each(value, (text) => text.slice(0, 1).toUpperCase() + text.slice(1));
    case 'L':
      return each(value, (text) => text.toLowerCase());
    case 'A': {
      const variable = shell.variables.find(name);
      return variable === undefined ? value : scalar(describeVariable(name, variable, 'assignment'));
    }
    case 'a':
      return scalar(attributes(shell, name));
    default:
      throw new ExpansionError(`not simulated: \${${name}@${operator}}`);
  }
}

function attributes(shell: Shell, name: string): string {
  const variable = shell.variables.find(name);
  if (variable === undefined) return '';
  return `${variable.indexed === undefined ? '' : 'a'}${variable.associative === undefined ? '' : 'A'}${variable.integer ? 'i' : ''}${variable.readonly ? 'r' : ''}${variable.exported ? 'x' : ''}`;
}
