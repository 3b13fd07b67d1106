/**
 * Constants as spans of values, and back: merging of intervals, the order in which sets list their elements (nft's
 * src/segtree.c, intervals.c, mergesort.c).
 */
import { compare, type DataType, highest, plus, type Value } from './datatype.ts';
import type { Expression } from './syntax.ts';

/** Both ends of a value, range or prefix; the key part of an element. */
export interface Span {
  readonly first: Value;
  readonly last: Value;
}

/** @returns undefined for what is no constant */
export function spanOf(expression: Expression): Span | undefined {
  switch (expression.kind) {
    case 'value':
      return { first: expression.value, last: expression.value };
    case 'range':
      return { first: expression.first, last: expression.last };
    case 'prefix': {
      const { network, length, type } = expression;
      const host = highest(type.bits - length);
      if (typeof network === 'bigint') return { first: network, last: network + BigInt(host) };
      return { first: network, last: Number(network) + Number(host) };
    }
    default:
      return undefined;
  }
}

/** Each part of a key. `*` is everything. */
export function spansOf(expression: Expression): readonly Span[] {
  if (expression.kind === 'any') return [];
  const parts = expression.kind === 'concatenation' ? expression.parts : [expression];
  return parts.flatMap((part) => spanOf(part) ?? []);
}

/** As nft lists it in a set: addresses by prefix where that fits. */
export function constantOf({ first, last }: Span, type: DataType): Expression {
  if (first === last) return { kind: 'value', value: first, type };
  const length = prefixLength(first, last, type.bits);
  if (length !== undefined && type.name.startsWith('ipv'))
    return { kind: 'prefix', network: first, length, type };
  return { kind: 'range', first, last, type };
}

/** Ends of a range of addresses, by prefix where that fits, even of one. */
export function rangeConstant(range: Extract<Expression, { kind: 'range' }>): Expression {
  const { first, last, type } = range;
  const length = prefixLength(first, last, type.bits);
  return length === undefined ? range : { kind: 'prefix', network: first, length, type };
}

function prefixLength(first: Value, last: Value, bits: number): number | undefined {
  if (typeof first === 'string' || typeof last === 'string') return undefined;
  const [low, high] = [BigInt(first), BigInt(last)];
  const size = high - low + 1n;
  if ((size & (size - 1n)) !== 0n || (low & (size - 1n)) !== 0n) return undefined;
  return bits - (size.toString(2).length - 1);
}

/**
 * nft sorts by the key as one number. Of concatenations that is the octets of the parts, the last octet counting most;
 * names begin with their lowest octet, unless the set has ranges of them.
 */
export function inOrder(
  one: readonly Span[],
  other: readonly Span[],
  types: readonly DataType[],
  hasRanges: boolean,
): number {
  if (one.length === 0 || other.length === 0) return other.length - one.length;
  const isOne = one.length === 1;
  for (let part = one.length - 1; part >= 0; part--) {
    const [left, right] = [one[part]?.first ?? 0, other[part]?.first ?? 0];
    if (left === right) continue;
    if (typeof left === 'string' || typeof right === 'string')
      return hasRanges && isOne ? compare(left, right) : compareNames(String(left), String(right));
    const type = types[part];
    return isOne || type === undefined || type.isHost
      ? compare(left, right)
      : compare(turned(left, type.bits), turned(right, type.bits));
  }
  return 0;
}

/** The number whose octets stand the other way round. */
function turned(value: number | bigint, bits: number): bigint {
  const digits = value.toString(16).padStart(Math.ceil(bits / 8) * 2, '0');
  return BigInt(`0x${(digits.match(/../g) ?? ['0']).reverse().join('')}`);
}

function compareNames(one: string, other: string): number {
  if (one.length !== other.length) return one.length - other.length;
  for (let at = one.length - 1; at >= 0; at--) {
    const difference = one.charCodeAt(at) - other.charCodeAt(at);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Overlapping and touching spans become one; single values alone are only sorted. */
export function merged(spans: readonly Span[]): readonly Span[] {
  const sorted = [...spans].sort(
    (one, other) => compare(one.first, other.first) || compare(one.last, other.last),
  );
  const result: Span[] = [];
  for (const span of sorted) {
    const before = result.at(-1);
    if (
      before !== undefined &&
      compare(span.first, plus(before.last, 1)) <= 0 &&
      typeof span.first !== 'string'
    ) {
      if (compare(span.last, before.last) > 0)
        result[result.length - 1] = { first: before.first, last: span.last };
    } else if (before === undefined || before.first !== span.first) result.push(span);
  }
  return result;
}
