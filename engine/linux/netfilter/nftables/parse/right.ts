/**
 * Right sides: values, lists of flags, ranges, prefixes, sets (nft's parser_bison.y: rhs_expr, set_expr;
 * src/evaluate.c: expr_evaluate_symbol, expr_evaluate_range, expr_evaluate_prefix).
 */
import { booleanType, compare, type DataType, type Value } from '../datatype.ts';
import { type Span, spansOf } from '../constant.ts';
import { NftError, NotModelled, notProcessed, spanOf } from '../error.ts';
import { type NftElement, overlaps, sameData } from '../set.ts';
import { bitsOf, partsOf, typeOf } from '../selectors.ts';
import type { Expression, SetElement, Stateful, VerdictStatement } from '../syntax.ts';
import { durationOf } from './duration.ts';
import { located, type ParseContext } from './context.ts';
import { parseStateful } from './stateful.ts';
import type { Token } from './lexer.ts';
import type { TokenStream } from './stream.ts';
import { valueOf } from './value.ts';

/** What the right side of `left` is: for `==`, for assignments, for elements of sets. */
export function parseRight(stream: TokenStream, left: Expression, context: ParseContext): Expression {
  if (stream.is('{')) return parseSet(stream, left, context);
  if (stream.accept('@')) return reference(stream);
  const value = parseKey(stream, left, context);
  if (!stream.is(',')) return value;
  const type = typeOf(left);
  if (!type.isFlags)
    throw new NftError(`Basetype of type ${type.description} is not bitmask`, value.at ?? stream.last);
  let joined = value;
  while (stream.accept(',')) {
    const next = parseBasicRight(stream, type, context, left);
    joined = combine('|', joined, next);
  }
  return joined;
}

export function reference(stream: TokenStream): Expression {
  const name = stream.identifier();
  return { kind: 'reference', name: name.text, at: { start: name.start - 1, end: name.end } };
}

/** One value for each part of the key, joined by dots. */
export function parseKey(stream: TokenStream, left: Expression, context: ParseContext): Expression {
  const parts = partsOf(left);
  const values = parts.map((part, at) => {
    if (at > 0) stream.expect('.');
    return parseBasicRight(stream, typeOf(part), context, part);
  });
  const [only] = values;
  return values.length === 1 && only !== undefined
    ? only
    : { kind: 'concatenation', parts: values, ...located(values[0], values.at(-1)) };
}

/** Values with `|`, `&`, `^`, shifts; a range or a prefix. */
export function parseBasicRight(
  stream: TokenStream,
  type: DataType,
  context: ParseContext,
  left?: Expression,
): Expression {
  const bits = left === undefined ? type.bits : bitsOf(left);
  let value = parsePrimaryRight(stream, type, context, bits);
  for (;;) {
    const operator = stream.acceptAny('|', '&', '^', '<<', '>>');
    if (operator === undefined) break;
    value = combine(operator, value, parsePrimaryRight(stream, type, context, bits));
  }
  if (value.kind !== 'value') return value;
  if (stream.accept('/')) {
    if (stream.next.kind !== 'number') {
      stream.goTo(stream.position - 1);
      return value;
    }
    const length = stream.number();
    const at = spanOf(value.at, stream.last);
    if (length > bits)
      throw new NftError(
        `Prefix length ${String(length)} is invalid for type of ${String(bits)} bits width`,
        at,
      );
    return prefixOf(value.value, length, bits, type, at);
  }
  if (stream.accept('-')) {
    const last = parsePrimaryRight(stream, type, context, bits);
    if (last.kind !== 'value') return value;
    const at = spanOf(value.at, last.at);
    if (compare(value.value, last.value) > 0) throw new NftError('Range has zero or negative size', at);
    return { kind: 'range', first: value.value, last: last.value, type, ...(at === undefined ? {} : { at }) };
  }
  return value;
}

export function prefixOf(
  value: Value,
  length: number,
  bits: number,
  type: DataType,
  at?: { readonly start: number; readonly end: number },
): Expression {
  const place = at === undefined ? {} : { at };
  const size = typeof value === 'bigint' ? 1n << BigInt(bits - length) : 2 ** (bits - length);
  const network =
    typeof value === 'bigint' && typeof size === 'bigint'
      ? value - (value % size)
      : Number(value) - (Number(value) % Number(size));
  return { kind: 'prefix', network, length, type, ...place };
}

function combine(operator: '|' | '&' | '^' | '<<' | '>>', one: Expression, other: Expression): Expression {
  if (one.kind !== 'value' || other.kind !== 'value') return one;
  const [left, right] = [BigInt(one.value), BigInt(other.value)];
  const wide =
    operator === '|'
      ? left | right
      : operator === '&'
        ? left & right
        : operator === '^'
          ? left ^ right
          : operator === '<<'
            ? left << right
            : left >> right;
  const value = typeof one.value === 'bigint' ? wide : Number(wide);
  return { kind: 'value', value, type: one.type, ...located(one, other) };
}

export function parsePrimaryRight(
  stream: TokenStream,
  type: DataType,
  context: ParseContext,
  bits: number,
): Expression {
  const token = stream.next;
  if (stream.accept('(')) {
    let inner = parsePrimaryRight(stream, type, context, bits);
    for (;;) {
      const operator = stream.acceptAny('|', '&', '^', ',');
      if (operator === undefined) break;
      inner = combine(
        operator === ',' ? '|' : operator,
        inner,
        parsePrimaryRight(stream, type, context, bits),
      );
    }
    stream.expect(')');
    return inner;
  }
  if (stream.is('exists', 'missing')) {
    stream.take();
    return { kind: 'value', value: token.text === 'exists' ? 1 : 0, type: booleanType, at: token };
  }
  if (type.name === 'classid' && token.kind === 'number' && stream.peek(1).text === ':') {
    const major = stream.number();
    stream.take();
    const minor = parseInt(stream.take().text, 16);
    return { kind: 'value', value: major * 65_536 + minor, type, at: spanOf(token, stream.last) ?? token };
  }
  if (!isValueToken(token)) throw stream.unexpected();
  stream.take();
  const value = valueOf(token, type, context, bits);
  return { kind: 'value', value, type, at: { start: token.start, end: token.end } };
}

function isValueToken({ kind }: Token): boolean {
  return kind === 'word' || kind === 'number' || kind === 'string' || kind === 'asterisk';
}

/** `{ …, … }`, with `: data` in maps. @param data the types of what a map gives; `verdict` is found by itself */
export function parseSet(
  stream: TokenStream,
  left: Expression,
  context: ParseContext,
  data?: readonly DataType[],
): Extract<Expression, { kind: 'set' }> {
  const start = stream.expect('{');
  const elements: SetElement[] = [];
  stream.skipNewlines();
  if (stream.is('}')) throw stream.unexpected();
  for (;;) {
    elements.push(parseElement(stream, left, context, data));
    stream.skipNewlines();
    if (stream.accept('}')) break;
    stream.expect(',', "comma or '}'");
    stream.skipNewlines();
    if (stream.accept('}')) break;
  }
  checkClashes(elements);
  return { kind: 'set', elements, at: { start: start.start, end: stream.last.end } };
}

/** The kernel refuses a key twice with different data, and concatenations that begin or end in one before. */
function checkClashes(elements: readonly SetElement[]): void {
  const seen = new Map<string, NftElement['data']>();
  const wide: (readonly Span[])[] = [];
  for (const { key, data } of elements) {
    const spans = spansOf(key);
    const text = spans.map(({ first, last }) => `${String(first)}-${String(last)}`).join(' . ');
    const given = dataOf(data);
    const clashes = seen.has(text)
      ? !sameData(seen.get(text), given)
      : spans.length > 1 && wide.some((known) => overlaps(known, spans));
    if (clashes) throw notProcessed('File exists', key.at);
    seen.set(text, given);
    if (spans.some(({ first, last }) => first !== last)) wide.push(spans);
  }
}

/** What an element gives, as sets keep it. */
export function dataOf(data: SetElement['data']): NftElement['data'] {
  return data === undefined || data.kind === 'verdict' ? data : spansOf(data);
}

export function parseElement(
  stream: TokenStream,
  left: Expression,
  context: ParseContext,
  data?: readonly DataType[],
): SetElement {
  const key: Expression = stream.is('*') ? any(stream) : parseKey(stream, left, context);
  let timeout: number | undefined;
  let expires: number | undefined;
  let comment: string | undefined;
  const statements: Stateful[] = [];
  const options = () => {
    for (;;) {
      if (stream.accept('timeout')) timeout = parseDuration(stream);
      else if (stream.accept('expires')) expires = parseDuration(stream);
      else if (stream.accept('comment')) comment = stream.word('string or quoted string').text;
      else {
        const statement = parseStateful(stream);
        if (statement === undefined) return;
        statements.push(statement);
      }
    }
  };
  options();
  if (!stream.accept(':')) return { key, data: undefined, comment, timeout, expires, statements };
  const value = parseVerdict(stream) ?? parseData(stream, context, data);
  options();
  return { key, data: value, comment, timeout, expires, statements };
}

function any(stream: TokenStream): Expression {
  const token = stream.take();
  return { kind: 'any', at: { start: token.start, end: token.end } };
}

function parseData(
  stream: TokenStream,
  context: ParseContext,
  data: readonly DataType[] | undefined,
): Expression {
  const [first] = data ?? [];
  if (data === undefined || first === undefined) throw stream.unexpected();
  const parts = [parseBasicRight(stream, first, context)];
  for (const type of data.slice(1)) {
    if (!stream.accept('.')) break;
    parts.push(parseBasicRight(stream, type, context));
  }
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind: 'concatenation', parts };
}

/** `accept`, `goto CHAIN` and the like; undefined when none begins here. */
export function parseVerdict(stream: TokenStream): VerdictStatement | undefined {
  const from = stream.next;
  const end = stream.acceptAny('accept', 'drop', 'return', 'continue');
  if (end !== undefined) return { kind: 'verdict', verdict: end, chain: undefined, at: from };
  const verdict = stream.acceptAny('jump', 'goto');
  if (verdict === undefined) return undefined;
  if (stream.is('{')) throw new NotModelled('nft: chains without a name', stream.next);
  const chain = stream.nameOrVariable();
  return { kind: 'verdict', verdict, chain: chain.text, at: chain };
}

/** In microseconds. */
export function parseDuration(stream: TokenStream): number {
  const token = stream.next;
  if (token.kind === 'number') return stream.number() * 1_000_000;
  const time = token.kind === 'word' ? durationOf(token.text) : undefined;
  if (time === undefined) throw stream.unexpected();
  stream.take();
  return time;
}
