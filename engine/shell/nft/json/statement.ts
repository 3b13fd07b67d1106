/**
 * Statements and rules in JSON (libnftables-json(5); nft's src/json.c).
 */
import { statementText } from '../../../linux/netfilter/nftables/print/statement.ts';
import { typeNamed } from '../../../linux/netfilter/nftables/datatype.ts';
import { type PrintStyle, valueText } from '../../../linux/netfilter/nftables/print/value.ts';
import type {
  Expression,
  Log,
  Match,
  NatStatement,
  SetUpdate,
  Statement,
} from '../../../linux/netfilter/nftables/syntax.ts';
import { expressionJson, flagsJson, type Json, verdictJson } from './expression.ts';
import { statefulJson } from './stateful.ts';

/** One alone by itself, several as a list. */
function oneOrMany(words: readonly string[]): Json {
  return words.length === 1 ? (words[0] ?? null) : words;
}

export function statementsJson(statements: readonly Statement[], style: PrintStyle): readonly Json[] {
  return statements
    .flatMap((statement): readonly Statement[] =>
      statement.kind === 'match' ? (statement.listed ?? [statement]) : [statement],
    )
    .map((statement) => statementJson(statement, style));
}

function statementJson(statement: Statement, style: PrintStyle): Json {
  const of = (expression: Expression) => expressionJson(expression, style);
  switch (statement.kind) {
    case 'match':
      return { match: matchJson(statement, style) };
    case 'vmap':
      return { vmap: { key: of(statement.key), data: of(statement.map) } };
    case 'verdict':
      return verdictJson(statement);
    case 'counter':
    case 'quota':
    case 'limit':
    case 'connlimit':
      return statefulJson(statement, style);
    case 'object':
      return { [statement.type]: typeof statement.name === 'string' ? statement.name : of(statement.name) };
    case 'reject': {
      const { with: type, code } = statement;
      if (type === 'tcp') return { reject: { type: 'tcp reset' } };
      return { reject: { type, expr: valueText(code, typeNamed(`${type}_code`)) } };
    }
    case 'nat':
      return { [statement.type]: natJson(statement, style) };
    case 'assign': {
      const { left, value } = statement;
      const isList = value.kind === 'value' && value.type.isFlags;
      return {
        mangle: { key: of(left), value: isList ? flagsJson(value.value, value.type, style) : of(value) },
      };
    }
    case 'log':
      return { log: logJson(statement) };
    case 'notrack':
      return { notrack: null };
    case 'update':
      // What gives values to a map has no form in this schema: it stands as it is written.
      return statement.data === undefined ? updateJson(statement, style) : statementText(statement, style);
    case 'queue': {
      const { first, last, flags } = statement;
      const num = first === last ? first : { range: [first, last] };
      return { queue: { num, ...(flags.length === 0 ? {} : { flags: oneOrMany(flags) }) } };
    }
    case 'resetOption':
      return { reset: { 'tcp option': { name: statement.option } } };
    case 'synproxy': {
      const { mss, wscale, flags } = statement;
      if (mss === undefined && wscale === undefined && flags.length === 0) return { synproxy: null };
      return {
        synproxy: {
          ...(mss === undefined ? {} : { mss }),
          ...(wscale === undefined ? {} : { wscale }),
          ...(flags.length === 0 ? {} : { flags }),
        },
      };
    }
  }
}

function matchJson({ left, relation, right }: Match, style: PrintStyle): Json {
  const isFlags = right.kind === 'value' && right.type.isFlags;
  const masked = left.kind === 'binary';
  const several =
    isFlags && right.type.name === 'tcp_flag' && !masked && (relation === '==' || relation === '!=');
  const value = !isFlags
    ? expressionJson(right, style)
    : several || masked || relation === 'in' || relation === '!'
      ? flagsJson(right.value, right.type, style)
      : expressionJson(right, style);
  const shown = several && Array.isArray(value) ? Number(right.value) : value;
  // No flag at all is equality.
  const op = relation === 'in' && right.kind === 'value' && right.value === 0 ? '==' : relation;
  return { op, left: expressionJson(left, style), right: shown };
}

function natJson(
  { family, showsFamily, isPrefix, address, port, flags }: NatStatement,
  style: PrintStyle,
): Json {
  const all = [...flags, ...(isPrefix ? ['netmap'] : [])];
  const body = {
    ...(showsFamily && family !== undefined ? { family } : {}),
    ...(address === undefined ? {} : { addr: expressionJson(address, style) }),
    ...(port === undefined ? {} : { port: expressionJson(port, style) }),
    ...(all.length === 0 ? {} : { flags: oneOrMany(all) }),
    ...(isPrefix ? { type_flags: 'prefix' } : {}),
  };
  return Object.keys(body).length === 0 ? null : body;
}

function logJson({ prefix, level, group, snaplen, threshold, flags }: Log): Json {
  const words =
    flags === ''
      ? []
      : flags.split('flags ').flatMap((each) => {
          const word = each.trim();
          const [name = '', list] = word.split(' ');
          if (word === '') return [];
          return name === 'tcp' && list !== undefined
            ? list.split(',').map((option) => `tcp ${option}`)
            : [word];
        });
  const body = {
    ...(prefix === undefined ? {} : { prefix }),
    ...(group === undefined ? {} : { group }),
    ...(snaplen === undefined ? {} : { snaplen }),
    ...(threshold === undefined ? {} : { 'queue-threshold': threshold }),
    ...(level === undefined ? {} : { level }),
    ...(words.length === 0 ? {} : { flags: oneOrMany(words) }),
  };
  return Object.keys(body).length === 0 ? null : body;
}

function updateJson({ operation, set, key, timeout, statements, meter }: SetUpdate, style: PrintStyle): Json {
  const bare = expressionJson(key, style);
  const elem = timeout === undefined ? bare : { elem: { val: bare, timeout: timeout / 1_000_000 } };
  const states = statements.map((each) => statefulJson(each, { ...style, stateless: true }));
  if (meter !== undefined) return { meter: { key: elem, stmt: states[0] ?? null, size: meter, name: set } };
  return { set: { op: operation, elem, set: `@${set}`, ...(states.length === 0 ? {} : { stmt: states }) } };
}
