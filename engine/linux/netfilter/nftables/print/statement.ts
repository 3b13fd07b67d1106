/**
 * Statements and rules in nft's words (nft's src/statement.c, expression.c: relational_expr_print, binop_expr_print).
 */
import { rangeConstant } from '../constant.ts';
import type { NftRule } from '../model.ts';
import { typeNamed } from '../datatype.ts';
import type { Expression, Match, NatStatement, Reject, SetUpdate, Statement } from '../syntax.ts';
import { durationText } from '../parse/duration.ts';
import { expressionText, flagsText, verdictText } from './expression.ts';
import { statefulText } from './stateful.ts';
import { flagNames, plainStyle, type PrintStyle, valueText } from './value.ts';

export function ruleText(
  rule: Pick<NftRule, 'statements' | 'comment'>,
  style: PrintStyle = plainStyle,
): string {
  const words = rule.statements
    .flatMap((statement): readonly Statement[] =>
      statement.kind === 'match' ? (statement.listed ?? [statement]) : [statement],
    )
    .map((statement) => statementText(statement, style));
  if (rule.comment !== undefined) words.push(`comment "${rule.comment}"`);
  return words.join(' ');
}

export function statementText(statement: Statement, style: PrintStyle = plainStyle): string {
  const text = (expression: Expression) => expressionText(expression, style);
  switch (statement.kind) {
    case 'match':
      return matchText(statement, style);
    case 'vmap':
      return `${text(statement.key)} vmap ${text(statement.map)}`;
    case 'verdict':
      return verdictText(statement);
    case 'counter':
    case 'quota':
    case 'limit':
    case 'connlimit':
      return statefulText(statement, style);
    case 'object': {
      const isCt = statement.type.startsWith('ct');
      const name = typeof statement.name === 'string' ? `"${statement.name}"` : text(statement.name);
      return `${statement.type} ${isCt ? 'set' : 'name'} ${name}`;
    }
    case 'reject':
      return rejectText(statement);
    case 'nat':
      return natText(statement, style);
    case 'assign': {
      const { left, value } = statement;
      const isList = value.kind === 'value' && value.type.isFlags;
      return `${text(left)} set ${isList ? flagsText(value, style) : text(value)}`;
    }
    case 'log': {
      const words = ['log'];
      if (statement.prefix !== undefined) words.push(`prefix "${statement.prefix}"`);
      if (statement.group !== undefined) words.push(`group ${String(statement.group)}`);
      if (statement.snaplen !== undefined) words.push(`snaplen ${String(statement.snaplen)}`);
      if (statement.threshold !== undefined) words.push(`queue-threshold ${String(statement.threshold)}`);
      if (statement.level !== undefined) words.push(`level ${statement.level}`);
      if (statement.flags !== '') words.push(statement.flags);
      return words.join(' ');
    }
    case 'notrack':
      return 'notrack';
    case 'update':
      return updateText(statement, style);
    case 'queue': {
      const flags = statement.flags.length > 0 ? ` flags ${statement.flags.join(',')}` : '';
      const last = statement.last === statement.first ? '' : `-${String(statement.last)}`;
      return `queue${flags} to ${String(statement.first)}${last}`;
    }
    case 'resetOption':
      return `reset tcp option ${statement.option}`;
    case 'synproxy': {
      const { mss, wscale, flags } = statement;
      if (mss === undefined && wscale === undefined && flags.length === 0) return 'synproxy';
      const size = mss === undefined ? '' : ` mss ${String(mss)}`;
      return `synproxy${size} wscale ${String(wscale ?? 0)}${flags.map((flag) => ` ${flag}`).join('')}`;
    }
  }
}

function matchText({ left, relation, right }: Match, style: PrintStyle): string {
  const text = (expression: Expression) => expressionText(expression, style);
  const relationText = relation === '==' || relation === 'in' ? '' : `${relation} `;
  if (left.kind === 'binary') {
    const { right: mask } = left;
    if (left.operator === '&' && mask.kind === 'value' && mask.type.isFlags && right.kind === 'value') {
      if (flagNames(mask.value, mask.type).length > 1 || mask.value !== right.value)
        return `${text(left.left)} ${relationText}${flagsText(right, style)} / ${flagsText(mask, style)}`;
    }
    return `${text(left)} ${relation === '==' ? '== ' : relationText}${text(right)}`;
  }
  if (right.kind !== 'value') return `${text(left)} ${relationText}${text(right)}`;
  if (right.type.isFlags) {
    if (relation === 'in' || relation === '!')
      return `${text(left)} ${relation === '!' ? '! ' : ''}${flagsText(right, style)}`;
    const several = flagNames(right.value, right.type).length > 1;
    if (several && right.type.name === 'tcp_flag')
      return `${text(left)} ${relation} 0x${right.value.toString(16)}`;
    return `${text(left)} ${several && relation === '==' ? '' : `${relation} `}${text(right)}`;
  }
  return `${text(left)} ${relationText}${text(right)}`;
}

function rejectText({ with: kind, code, isPlain }: Reject): string {
  if (isPlain) return 'reject';
  if (kind === 'tcp') return 'reject with tcp reset';
  return `reject with ${kind} ${valueText(code, typeNamed(`${kind}_code`))}`;
}

function natText(statement: NatStatement, style: PrintStyle): string {
  const { type, family, showsFamily, isPrefix, flags } = statement;
  const text = (expression: Expression) => expressionText(expression, style);
  const words: string[] = [type];
  if (showsFamily && family !== undefined) words.push(family);
  if (isPrefix) words.push('prefix');
  const ends = statement.address;
  const address = ends === undefined ? '' : text(ends.kind === 'range' ? rangeConstant(ends) : ends);
  const inBrackets =
    family === 'ip6' && statement.port !== undefined && address !== '' && statement.address?.kind !== 'map';
  const port = statement.port === undefined ? '' : `:${text(statement.port)}`;
  if (address !== '' || port !== '') words.push('to', `${inBrackets ? `[${address}]` : address}${port}`);
  if (flags.length > 0) words.push(flags.join(','));
  return words.join(' ');
}

function updateText(statement: SetUpdate, style: PrintStyle): string {
  const { operation, set, key, data, timeout, statements, meter } = statement;
  const words = [expressionText(key, style)];
  if (timeout !== undefined) words.push(`timeout ${durationText(timeout)}`);
  const plain = { ...style, stateless: true };
  for (const each of statements) words.push(statefulText(each, plain));
  if (data !== undefined) words.push(`: ${expressionText(data, style)}`);
  const head = meter === undefined ? `${operation} @${set}` : `meter ${set} size ${String(meter)}`;
  return `${head} { ${words.join(' ')} }`;
}
