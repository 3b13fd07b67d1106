/**
 * A rule: statements from left to right (nft's parser_bison.y: stmt; src/evaluate.c: stmt_evaluate).
 */
import { spanOf as constantSpan } from '../constant.ts';
import { compare, typeNamed } from '../datatype.ts';
import { transportOf } from '../protocol.ts';
import { type Location, NftError, NotModelled, notProcessed, spanOf } from '../error.ts';
import { canonical } from '../canonical.ts';
import { partsOf, typeOf } from '../selectors.ts';
import type {
  Assignment,
  Expression,
  ObjectType,
  Relation,
  RuleBody,
  Selector,
  SetElement,
  Statement,
} from '../syntax.ts';
import { type ParseContext, ProtocolContext } from './context.ts';
import { beginsSelector, parseLeft, parseSelector } from './expression.ts';
import { parseNat, parseReject } from './nat.ts';
import { parseBasicRight, parseRight, parseSet, parseVerdict, reference } from './right.ts';
import { parseLog, parseQueue, parseReset, parseSynproxy } from './action.ts';
import { parseStateful } from './stateful.ts';
import { parseMeter, parseOldUpdate, parseUpdate } from './update.ts';
import { checkWritten } from './written.ts';
import type { Token } from './lexer.ts';
import type { TokenStream } from './stream.ts';

const relations: readonly Relation[] = ['==', '!=', '<=', '>=', '<', '>', '!'];

export function parseRule(stream: TokenStream, { family, ...values }: ParseContext): RuleBody {
  const protocols = new ProtocolContext(family);
  const context = { family, ...values, protocols };
  const statements: Statement[] = [];
  let comment: string | undefined;
  while (!stream.isAtEnd()) {
    if (statements.length > 0 && stream.accept('comment')) {
      comment = stream.word('string or quoted string').text;
      if (!stream.isAtEnd()) throw stream.unexpected('newline or semicolon');
      break;
    }
    const from = stream.next;
    const statement = parseStatement(stream, context, protocols);
    const at = { start: from.start, end: stream.last.end };
    const before = statements.at(-1);
    const placed: Statement = { ...statement, at: placeOf(statement, stream, from) ?? at };
    if (before !== undefined && isTerminal(before))
      throw new NftError('Statement after terminal statement has no effect', at, before.at);
    statements.push(placed);
  }
  return { statements: canonical(statements, context.family), comment };
}

/** What an error from the kernel points at: the name of what is not there. */
function placeOf(statement: Statement, stream: TokenStream, from: Token): Location | undefined {
  if (statement.kind === 'verdict') return statement.at;
  if (['nat', 'reject', 'queue'].includes(statement.kind)) return from;
  if (statement.kind !== 'object' || typeof statement.name !== 'string') return undefined;
  return { start: stream.last.start, end: stream.last.end };
}

function isTerminal(statement: Statement): boolean {
  return statement.kind === 'verdict'
    ? statement.verdict !== 'continue'
    : ['reject', 'nat', 'queue'].includes(statement.kind);
}

function parseStatement(stream: TokenStream, context: ParseContext, protocols: ProtocolContext): Statement {
  const verdict = parseVerdict(stream);
  if (verdict !== undefined) return verdict;
  const stateful = parseStateful(stream);
  if (stateful !== undefined) return stateful;
  if (stream.is('reset')) return parseReset(stream);
  if (beginsSelector(stream)) return parseAbout(stream, context, protocols);
  const token = stream.next;
  if (token.kind === 'symbol' || token.kind === 'number') throw stream.unexpected();
  stream.take();
  switch (token.text) {
    case 'counter':
    case 'quota':
    case 'limit':
      return named(stream, context, protocols, token.text);
    case 'synproxy':
      if (stream.is('name')) return named(stream, context, protocols, 'synproxy');
      return parseSynproxy(stream, 'statement');
    case 'ct': {
      const type = stream.acceptAny('helper', 'timeout', 'expectation');
      if (type === undefined) throw stream.unexpected();
      stream.expect('set');
      return { kind: 'object', type: `ct ${type}`, name: stream.word().text };
    }
    case 'reject':
      return parseReject(stream, context, protocols, token);
    case 'masquerade':
    case 'redirect':
    case 'dnat':
    case 'snat':
      return parseNat(stream, context, protocols, token, token.text);
    case 'log':
      return parseLog(stream);
    case 'notrack':
      return { kind: 'notrack' };
    case 'add':
    case 'update':
    case 'delete':
      return parseUpdate(stream, context, protocols, token.text);
    case 'set': {
      const operation = stream.acceptAny('add', 'update', 'delete');
      if (operation === undefined) throw stream.unexpected();
      return parseOldUpdate(stream, context, protocols, operation);
    }
    case 'meter':
      return parseMeter(stream, context, protocols);
    case 'queue':
      return parseQueue(stream, context);
    case 'tproxy':
    case 'dup':
    case 'fwd':
    case 'flow':
      throw new NotModelled(token.text, token);
    case 'comment':
      stream.goTo(stream.position - 1);
      throw stream.unexpected();
    default:
      // A word by itself is the left side of a comparison, whose type nobody knows.
      if (stream.isAtEnd()) throw stream.unexpected();
      throw new NftError('No symbol type information', token);
  }
}

function named(
  stream: TokenStream,
  context: ParseContext,
  protocols: ProtocolContext,
  type: ObjectType,
): Statement {
  stream.expect('name');
  if (!beginsSelector(stream)) return { kind: 'object', type, name: stream.word().text };
  const key = parseLeft(stream, context);
  protocols.reads(key);
  stream.expect('map');
  const map = stream.accept('@') ? reference(stream) : parseSet(stream, key, context, [typeNamed('string')]);
  return { kind: 'object', type, name: { kind: 'map', key, map } };
}

/** A statement that begins with a left side: it compares, looks up or assigns. */
function parseAbout(stream: TokenStream, context: ParseContext, protocols: ProtocolContext): Statement {
  const position = stream.position;
  if (!stream.is('(')) {
    const selector = parseSelector(stream, context);
    if (stream.is('set')) {
      const at = { start: stream.peek(position - stream.position).start, end: stream.last.end };
      return parseAssignment(stream, { ...selector, at }, context, protocols);
    }
    stream.goTo(position);
  }
  const left = parseLeft(stream, context);
  protocols.reads(left);
  if (left.kind === 'meta' && left.key === 'nfproto' && (context.family === 'ip' || context.family === 'ip6'))
    throw new NftError('meta nfproto is only useful in the inet family', left.at);
  if (stream.accept('vmap')) {
    const map = stream.accept('@') ? reference(stream) : parseSet(stream, left, context);
    if (map.kind === 'set') checkIntervals(map.elements);
    return { kind: 'vmap', key: left, map };
  }
  const relation = relations.find((each) => stream.is(each));
  if (relation !== undefined) stream.take();
  if (stream.isAtEnd()) throw stream.unexpected();
  checkOperands(left, protocols, stream);
  const right = parseRight(stream, left, context);
  checkBounds(left, right, protocols);
  if (stream.accept('/')) {
    const mask = parseRight(stream, left, context);
    const masked: Expression = { kind: 'binary', operator: '&', left, right: mask };
    return { kind: 'match', left: masked, relation: relation ?? '==', right };
  }
  if (isShifted(left) && typeOf(left).name !== 'integer' && right.at !== undefined)
    throw new NftError(
      `datatype mismatch, expected ${typeOf(left).description}, expression has type integer`,
      right.at,
      left.at,
    );
  learn(left, relation, right.kind === 'set' ? single(right) : right, protocols, context);
  return { kind: 'match', left, relation: relation ?? 'in', right };
}

/** In maps intervals are not merged: they may not overlap. */
function checkIntervals(elements: readonly SetElement[]): void {
  const spans = elements.flatMap(({ key }) => {
    const span = constantSpan(key);
    return span === undefined ? [] : [{ ...span, at: key.at }];
  });
  if (spans.every(({ first, last }) => first === last)) return;
  spans.sort((one, other) => compare(one.first, other.first));
  for (const [index, span] of spans.entries()) {
    const before = spans[index - 1];
    if (before !== undefined && compare(span.first, before.last) <= 0)
      throw new NftError('conflicting intervals specified', span.at, before.at);
  }
}

function isShifted(left: Expression): boolean {
  return left.kind === 'binary' && (left.operator === '<<' || left.operator === '>>');
}

/** Concatenations of ports of nobody knows which protocol have no type. */
function checkOperands(left: Expression, { transport }: ProtocolContext, stream: TokenStream): void {
  const isKnown = transport !== undefined && transport !== 'any';
  if (left.kind === 'ct' && left.key.startsWith('proto-') && !isKnown)
    throw new NftError("Can't parse symbolic invalid expressions", stream.peek(stream.is('{') ? 1 : 0));
  if (left.kind !== 'concatenation') return;
  for (const part of partsOf(left)) {
    if (part.kind !== 'ct' || !part.key.startsWith('proto-') || part.at === undefined) continue;
    if (isKnown) throw new NotModelled('ct proto-src and proto-dst in concatenations', part.at);
    throw new NftError(
      'can not use variable sized data types (invalid) in concat expressions',
      part.at,
      left.at,
    );
  }
}

/** Numbers that are drawn have a greatest; ports of a connection mean something once its protocol is known. */
function checkBounds(left: Expression, right: Expression, { oneOf }: ProtocolContext): void {
  const values = right.kind === 'set' ? right.elements.map(({ key }) => key) : [right];
  if (left.kind === 'numgen' || left.kind === 'hash')
    for (const each of values) {
      const most = left.modulus + left.offset - 1;
      const last = each.kind === 'value' ? each.value : each.kind === 'range' ? each.last : 0;
      if (compare(last, most) > 0)
        throw new NftError(`Value ${String(last)} exceeds valid range 0-${String(most)}`, each.at);
    }
  if (left.kind !== 'ct' || !left.key.startsWith('proto-')) return;
  if (left.direction === undefined) throw notProcessed('Invalid argument', left.at);
  if (oneOf.length > 1 || right.kind === 'set')
    throw new NotModelled('ct proto-src and proto-dst of several protocols', left.at);
}

/** `meta l4proto tcp` and its like say which protocol follows. */
function learn(
  left: Expression,
  relation: Relation | undefined,
  right: Expression,
  protocols: ProtocolContext,
  context: ParseContext,
): void {
  if (relation !== undefined && relation !== '==') return;
  const type = typeOf(left).name;
  const value = right.kind === 'value' ? right.value : undefined;
  const fixed = context.family === 'ip' || context.family === 'ip6';
  const isMeta = left.kind === 'meta' && left.key === 'l4proto';
  const isField = left.kind === 'payload' && (left.field === 'protocol' || left.field === 'nexthdr');
  const isCt = left.kind === 'ct' && left.key === 'protocol' && (fixed || protocols.network !== undefined);
  if (isMeta || isField || isCt) {
    const named = (value: Expression) =>
      value.kind === 'value' ? (transportOf(Number(value.value))?.name ?? 'unknown') : 'any';
    // A header's field says something only where it names a protocol that nft knows.
    const names = (right.kind === 'set' ? right.elements.map(({ key }) => key) : [right])
      .map(named)
      .filter((name) => !isField || name !== 'unknown');
    protocols.oneOf = right.kind === 'set' ? names : [];
    protocols.transport = names.at(-1) ?? protocols.transport;
    protocols.transportAt = spanOf(left.at, right.at);
  }
  if (fixed || right.kind !== 'value') return;
  if (type === 'nf_proto' && left.kind === 'meta') protocols.network = value === 2 ? 'ip' : 'ip6';
  if (type === 'ether_type' && left.kind === 'payload')
    protocols.network = value === 0x0800 ? 'ip' : value === 0x86dd ? 'ip6' : undefined;
}

/** A set of one is that one. */
function single(set: Extract<Expression, { kind: 'set' }>): Expression {
  const [only] = set.elements;
  return set.elements.length === 1 && only !== undefined ? only.key : set;
}

function parseAssignment(
  stream: TokenStream,
  left: Selector,
  context: ParseContext,
  protocols: ProtocolContext,
): Assignment {
  protocols.reads(left);
  stream.expect('set');
  if (stream.isAtEnd()) throw stream.unexpected();
  const wanted = typeOf(left);
  if (!beginsSelector(stream) || (stream.is('(') && !beginsSelectorInside(stream))) {
    let value = parseBasicRight(stream, wanted, context, left);
    while (wanted.isFlags && stream.accept(',')) {
      const next = parseBasicRight(stream, wanted, context, left);
      if (value.kind === 'value' && next.kind === 'value')
        value = { ...value, value: Number(value.value) | Number(next.value) };
    }
    return { kind: 'assign', left, value };
  }
  const key = parseLeft(stream, context);
  protocols.reads(key);
  if (stream.accept('map')) {
    const map = stream.accept('@') ? reference(stream) : parseSet(stream, key, context, [wanted]);
    checkWritten(left, map);
    return { kind: 'assign', left, value: { kind: 'map', key, map } };
  }
  const given = typeOf(key);
  if (
    given.name !== wanted.name &&
    given.name !== 'integer' &&
    !(given.isHost && given.bits === wanted.bits) &&
    given.name !== 'int'
  )
    throw new NftError(
      `datatype mismatch: expected ${wanted.description}, expression has type ${given.description}`,
      key.at,
      spanOf(left.at, { start: key.at?.start ?? 0, end: key.at?.start ?? 0 }),
    );
  checkWritten(left, key);
  return { kind: 'assign', left, value: key };
}

function beginsSelectorInside(stream: TokenStream): boolean {
  stream.take();
  const begins = beginsSelector(stream);
  stream.goTo(stream.position - 1);
  return begins;
}
