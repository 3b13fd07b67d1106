/**
 * Expressions as libnftables writes them in JSON (libnftables-json(5); nft's src/json.c).
 */
import { constantOf } from '../../../linux/netfilter/nftables/constant.ts';
import type { DataType, Value } from '../../../linux/netfilter/nftables/datatype.ts';
import { flagNames, type PrintStyle, valueText } from '../../../linux/netfilter/nftables/print/value.ts';
import type { NftElement, NftSet } from '../../../linux/netfilter/nftables/set.ts';
import type {
  Expression,
  SetElement,
  Stateful,
  VerdictStatement,
} from '../../../linux/netfilter/nftables/syntax.ts';
import { statefulJson } from './stateful.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Types that are written as their text; all others as numbers where they have no name. */
const asText = /^(ipv4_addr|ipv6_addr|ether_addr|iface_index|classid|day|hour|time_of_day|realm|devgroup)$/;

export function valueJson(value: Value, type: DataType, style: PrintStyle): Json {
  if (typeof value === 'string') return value;
  if (type.name === 'boolean') return value !== 0;
  if (type.name === 'time') return Math.floor(Number(value) / 1000);
  const text = valueText(value, type, style).replace(/^"(.*)"$/, '$1');
  if (asText.test(type.name)) return text;
  return /^(0x[0-9a-f]+|\d+)$/.test(text) ? Number(value) : text;
}

/** Flags by name: one alone, several as a list. */
export function flagsJson(value: Value, type: DataType, style: PrintStyle): Json {
  const names = flagNames(value, type);
  return names.length > 1 ? names : valueJson(value, type, style);
}

export function verdictJson({ verdict, chain }: VerdictStatement): Json {
  return { [verdict]: chain === undefined ? null : { target: chain } };
}

function withOffset(offset: number): { readonly offset?: number } {
  return offset === 0 ? {} : { offset };
}

export function expressionJson(expression: Expression, style: PrintStyle): Json {
  const of = (other: Expression) => expressionJson(other, style);
  switch (expression.kind) {
    case 'payload': {
      const [field = '', kind] = expression.field.split('@');
      return {
        payload: { protocol: expression.protocol, field: kind === undefined ? field : `${field} ${kind}` },
      };
    }
    case 'raw':
      return { payload: { base: expression.base, offset: expression.offset, len: expression.bits } };
    case 'exthdr':
    case 'tcpopt':
    case 'ipopt': {
      const name = { exthdr: 'exthdr', tcpopt: 'tcp option', ipopt: 'ip option' }[expression.kind];
      if (/^\d+$/.test(expression.header))
        return { [name]: { base: Number(expression.header), offset: 0, len: 8 } };
      const field = expression.field === undefined ? {} : { field: expression.field };
      return { [name]: { name: expression.header, ...field } };
    }
    case 'meta':
      return { meta: { key: expression.key } };
    case 'ct': {
      const { key, direction, family } = expression;
      const dir = direction === undefined ? {} : { dir: direction };
      return { ct: { key: family === undefined ? key : `${family} ${key}`, ...dir } };
    }
    case 'fib':
      return { fib: { result: expression.result, flags: expression.by } };
    case 'rt': {
      const { key, family } = expression;
      return { rt: { key, ...(family === undefined ? {} : { family }) } };
    }
    case 'socket':
      return { socket: { key: expression.key } };
    case 'numgen':
      return { numgen: { mode: expression.mode, mod: expression.modulus, offset: expression.offset } };
    case 'hash': {
      const { key, modulus: mod, seed, offset } = expression;
      if (key === undefined) return { symhash: { mod, ...withOffset(offset) } };
      return {
        jhash: { mod, ...(seed === undefined ? {} : { seed }), ...withOffset(offset), expr: of(key) },
      };
    }
    case 'binary': {
      const { operator, left, right } = expression;
      const isShift = operator === '<<' || operator === '>>';
      const mask =
        right.kind !== 'value'
          ? of(right)
          : isShift
            ? Number(right.value)
            : right.type.isFlags
              ? flagsJson(right.value, right.type, style)
              : of(right);
      return { [operator]: [of(left), mask] };
    }
    case 'concatenation':
      return { concat: expression.parts.map(of) };
    case 'value': {
      const { value, type } = expression;
      const names = type.isFlags ? flagNames(value, type) : [];
      return names.length > 1 ? { '|': names } : valueJson(value, type, style);
    }
    case 'range': {
      const { first, last, type } = expression;
      return { range: [valueJson(first, type, style), valueJson(last, type, style)] };
    }
    case 'prefix': {
      const { network, length, type } = expression;
      return { prefix: { addr: valueJson(network, type, style), len: length } };
    }
    case 'set':
      return { set: expression.elements.map((element) => elementJson(element, style)) };
    case 'reference':
      return `@${expression.name}`;
    case 'map':
      return { map: { key: of(expression.key), data: of(expression.map) } };
    case 'any':
      return '*';
  }
}

function elementJson(element: SetElement, style: PrintStyle): Json {
  const { data, comment, timeout } = element;
  const key = optioned(expressionJson(element.key, style), {
    ...together(element.statements, style),
    ...(timeout === undefined ? {} : { timeout: timeout / 1_000_000 }),
    ...(comment === undefined ? {} : { comment }),
  });
  if (data === undefined) return key;
  return [key, data.kind === 'verdict' ? verdictJson(data) : expressionJson(data, style)];
}

function together(statements: readonly Stateful[], style: PrintStyle): Readonly<Record<string, Json>> {
  return statements.reduce((all, each) => ({ ...all, ...statefulJson(each, style) }), {});
}

function optioned(val: Json, options: Readonly<Record<string, Json>>): Json {
  return Object.keys(options).length === 0 ? val : { elem: { val, ...options } };
}

/** An element of a named set. */
export function namedElementJson(
  element: NftElement,
  { shape }: NftSet,
  now: number,
  style: PrintStyle,
): Json {
  const { data, comment, timeout, expires } = element;
  const parts = element.key.map((span, at) => {
    const type = shape.key[at];
    return type === undefined ? null : expressionJson(constantOf(span, type), style);
  });
  const bare = parts.length === 0 ? '*' : parts.length === 1 ? (parts[0] ?? null) : { concat: parts };
  const key = optioned(bare, {
    ...(timeout === undefined ? {} : { timeout: timeout / 1_000_000 }),
    ...(expires === undefined ? {} : { expires: Math.floor((expires - now) / 1_000_000) }),
    ...(comment === undefined ? {} : { comment }),
    ...together(element.statements, style),
  });
  if (data === undefined) return key;
  if ('kind' in data) return [key, verdictJson(data)];
  const types = typeof shape.data === 'string' ? undefined : shape.data;
  const values = data.map((span, at) => {
    const type = types?.[at];
    return type === undefined ? String(span.first) : expressionJson(constantOf(span, type), style);
  });
  return [key, values.length === 1 ? (values[0] ?? null) : { concat: values }];
}
