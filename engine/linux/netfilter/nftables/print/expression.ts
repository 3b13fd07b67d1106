/**
 * Expressions in nft's words (nft's src/expression.c, payload.c, meta.c, ct.c, fib.c, exthdr.c, hash.c, numgen.c).
 */
import { metaText } from '../selectors.ts';
import type { Expression, SetElement, VerdictStatement } from '../syntax.ts';
import { durationText } from '../parse/duration.ts';
import { statefulText } from './stateful.ts';
import { flagNames, type PrintStyle, valueText } from './value.ts';

export function verdictText({ verdict, chain }: VerdictStatement): string {
  return chain === undefined ? verdict : `${verdict} ${chain}`;
}

export function elementText(element: SetElement, style: PrintStyle): string {
  const { key, data, comment, timeout, expires, statements } = element;
  const words = [
    expressionText(key, style),
    ...statements.map((statement) => statefulText(statement, style)),
  ];
  if (timeout !== undefined) words.push(`timeout ${durationText(timeout)}`);
  if (expires !== undefined) words.push(`expires ${durationText(expires)}`);
  if (comment !== undefined) words.push(`comment "${comment}"`);
  if (data !== undefined)
    words.push(`: ${data.kind === 'verdict' ? verdictText(data) : expressionText(data, style)}`);
  return words.join(' ');
}

export function expressionText(expression: Expression, style: PrintStyle): string {
  switch (expression.kind) {
    case 'payload': {
      const { protocol, field } = expression;
      const [name = '', of] = field.split('@');
      return of === undefined ? `${protocol} ${name}` : `${protocol} ${name} ${of}`;
    }
    case 'raw':
      return `@${expression.base},${String(expression.offset)},${String(expression.bits)}`;
    case 'exthdr':
      return expression.field === undefined
        ? `exthdr ${expression.header}`
        : `${expression.header} ${expression.field}`;
    case 'tcpopt':
    case 'ipopt': {
      const field = expression.field === undefined ? '' : ` ${expression.field}`;
      return `${expression.kind === 'tcpopt' ? 'tcp' : 'ip'} option ${expression.header}${field}`;
    }
    case 'meta':
      return metaText(expression.key);
    case 'ct': {
      const { direction, family, key } = expression;
      return ['ct', direction, family, key].filter((word) => word !== undefined).join(' ');
    }
    case 'fib':
      return `fib ${expression.by.join(' . ')} ${expression.result}`;
    case 'rt':
      return expression.family === undefined
        ? `rt ${expression.key}`
        : `rt ${expression.family} ${expression.key}`;
    case 'socket':
      return `socket ${expression.key}`;
    case 'numgen':
      return `numgen ${expression.mode} mod ${String(expression.modulus)}${offset(expression.offset)}`;
    case 'hash': {
      const { key, modulus, seed } = expression;
      const name = key === undefined ? 'symhash' : `jhash ${expressionText(key, style)}`;
      const seeded = seed === undefined ? '' : ` seed 0x${seed.toString(16)}`;
      return `${name} mod ${String(modulus)}${seeded}${offset(expression.offset)}`;
    }
    case 'binary': {
      const { left, operator, right } = expression;
      const isShift = operator === '<<' || operator === '>>';
      const shown = isShift && right.kind === 'value' ? String(right.value) : maskText(right, style);
      return `${expressionText(left, style)} ${operator} ${shown}`;
    }
    case 'concatenation':
      return expression.parts.map((part) => expressionText(part, style)).join(' . ');
    case 'value':
      return constantText(expression, style);
    case 'range': {
      const { first, last, type } = expression;
      return `${valueText(first, type, style)}-${valueText(last, type, style)}`;
    }
    case 'prefix':
      return `${valueText(expression.network, expression.type, style)}/${String(expression.length)}`;
    case 'set':
      return `{ ${expression.elements.map((element) => elementText(element, style)).join(', ')} }`;
    case 'reference':
      return `@${expression.name}`;
    case 'map':
      return `${expressionText(expression.key, style)} map ${expressionText(expression.map, style)}`;
    case 'any':
      return '*';
  }
}

function offset(value: number): string {
  return value === 0 ? '' : ` offset ${String(value)}`;
}

/** A value; of flags several are joined by `|`, as elements of sets have them. */
function constantText(value: Extract<Expression, { kind: 'value' }>, style: PrintStyle): string {
  const { type } = value;
  if (!type.isFlags || type.name === 'ct_label') return valueText(value.value, type, style);
  const names = flagNames(value.value, type);
  return names.length > 1 && !style.numeric ? names.join(' | ') : valueText(value.value, type, style);
}

function maskText(value: Expression, style: PrintStyle): string {
  if (value.kind !== 'value' || !value.type.isFlags) return expressionText(value, style);
  const names = flagNames(value.value, value.type);
  if (names.length < 2) return expressionText(value, style);
  return `(${names.join(' | ')})`;
}

/** Flags joined by commas, as the right side of a comparison has them. */
export function flagsText(value: Extract<Expression, { kind: 'value' }>, style: PrintStyle): string {
  const names = flagNames(value.value, value.type);
  return names.length === 0 || style.numeric ? valueText(value.value, value.type, style) : names.join(',');
}
