/**
 * The value of an expression, and what it does on the way: assignments, calls, getline.
 *
 * Not simulated: `cmd | getline` (it would have to wait inside an expression).
 */
import { arithmetic, compare } from './arithmetic.ts';
import { callBuiltin } from './builtins.ts';
import type { Awk } from './interpreter.ts';
import { AwkError } from './lexer.ts';
import type { Expression } from './syntax.ts';
import { arrayOf, isNumeric, isTrue, Outside, toNumber, type Value } from './value.ts';

export function evaluate(awk: Awk, expression: Expression): Value {
  switch (expression.kind) {
    case 'number':
    case 'string':
      return expression.value;
    case 'regex':
      return Number(awk.expression(expression.source).test(awk.text(awk.field(0))));
    case 'variable':
      return expression.name === 'NF' ? awk.global('NF') : awk.cell(expression.name).value;
    case 'field':
      return awk.field(Math.trunc(toNumber(evaluate(awk, expression.index))));
    case 'element': {
      const array = arrayOf(awk.cell(expression.name));
      const key = awk.key(expression.index);
      if (!array.has(key)) array.set(key, undefined);
      return array.get(key);
    }
    case 'group':
      return expression.items.length === 1 && expression.items[0] !== undefined
        ? evaluate(awk, expression.items[0])
        : awk.key(expression.items);
    case 'unary': {
      const value = evaluate(awk, expression.operand);
      if (expression.operator === '!') return Number(!isTrue(value));
      return expression.operator === '-' ? -toNumber(value) : toNumber(value);
    }
    case 'binary':
      return binary(awk, expression);
    case 'match':
      return Number(
        awk.pattern(expression.right).test(awk.text(evaluate(awk, expression.left))) !== expression.negated,
      );
    case 'in':
      return Number(arrayOf(awk.cell(expression.name)).has(awk.key(expression.index)));
    case 'ternary':
      return evaluate(awk, isTrue(evaluate(awk, expression.test)) ? expression.yes : expression.no);
    case 'assign': {
      const right = evaluate(awk, expression.value);
      const value =
        expression.operator === ''
          ? right
          : arithmetic(expression.operator, toNumber(evaluate(awk, expression.target)), toNumber(right));
      assign(awk, expression.target, value);
      return value;
    }
    case 'step': {
      const old = toNumber(evaluate(awk, expression.target));
      assign(awk, expression.target, old + expression.by);
      return expression.prefix ? old + expression.by : old;
    }
    case 'call':
      return awk.call(expression.name, expression.words);
    case 'builtin':
      return callBuiltin(awk, expression.name, expression.words);
    case 'getline':
      return getline(awk, expression);
  }
}

export function assign(awk: Awk, target: Expression, value: Value): void {
  if (target.kind === 'variable') {
    if (target.name === 'NF') awk.setGlobal('NF', value);
    else awk.cell(target.name).value = value;
  } else if (target.kind === 'field')
    awk.record.setField(Math.trunc(toNumber(evaluate(awk, target.index))), value);
  else if (target.kind === 'element') arrayOf(awk.cell(target.name)).set(awk.key(target.index), value);
  else if (target.kind === 'group' && target.items.length === 1 && target.items[0] !== undefined)
    assign(awk, target.items[0], value);
}

function binary(awk: Awk, expression: Extract<Expression, { kind: 'binary' }>): Value {
  const { operator } = expression;
  const left = evaluate(awk, expression.left);
  if (operator === '&&') return Number(isTrue(left) && isTrue(evaluate(awk, expression.right)));
  if (operator === '||') return Number(isTrue(left) || isTrue(evaluate(awk, expression.right)));
  const right = evaluate(awk, expression.right);
  if (operator === ' ') return awk.text(left) + awk.text(right);
  if (/^[<>=!]/.test(operator))
    return Number(
      isNumeric(left) && isNumeric(right)
        ? compare(operator, toNumber(left), toNumber(right))
        : compare(operator, awk.text(left), awk.text(right)),
    );
  return arithmetic(operator, toNumber(left), toNumber(right));
}

function getline(awk: Awk, expression: Extract<Expression, { kind: 'getline' }>): Value {
  let line: string | undefined;
  if (expression.from === 'command') throw new AwkError('not simulated: cmd | getline');
  if (expression.from === 'file' && expression.source !== undefined) {
    const name = awk.text(evaluate(awk, expression.source));
    let lines = awk.files.get(name);
    if (lines === undefined) {
      const text = awk.host.readFile(name);
      if (text === undefined) return -1;
      lines = text.replace(/\n$/, '').split('\n');
      if (text === '') lines = [];
      awk.files.set(name, lines);
    }
    line = lines.shift();
  } else {
    line = awk.host.nextRecord();
    if (line !== undefined) {
      awk.setGlobal('NR', toNumber(awk.global('NR')) + 1);
      awk.setGlobal('FNR', toNumber(awk.global('FNR')) + 1);
    }
  }
  if (line === undefined) return 0;
  if (expression.target === undefined) awk.record.set(line);
  else assign(awk, expression.target, new Outside(line));
  return 1;
}
