/**
 * Expressions in the one form nft lists: masks and xors of the kernel's one bitwise operation, prefixes for masks,
 * sorted and merged sets, names for raw fields (nft's src/netlink_delinearize.c: netlink_parse_bitwise_bool,
 * relational_binop_postprocess).
 */
import { constantOf, inOrder, merged, spanOf, spansOf } from './constant.ts';
import { type DataType, highest, type Value } from './datatype.ts';
import type { Family } from './model.ts';
import { fieldAt, fieldOf } from './protocol.ts';
import { bitsOf, partsOf, typeOf } from './selectors.ts';
import type { Expression, Match, SetElement } from './syntax.ts';

type Set = Extract<Expression, { kind: 'set' }>;

export function canonicalExpression(expression: Expression, family: Family): Expression {
  switch (expression.kind) {
    case 'raw':
      return nameRaw(expression, family);
    case 'binary':
      return foldBits(expression, family);
    case 'concatenation':
      return { ...expression, parts: expression.parts.map((part) => canonicalExpression(part, family)) };
    case 'map':
      return {
        ...expression,
        key: canonicalExpression(expression.key, family),
        map: expression.map.kind === 'set' ? canonicalSet(expression.map) : expression.map,
      };
    case 'hash':
      return expression.key === undefined
        ? expression
        : { ...expression, key: canonicalExpression(expression.key, family) };
    default:
      return expression;
  }
}

function nameRaw(raw: Extract<Expression, { kind: 'raw' }>, family: Family): Expression {
  const protocol =
    raw.base === 'th'
      ? 'th'
      : raw.base === 'nh'
        ? family === 'ip' || family === 'ip6'
          ? family
          : ''
        : family === 'bridge' || family === 'netdev'
          ? 'ether'
          : '';
  const field = fieldAt(protocol, raw.offset, raw.bits);
  const known = field === undefined ? undefined : fieldOf(protocol, field);
  if (field === undefined || known === undefined) return raw;
  return {
    kind: 'payload',
    protocol,
    field,
    type: known.type.bits === known.bits ? known.type : { ...known.type, bits: known.bits },
  };
}

/** `& m`, `| v`, `^ x` in a row are (value & mask) ^ xor to the kernel. */
function foldBits(expression: Extract<Expression, { kind: 'binary' }>, family: Family): Expression {
  const chain: { operator: string; value: bigint }[] = [];
  let inner: Expression = expression;
  while (inner.kind === 'binary') {
    const { operator, left, right }: typeof expression = inner;
    if (right.kind !== 'value' || typeof right.value === 'string') return shiftOf(expression, family);
    if (operator === '<<' || operator === '>>') return shiftOf(expression, family);
    chain.unshift({ operator, value: BigInt(right.value) });
    inner = left;
  }
  const base = canonicalExpression(inner, family);
  const bits = bitsOf(base);
  const all = (1n << BigInt(bits)) - 1n;
  let mask = all;
  let xor = 0n;
  for (const { operator, value } of chain) {
    if (operator === '&') {
      mask &= value;
      xor &= value;
    } else if (operator === '|') {
      mask &= ~value & all;
      xor = (xor & ~value & all) | value;
    } else xor ^= value;
  }
  const or = (mask & xor) ^ xor;
  mask |= or;
  xor &= mask & ~or;
  const type = typeOf(base);
  const constant = (value: bigint): Expression => ({
    kind: 'value',
    value: bits > 48 ? value : Number(value),
    type: type.bits === 0 ? { ...type, bits } : type,
  });
  let result: Expression = base;
  if (mask !== all) result = { kind: 'binary', operator: '&', left: result, right: constant(mask) };
  if (xor !== 0n) result = { kind: 'binary', operator: '^', left: result, right: constant(xor) };
  if (or !== 0n) result = { kind: 'binary', operator: '|', left: result, right: constant(or) };
  return result;
}

function shiftOf(expression: Extract<Expression, { kind: 'binary' }>, family: Family): Expression {
  return { ...expression, left: canonicalExpression(expression.left, family) };
}

export function canonicalMatch(match: Match, family: Family): Match {
  const left = canonicalExpression(match.left, family);
  const renamed = isRaw(match.left) && !isRaw(left);
  let right = renamed ? retype(match.right, typeOf(left)) : match.right;
  right = whole(right);
  if (right.kind === 'set') right = canonicalSet(right);
  const type = typeOf(left);
  let { relation } = match;
  if (relation === 'in' && !(type.isFlags && right.kind === 'value' && left.kind !== 'binary'))
    relation = '==';
  if (relation === '==' && match.right.kind === 'set' && right.kind === 'value' && type.isFlags)
    relation = '==';
  if (left.kind === 'raw' && left.bits % 8 !== 0 && right.kind === 'value')
    return rawBits(left, relation, right.value);
  if (
    left.kind !== 'binary' ||
    left.operator !== '&' ||
    left.right.kind !== 'value' ||
    right.kind !== 'value'
  )
    return { kind: 'match', left, relation, right };
  const mask = left.right.value;
  if (type.isFlags) {
    if (relation === '!=' && right.value === 0)
      return { kind: 'match', left: left.left, relation: 'in', right: left.right };
    if (relation === '==' && right.value === 0)
      return { kind: 'match', left: left.left, relation: '!', right: left.right };
    return { kind: 'match', left, relation, right };
  }
  const takesPrefix = /^ipv\d_addr$|^mark$/.test(type.name) && (relation === '==' || relation === '!=');
  const length = takesPrefix ? maskLength(mask, bitsOf(left.left)) : undefined;
  if (length === undefined) return { kind: 'match', left, relation, right };
  return {
    kind: 'match',
    left: left.left,
    relation,
    right: { kind: 'prefix', network: right.value, length, type: right.type },
  };
}

function isRaw(expression: Expression): boolean {
  return expression.kind === 'raw' || (expression.kind === 'binary' && isRaw(expression.left));
}

function retype(right: Expression, type: DataType): Expression {
  switch (right.kind) {
    case 'value':
    case 'range':
    case 'prefix':
      return { ...right, type };
    case 'set':
      return { ...right, elements: right.elements.map((each) => ({ ...each, key: retype(each.key, type) })) };
    default:
      return right;
  }
}

/** Bits that fill no octets: the kernel loads the octets and masks. */
function rawBits(
  raw: Extract<Expression, { kind: 'raw' }>,
  relation: Match['relation'],
  value: Value,
): Match {
  const from = raw.offset - (raw.offset % 8);
  const to = Math.ceil((raw.offset + raw.bits) / 8) * 8;
  const shift = to - raw.offset - raw.bits;
  const whole = { ...raw, offset: from, bits: to - from };
  const constant = (number: number): Expression => ({
    kind: 'value',
    value: number,
    type: { ...typeOf(raw), bits: to - from },
  });
  return {
    kind: 'match',
    left: {
      kind: 'binary',
      operator: '&',
      left: whole,
      right: constant(Number(highest(raw.bits)) * 2 ** shift),
    },
    relation,
    right: constant(Number(value) * 2 ** shift),
  };
}

/** The length of a prefix whose mask this is. */
function maskLength(mask: Value, bits: number): number | undefined {
  if (typeof mask === 'string') return undefined;
  const text = BigInt(mask).toString(2).padStart(bits, '0');
  if (BigInt(mask) === 0n) return 0;
  return text.length === bits && /^1+0*$/.test(text) ? text.lastIndexOf('1') + 1 : undefined;
}

/** Of a rule's own set: sorted, doubles gone, intervals merged; one value alone needs no set. */
export function canonicalSet(set: Set): Expression {
  const elements = set.elements.map((element) =>
    element.key.kind === 'concatenation'
      ? { ...element, key: { ...element.key, parts: element.key.parts.map(whole) } }
      : element,
  );
  const [only] = elements;
  const isMap = only?.data !== undefined;
  if (elements.length === 1 && only !== undefined && !isMap && isSingle(only)) {
    const span = spanOf(only.key);
    return span !== undefined && only.key.kind === 'prefix' ? constantOf(span, only.key.type) : only.key;
  }
  const keys = elements.map(({ key }) => key);
  const hasRanges = keys.some((key) => key.kind === 'range' || key.kind === 'prefix');
  const [first] = keys;
  if (!isMap && first !== undefined && first.kind !== 'concatenation' && elements.every(isSingle)) {
    const type = typeOf(first);
    const spans = keys.flatMap((key) => spanOf(key) ?? []);
    if (hasRanges) {
      const joined = merged(spans);
      return { ...set, elements: joined.map((span) => elementOf(constantOf(span, type))) };
    }
  }
  const types = first === undefined ? [] : partsOf(first).map(typeOf);
  const wild = keys.some((key) => key.kind === 'value' && String(key.value).endsWith('*'));
  // Concatenations with ranges stay as they came.
  const isOrdered =
    types.length > 1 && keys.some((key) => spansOf(key).some((span) => span.first !== span.last));
  const sorted = isOrdered
    ? elements
    : [...elements].sort((one, other) =>
        inOrder(spansOf(one.key), spansOf(other.key), types, hasRanges || wild),
      );
  const seen = new Set<string>();
  return {
    ...set,
    elements: sorted.filter(({ key }) => {
      const text = JSON.stringify(spansOf(key), (_, value: unknown) =>
        typeof value === 'bigint' ? value.toString() : value,
      );
      if (seen.has(text)) return false;
      seen.add(text);
      return true;
    }),
  };
}

/** A prefix as long as the address is an address. */
function whole(part: Expression): Expression {
  return part.kind === 'prefix' && part.length === part.type.bits
    ? { kind: 'value', value: part.network, type: part.type }
    : part;
}

function isSingle({ key, comment, timeout, statements }: SetElement): boolean {
  return (
    key.kind !== 'any' &&
    key.kind !== 'concatenation' &&
    comment === undefined &&
    timeout === undefined &&
    statements.length === 0
  );
}

function elementOf(key: Expression): SetElement {
  return { key, data: undefined, comment: undefined, timeout: undefined, expires: undefined, statements: [] };
}
